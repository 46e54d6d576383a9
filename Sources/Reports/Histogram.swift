/// Distributions below each other on one axis of fractions, a row each, with their means marked.
public struct Histogram: Figure {
    /// One distribution.
    public struct Row: Sendable {
        /// What it is, and its mean in words; both stand over the row.
        public var name, summary: String
        /// How often each of the equally spaced values 0, 1/n, … 1 occurred (n + 1 counts).
        public var counts: [Int]

        /// A distribution over the fractions k / (counts.count - 1).
        public init(_ name: String, summary: String, counts: [Int]) {
            self.name = name
            self.summary = summary
            self.counts = counts
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// What the fractions are.
    public var axisTitle: String
    /// The distributions; those that count nothing are left out.
    public var rows: [Row]
    /// A value that stands out with its name, such as guessing.
    public var mark: (value: Double, name: String)?

    /// A figure of `rows`.
    public init(
        title: String, note: String? = nil, axisTitle: String, rows: [Row],
        mark: (value: Double, name: String)? = nil
    ) {
        heading = Heading(title, note: note)
        self.axisTitle = axisTitle
        self.rows = rows
        self.mark = mark
    }

    /// The drawing; throws where the mark is not finite.
    public func svg() throws -> String {
        try requireFinite(mark.map { [$0.value] } ?? []) { _ in "“\(mark?.name ?? "")”" }
        let shown = rows.enumerated().filter { row in
            row.element.counts.count > 1 && row.element.counts.contains { $0 > 0 }
        }
        let axis = Axis(title: axisTitle, covering: [0, 1], numbers: .percent, count: 10)
        let (pitch, tall) = (92.0, 58.0)
        let area = PlotArea(
            left: 28, top: heading.bottom + 20, width: 664,
            height: max(pitch * Double(shown.count), tall))
        var svg = SVG(heading, height: area.bottom + 56)
        svg.horizontalAxis(axis, in: area)
        if let mark { svg.verticalMark(mark.name, x: area.x(mark.value, on: axis), in: area) }
        for (place, (index, row)) in shown.enumerated() {
            let base = area.top + pitch * Double(place + 1) - 4
            draw(row, color: Style.color(index), base: base, tall: tall, on: axis, in: area, &svg)
        }
        return svg.document
    }

    private func draw(
        _ row: Row, color: String, base: Double, tall: Double, on axis: Axis, in area: PlotArea,
        _ svg: inout SVG
    ) {
        // A value k / n owns the bin of width 1 / n around it; many values share wider bins.
        let n = row.counts.count - 1
        let group = (n + 119) / 120
        let bins = stride(from: 0, through: n, by: group).map { first in
            (first: first, last: min(first + group - 1, n))
        }
        let heights = bins.map { bin in
            Double(row.counts[bin.first...bin.last].reduce(0, +)) / Double(bin.last - bin.first + 1)
        }
        let highest = heights.max() ?? 1
        func edge(_ k: Double) -> Double { area.x(min(max(k / Double(n), 0), 1), on: axis) }
        var outline: [(x: Double, y: Double)] = []
        for (bin, height) in zip(bins, heights) where height > 0 || !outline.isEmpty {
            let y = base - tall * height / highest
            outline.append((edge(Double(bin.first) - 0.5), y))
            outline.append((edge(Double(bin.last) + 0.5), y))
        }
        while let last = outline.last, last.y == base { outline.removeLast() }
        if let first = outline.first, let last = outline.last {
            outline = [(first.x, base)] + outline + [(last.x, base)]
        }
        svg.area(outline, fill: color, opacity: 0.25)
        svg.path(outline, color: color, width: 1.25)
        svg.line(area.left, base, area.right, base, color: Style.border)

        let total = Double(row.counts.reduce(0, +))
        let mean = zip(0..., row.counts).reduce(0) { $0 + Double($1.0 * $1.1) } / Double(n) / total
        let x = area.x(mean, on: axis)
        svg.line(x, base - tall - 4, x, base, color: color, width: 2)
        // Over the bars, however wide they are and wherever they lie.
        let y = base - tall - 10
        let room = area.width - 24 - TextWidth.of(row.summary, size: Style.medium)
        svg.text(
            TextWidth.fit(row.name, size: Style.medium, width: room, bold: true),
            x: area.left + 4, y: y, size: Style.medium, bold: true, halo: true)
        svg.text(
            row.summary, x: area.right - 4, y: y, size: Style.medium, color: color, anchor: .end,
            halo: true)
    }
}
