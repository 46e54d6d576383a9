import Files

/// Estimates of text widths, so that labels get room without a font engine.
enum TextWidth {
    /// Advance widths of ASCII 32…126 in Helvetica (and Arial), thousandths of the font size.
    private static let ascii: [Double] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ]

    /// The width of `text` in pixels at font size `size`, generous since fonts differ: by a tenth,
    /// and by a third where it is bold, which in some is far wider than in others.
    static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
        let size = bold ? 1.2 * size : size
        return text.visible(keeping: "\t\n\r").unicodeScalars.reduce(0) { sum, scalar in
            let value = Int(scalar.value)
            let units =
                (32..<127).contains(value) ? ascii[value - 32] : value < 0x1100 ? 600 : 1000
            return sum + units * size * 1.1 / 1000
        }
    }

    /// `text`, shortened with an ellipsis so that it is at most `width` pixels wide.
    static func fit(_ text: String, size: Double, width: Double, bold: Bool = false) -> String {
        guard of(text, size: size, bold: bold) > width else { return text }
        var kept = text
        while !kept.isEmpty && of(kept + "…", size: size, bold: bold) > width { kept.removeLast() }
        while kept.last == " " || kept.last == "," { kept.removeLast() }
        return kept + "…"
    }

    /// `text` in at most four lines of at most `width` pixels, broken between words; the last is
    /// shortened where it would need more.
    static func lines(
        _ text: String, size: Double, width: Double, bold: Bool = false
    ) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let last = lines.last,
                lines.count == 4 || of("\(last) \(word)", size: size, bold: bold) <= width
            {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { fit($0, size: size, width: width, bold: bold) }
    }
}
