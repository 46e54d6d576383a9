/// One row for each entry: its mean as a dot, an interval as a line, and single values as fainter
/// dots. The axis need not begin at zero, so that small differences can be seen.
public struct DotChart: Figure {
    /// One row.
    public struct Row: Sendable {
        /// What it is.
        public var name: String
        /// The large dot.
        public var mean: Double
        /// The half width of its interval; nil for none.
        public var interval: Double?
        /// The fainter dots.
        public var values: [Double]

        /// A row; all values as the properties say.
        public init(_ name: String, mean: Double, interval: Double?, values: [Double]) {
            self.name = name
            self.mean = mean
            self.interval = interval
            self.values = values
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// What is measured, and how it is numbered.
    public var axisTitle: String
    /// How the axis is numbered.
    public var numbers: Axis.Numbers
    /// The rows from top to bottom.
    public var rows: [Row]

    /// A figure of `rows`.
    public init(
        title: String, note: String? = nil, axisTitle: String, numbers: Axis.Numbers, rows: [Row]
    ) {
        heading = Heading(title, note: note)
        self.axisTitle = axisTitle
        self.numbers = numbers
        self.rows = rows
    }

    /// The drawing; throws where a number is not finite.
    public func svg() throws -> String {
        for row in rows {
            try requireFinite([row.mean, row.interval ?? 0] + row.values) { _ in
                "the row “\(row.name)”"
            }
        }
        let ends = rows.flatMap { row in
            row.values + [row.mean - (row.interval ?? 0), row.mean + (row.interval ?? 0)]
        }
        let axis = Axis(title: axisTitle, covering: ends, numbers: numbers, count: 7)
        let names = rows.map { TextWidth.of($0.name, size: Style.small) }.max() ?? 0
        let left = 30 + min(names, 240)
        let pitch = 26.0
        let area = PlotArea(
            left: left, top: heading.bottom + 12, width: Style.width - left - 90,
            height: max(pitch * Double(rows.count), 20))
        var svg = SVG(heading, height: area.bottom + 56)
        svg.horizontalAxis(axis, in: area)
        for (place, row) in rows.enumerated() {
            let y = area.top + pitch * (Double(place) + 0.5)
            let color = Style.color(0)
            svg.text(
                TextWidth.fit(row.name, size: Style.small, width: 240), x: area.left - 8, y: y + 4,
                anchor: .end)
            svg.line(area.left, y, area.right, y, color: Style.grid)
            if let half = row.interval {
                svg.line(
                    area.x(max(row.mean - half, axis.range.lowerBound), on: axis), y,
                    area.x(min(row.mean + half, axis.range.upperBound), on: axis), y,
                    color: color, width: 2)
            }
            for value in row.values {
                svg.circle(
                    x: area.x(value, on: axis), y: y, radius: 3.5, fill: Style.tint(0, 0.4))
            }
            svg.circle(x: area.x(row.mean, on: axis), y: y, radius: 4.5, fill: color)
            svg.text(
                numbers == .percent
                    ? Format.percent(row.mean, decimals: 1) : Format.fixed(row.mean, decimals: 2),
                x: area.right + 8, y: y + 4, size: 11, color: Style.faint)
        }
        return svg.document
    }
}
