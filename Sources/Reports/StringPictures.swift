/// Pictures of strings, with what they say and what was read in them.
public struct StringPictures: Figure {
    /// One picture.
    public struct Picture: Sendable {
        /// The picture's width in pixels.
        public var width: Int
        /// Its pixels from black (0) to white (1), row by row.
        public var pixels: [Double]
        /// What it says.
        public var label: String
        /// What each reader read.
        public var read: [String]

        /// A picture; all values as the properties say.
        public init(width: Int, pixels: [Double], label: String, read: [String]) {
            self.width = width
            self.pixels = pixels
            self.label = label
            self.read = read
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// Who read, in the order of `Picture.read`.
    public var readers: [String]
    /// The pictures, in two columns.
    public var pictures: [Picture]

    /// A figure of `pictures`.
    public init(title: String, note: String? = nil, readers: [String], pictures: [Picture]) {
        heading = Heading(title, note: note)
        self.readers = readers
        self.pictures = pictures
    }

    private static let width = 330.0
    /// Shades of grey: neighbours of one shade are drawn as one rectangle.
    private static let shades = 12.0

    /// The drawing; throws where a pixel is not finite.
    public func svg() throws -> String {
        let top = heading.bottom
        let tallest = pictures.map { Self.width * ratio(of: $0) }.max() ?? 0
        let step = tallest + 20 * Double(readers.count + 1) + 22
        let rows = (pictures.count + 1) / 2
        var svg = SVG(heading, height: top + step * Double(rows))
        for (index, picture) in pictures.enumerated() {
            try requireFinite(picture.pixels) { "pixel \($0) of picture \(index + 1)" }
            let (x, y) = (20 + 350 * Double(index % 2), top + step * Double(index / 2))
            draw(picture, x: x, y: y, on: &svg)
            var line = y + tallest + 20
            svg.text("says", x: x, y: line, size: Style.medium, color: Style.faint)
            svg.text(picture.label, x: x + 130, y: line, size: Style.medium, bold: true)
            for (reader, read) in zip(readers, picture.read) {
                line += 20
                let isRight = read == picture.label
                svg.text(reader, x: x, y: line, size: Style.medium, color: Style.faint)
                svg.text(
                    (read.isEmpty ? "nothing" : read) + (isRight ? "" : "  ✗"), x: x + 130, y: line,
                    size: Style.medium, color: isRight ? Style.ink : Style.color(1))
            }
        }
        return svg.document
    }

    private func ratio(of picture: Picture) -> Double {
        Double(picture.pixels.count / picture.width) / Double(picture.width)
    }

    private func draw(_ picture: Picture, x: Double, y: Double, on svg: inout SVG) {
        let side = Self.width / Double(picture.width)
        for row in 0..<(picture.pixels.count / picture.width) {
            let shades = picture.pixels[(row * picture.width)..<((row + 1) * picture.width)]
                .map { (min(max($0, 0), 1) * Self.shades).rounded() / Self.shades }
            var start = 0
            while start < shades.count {
                var end = start + 1
                while end < shades.count, shades[end] == shades[start] { end += 1 }
                // A little larger than the pixels, so that no seams show between them.
                svg.rectangle(
                    x: x + side * Double(start), y: y + side * Double(row),
                    width: side * Double(end - start) + 0.3, height: side + 0.3,
                    fill: Self.grey(shades[start]))
                start = end
            }
        }
    }

    private static func grey(_ lightness: Double) -> String {
        let value = Int((255 * lightness).rounded())
        let digits = (value < 16 ? "0" : "") + String(value, radix: 16)
        return "#" + digits + digits + digits
    }
}
