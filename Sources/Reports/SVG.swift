import Documents
import Files
import Foundation

/// A drawing under construction: shapes in paint order, on a white card that reads on light and
/// dark pages alike (an image in markdown cannot know the page's colours; our own pages turn its
/// lightness round in the dark, and keep its hues).
///
/// Coordinates are pixels from the top left corner. Numbers are written with at most two decimals
/// and nothing depends on the machine, so equal drawings are equal bytes.
public struct SVG: Sendable {
    /// Where a text stands relative to its point.
    public enum Anchor: String, Sendable {
        /// The text begins, is centred, or ends at the point.
        case start, middle, end
    }

    /// The size of the card in pixels.
    public let width, height: Double
    private let title: String
    private var shapes: [String] = []

    /// A card with nothing but its heading, whose title is what a screen reader says.
    public init(_ heading: Heading, width: Double = Style.width, height: Double) {
        self.width = width
        self.height = height
        title = heading.title
        heading.draw(on: &self)
    }

    /// A straight line; `dash` as SVG writes it ("4 3").
    public mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String,
        width: Double = 1, dash: String? = nil
    ) {
        let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        add(
            "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" "
                + "stroke=\"\(color)\" stroke-width=\"\(n(width))\"\(dashes)/>")
    }

    /// A filled rectangle; a negative width or height draws nothing.
    public mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: String, radius: Double = 0
    ) {
        guard width > 0, height > 0 else { return }
        let corner = radius > 0 ? " rx=\"\(n(radius))\"" : ""
        add(
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" "
                + "fill=\"\(fill)\"\(corner)/>")
    }

    /// A filled circle.
    public mutating func circle(x: Double, y: Double, radius: Double, fill: String) {
        add("<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" fill=\"\(fill)\"/>")
    }

    /// A line through `points`.
    public mutating func path(
        _ points: [(x: Double, y: Double)], color: String, width: Double = 2, dash: String? = nil
    ) {
        let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        add(
            "<path d=\"\(commands(points))\" fill=\"none\" stroke=\"\(color)\" "
                + "stroke-width=\"\(n(width))\" stroke-linejoin=\"round\" "
                + "stroke-linecap=\"round\"\(dashes)/>")
    }

    /// The filled area inside `points`.
    public mutating func area(
        _ points: [(x: Double, y: Double)], fill: String, opacity: Double = 1
    ) {
        add("<path d=\"\(commands(points))Z\" fill=\"\(fill)\" fill-opacity=\"\(n(opacity))\"/>")
    }

    /// A text with its baseline at (x, y), turned by `degrees` around that point. A white halo
    /// keeps it readable where it crosses a line.
    public mutating func text(
        _ string: String, x: Double, y: Double, size: Double = Style.small,
        color: String = Style.ink, anchor: Anchor = .start, bold: Bool = false,
        degrees: Double = 0, halo: Bool = false
    ) {
        let turn = degrees == 0 ? "" : " transform=\"rotate(\(n(degrees)) \(n(x)) \(n(y)))\""
        let weight = bold ? " font-weight=\"600\"" : ""
        let outline =
            halo
            ? " stroke=\"\(Style.card)\" stroke-width=\"3\" paint-order=\"stroke\" "
                + "stroke-linejoin=\"round\"" : ""
        add(
            "<text x=\"\(n(x))\" y=\"\(n(y))\" font-size=\"\(n(size))\" fill=\"\(color)\" "
                + "text-anchor=\"\(anchor.rawValue)\"\(weight)\(outline)\(turn)>"
                + "\(HTML.escaped(string))</text>")
    }

    /// The finished document.
    public var document: String {
        let (w, h) = (n(width), n(height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(w)" height="\(h)" \
            viewBox="0 0 \(w) \(h)" role="img" font-family="\(Style.fonts)">
            <title>\(HTML.escaped(title))</title>
            <rect x="0.5" y="0.5" width="\(n(width - 1))" height="\(n(height - 1))" rx="6" \
            fill="\(Style.card)" stroke="\(Style.border)"/>
            \(shapes.joined(separator: "\n"))
            </svg>

            """
    }

    private mutating func add(_ shape: String) { shapes.append(shape) }

    private func commands(_ points: [(x: Double, y: Double)]) -> String {
        zip(points.indices, points).map { "\($0 == 0 ? "M" : "L")\(n($1.x)) \(n($1.y))" }.joined()
    }

    private func n(_ value: Double) -> String { Format.trimmed(value, decimals: 2) }
}
