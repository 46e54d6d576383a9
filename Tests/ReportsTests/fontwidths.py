"""Writes FontWidths.swift: how wide characters are in DejaVu Sans, which many Linux systems have for
sans-serif, and which is wider than all other fonts that a figure names.

    python fontwidths.py > FontWidths.swift        (Pillow; Debian's fonts-dejavu-core)
"""
from PIL import ImageFont

FOLDER = "/usr/share/fonts/truetype/dejavu/DejaVuSans"

FUNCTION = """
    /// The width of `text` in pixels; other characters count as the widest letters.
    static func of(_ text: String, size: Double, bold: Bool) -> Double {
        text.unicodeScalars.reduce(0) { sum, scalar in
            let place = Int(scalar.value) - 32
            return sum + ((0..<95).contains(place) ? (bold ? Self.bold : regular)[place] : 1000)
                * size / 1000
        }
    }
}"""


def table(name, ending):
    font = ImageFont.truetype(FOLDER + ending + ".ttf", 1000)
    widths = [str(round(font.getlength(chr(c)))) for c in range(32, 127)]
    rows = [", ".join(widths[i:i + 16]) for i in range(0, len(widths), 16)]
    return f"    static let {name}: [Double] = [\n        " + ",\n        ".join(rows) + ",\n    ]\n"


print("/// Advance widths of ASCII 32…126 in DejaVu Sans 2.37, thousandths of the font size, by\n"
      "/// fontwidths.py.\nenum FontWidths {\n" + table("regular", "") + table("bold", "-Bold")
      + FUNCTION)
