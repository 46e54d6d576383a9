/// What a classifier of two classes says over a plane, with points on it: the colour of the class,
/// the paler the less sure.
public struct ConfidenceMap: Figure {
    /// One plane.
    public struct Panel: Sendable {
        /// What it is.
        public var name: String
        /// The probability of the second class at the cells of a square grid, row by row upwards.
        public var probabilities: [Double]
        /// Points within the plane, 0 to 1 from its lower left, and their classes.
        public var points: [(x: Double, y: Double, label: Int)]

        /// A plane; `probabilities` is a square number of values.
        public init(
            _ name: String, probabilities: [Double], points: [(x: Double, y: Double, label: Int)]
        ) {
            self.name = name
            self.probabilities = probabilities
            self.points = points
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// The planes, two in a row.
    public var panels: [Panel]

    /// A figure of `panels`.
    public init(title: String, note: String? = nil, panels: [Panel]) {
        heading = Heading(title, note: note)
        self.panels = panels
    }

    private static let size = 320.0
    /// From one row of planes to the next.
    private static let pitch = 366.0
    /// Shades on either side: neighbours of one shade are drawn as one rectangle.
    private static let shades = 10.0

    /// The drawing; throws where a probability or a place is not finite.
    public func svg() throws -> String {
        let top = heading.bottom + 26
        let rows = Double((panels.count + 1) / 2)
        var svg = SVG(heading, height: top + (rows - 1) * Self.pitch + Self.size + 20)
        for (index, panel) in panels.enumerated() {
            try requireFinite(panel.probabilities) { "“\(panel.name)” in cell \($0)" }
            try requireFinite(panel.points.flatMap { [$0.x, $0.y] }) {
                "“\(panel.name)” at point \($0 / 2)"
            }
            let left = 20 + 340 * Double(index % 2)
            let top = top + Self.pitch * Double(index / 2)
            svg.text(panel.name, x: left, y: top - 10, size: Style.medium, bold: true)
            drawCells(of: panel, left: left, top: top, on: &svg)
            for point in panel.points {
                let (x, y) = (left + Self.size * point.x, top + Self.size * (1 - point.y))
                svg.circle(x: x, y: y, radius: 4, fill: Style.card)
                svg.circle(x: x, y: y, radius: 3, fill: Style.color(point.label))
            }
        }
        return svg.document
    }

    private func drawCells(of panel: Panel, left: Double, top: Double, on svg: inout SVG) {
        let side = Int(Double(panel.probabilities.count).squareRoot())
        let cell = Self.size / Double(side)
        for row in 0..<side {
            var start = 0
            while start < side {
                let shade = level(panel.probabilities[row * side + start])
                var end = start + 1
                while end < side, level(panel.probabilities[row * side + end]) == shade { end += 1 }
                // Larger than the cells, so that no seams show between them, shown small either.
                svg.rectangle(
                    x: left + cell * Double(start), y: top + Self.size - cell * Double(row + 1),
                    width: cell * Double(end - start) + 0.3, height: cell + 1,
                    fill: Style.tint(shade < 0 ? 0 : 1, 0.06 + 0.6 * abs(shade) / Self.shades))
                start = end
            }
        }
    }

    /// How sure, from −10 (the first class) to 10 (the second).
    private func level(_ probability: Double) -> Double {
        (2 * Self.shades * (probability - 0.5)).rounded(.toNearestOrAwayFromZero)
    }
}
