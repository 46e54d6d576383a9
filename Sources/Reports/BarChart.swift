/// Horizontal bars of fractions with their intervals: one group of bars for each row.
public struct BarChart: Figure {
    /// One bar.
    public struct Bar: Sendable {
        /// Its length, a fraction.
        public var value: Double
        /// The half width of its interval; nil for none.
        public var interval: Double?

        /// A bar of `value` with an interval of ± `interval`.
        public init(_ value: Double, interval: Double? = nil) {
            self.value = value
            self.interval = interval
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// What the bars measure.
    public var axisTitle: String
    /// The names of the bars in each group, in the order of their colours.
    public var series: [String]
    /// The groups from top to bottom, each with a bar for every series.
    public var rows: [(name: String, bars: [Bar])]
    /// A value that stands out with its name, such as guessing.
    public var mark: (value: Double, name: String)?

    /// A figure of `rows`.
    public init(
        title: String, note: String? = nil, axisTitle: String, series: [String],
        rows: [(name: String, bars: [Bar])], mark: (value: Double, name: String)? = nil
    ) {
        heading = Heading(title, note: note)
        self.axisTitle = axisTitle
        self.series = series
        self.rows = rows
        self.mark = mark
    }

    /// The drawing; throws where a bar or an interval is not finite.
    public func svg() throws -> String {
        for row in rows {
            try requireFinite(row.bars.flatMap { [$0.value, $0.interval ?? 0] }) { _ in
                "the bar of “\(row.name)”"
            }
        }
        let ends = rows.flatMap { $0.bars.map { $0.value + ($0.interval ?? 0) } }
        let axis = Axis(title: axisTitle, covering: ends + [0], numbers: .percent, count: 8)
        let names = rows.map { TextWidth.of($0.name, size: Style.small) }.max() ?? 0
        let left = 30 + min(names, 240)
        let thick = series.count > 1 ? 11.0 : 14
        let pitch = thick * Double(max(series.count, 1)) + 9
        let lines = series.count > 1 ? SVG.keyLines(series) : 0
        let top = heading.bottom + 20 + (lines > 0 ? 24 + SVG.keyPitch * Double(lines - 1) : 0)
        let area = PlotArea(
            left: left, top: top, width: Style.width - left - 66,
            height: max(pitch * Double(rows.count), 20))
        var svg = SVG(heading, height: area.bottom + 56)
        if series.count > 1 { svg.key(series, at: heading.bottom + 6) }
        svg.horizontalAxis(axis, in: area)
        if let mark { svg.verticalMark(mark.name, x: area.x(mark.value, on: axis), in: area) }
        for (i, row) in rows.enumerated() {
            let y = area.top + pitch * Double(i)
            svg.text(
                TextWidth.fit(row.name, size: Style.small, width: 240), x: area.left - 8,
                y: y + pitch / 2 + 4, anchor: .end)
            for (j, bar) in row.bars.enumerated() {
                let top = y + 4.5 + thick * Double(j)
                let (end, middle) = (area.x(bar.value, on: axis), top + thick / 2)
                svg.rectangle(
                    x: area.left, y: top, width: end - area.left, height: thick - 1,
                    fill: Style.color(j))
                let half = bar.interval ?? 0
                let (low, high) = (
                    area.x(max(bar.value - half, axis.range.lowerBound), on: axis),
                    area.x(min(bar.value + half, axis.range.upperBound), on: axis)
                )
                if half > 0 { svg.line(low, middle, high, middle, color: Style.ink, width: 1.5) }
                svg.text(
                    Format.percent(bar.value, decimals: 1), x: max(high, end) + 6, y: middle + 3.5,
                    size: series.count > 1 ? 10 : 11, color: Style.faint, halo: true)
            }
        }
        return svg.document
    }
}
