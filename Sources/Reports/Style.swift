/// The look that all figures share: one typeface, three sizes, few colours.
public enum Style {
    /// System sans-serif fonts, from best to last.
    public static let fonts =
        "-apple-system, 'Segoe UI', 'Liberation Sans', Helvetica, Arial, sans-serif"
    /// The width of a figure's card in pixels; a table of many columns may be wider.
    public static let width = 720.0
    /// Font sizes in pixels: a figure's title, text, and what stands at axes.
    public static let large = 16.0
    /// The size of text.
    public static let medium = 13.0
    /// The size of ticks and notes.
    public static let small = 12.0

    /// The card and its edge.
    public static let card = "#ffffff"
    /// The card's edge.
    public static let border = "#d0d7de"
    /// Text.
    public static let ink = "#1f2328"
    /// Text of less weight: subtitles, ticks.
    public static let faint = "#59636e"
    /// Grid lines.
    public static let grid = "#e6e9ed"

    /// Colours of series, in order: apart for colour-blind readers (after Okabe & Ito 2008,
    /// darkened so that each also serves for text on white, contrast at least 4.5).
    public static let palette = ["#0067a3", "#bf4f00", "#007556", "#98477c", "#7a6000", "#4a5560"]

    /// The colour of series `index`; the palette repeats.
    public static func color(_ index: Int) -> String { palette[index % palette.count] }

    /// The dash of series `index`: solid for the first round of the palette, dashed after it.
    public static func dash(_ index: Int) -> String? {
        index < palette.count ? nil : "\(3 + 3 * (index / palette.count)) 4"
    }

    /// A blue between white (0) and dark (1), even in lightness.
    public static func shade(_ amount: Double) -> String {
        let stops: [(Double, Double, Double)] = [
            (247, 251, 255), (198, 219, 239), (107, 174, 214), (33, 113, 181), (8, 48, 107),
        ]
        let position = min(max(amount, 0), 1) * Double(stops.count - 1)
        let i = min(Int(position), stops.count - 2)
        let f = position - Double(i)
        func hex(_ a: Double, _ b: Double) -> String {
            let value = Int((a + (b - a) * f).rounded())
            return (value < 16 ? "0" : "") + String(value, radix: 16)
        }
        let (a, b) = (stops[i], stops[i + 1])
        return "#" + hex(a.0, b.0) + hex(a.1, b.1) + hex(a.2, b.2)
    }

    /// The colour of series `index` on white: white at 0, the colour itself at 1.
    public static func tint(_ index: Int, _ amount: Double) -> String {
        let digits = color(index).dropFirst()
        return "#"
            + stride(from: 0, to: 6, by: 2).map { place -> String in
                let start = digits.index(digits.startIndex, offsetBy: place)
                let end = digits.index(start, offsetBy: 2)
                let value = Double(Int(digits[start..<end], radix: 16)!)
                let mixed = Int((255 + (value - 255) * min(max(amount, 0), 1)).rounded())
                return (mixed < 16 ? "0" : "") + String(mixed, radix: 16)
            }.joined()
    }
}
