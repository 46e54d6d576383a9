/// Points of several classes in planes of their own, side by side: for pictures whose axes have no
/// unit, each plane is scaled to its points.
public struct ScatterPlot: Figure {
    /// One plane.
    public struct Panel: Sendable {
        /// What it is.
        public var name: String
        /// Points and the place of their class among the names.
        public var points: [(x: Double, y: Double, label: Int)]

        /// A plane.
        public init(_ name: String, points: [(x: Double, y: Double, label: Int)]) {
            self.name = name
            self.points = points
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// The names of the classes, in the order of their colours.
    public var classes: [String]
    /// The planes, row by row in two columns.
    public var panels: [Panel]

    /// A figure of `panels`.
    public init(title: String, note: String? = nil, classes: [String], panels: [Panel]) {
        heading = Heading(title, note: note)
        self.classes = classes
        self.panels = panels
    }

    private static let (size, pitch, margin) = (330.0, 366.0, 10.0)

    /// The drawing; throws where a place is not finite.
    public func svg() throws -> String {
        let key = heading.bottom + 6
        let lines = Double(SVG.keyLines(classes))
        let top = key + SVG.keyPitch * max(0, lines - 1) + 42
        let rows = Double((panels.count + 1) / 2)
        var svg = SVG(heading, height: top + Self.pitch * rows - 10)
        svg.key(classes, at: key)
        for (index, panel) in panels.enumerated() {
            try requireFinite(panel.points.flatMap { [$0.x, $0.y] }) {
                "“\(panel.name)” at point \($0 / 2 + 1)"
            }
            let left = 20 + 350 * Double(index % 2)
            let top = top + Self.pitch * Double(index / 2)
            svg.text(panel.name, x: left, y: top - 10, size: Style.medium, bold: true)
            svg.rectangle(x: left, y: top, width: Self.size, height: Self.size, fill: Style.grid)
            svg.rectangle(
                x: left + 1, y: top + 1, width: Self.size - 2, height: Self.size - 2,
                fill: Style.card)
            draw(panel.points, left: left + Self.margin, top: top + Self.margin, on: &svg)
        }
        return svg.document
    }

    /// Draws points with one scale for x and y, so that distances look as they are.
    private func draw(
        _ points: [(x: Double, y: Double, label: Int)], left: Double, top: Double,
        on svg: inout SVG
    ) {
        guard !points.isEmpty else { return }
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        let (low, high) = ((xs.min()!, ys.min()!), (xs.max()!, ys.max()!))
        let reach = max(high.0 - low.0, high.1 - low.1)
        let room = Self.size - 2 * Self.margin
        let scale = reach > 0 ? room / reach : 0
        let middle = ((low.0 + high.0) / 2, (low.1 + high.1) / 2)
        for point in points {
            svg.circle(
                x: left + room / 2 + (point.x - middle.0) * scale,
                y: top + room / 2 - (point.y - middle.1) * scale, radius: 2.5,
                fill: Style.color(point.label))
        }
    }
}
