/// How often answers of each confidence were right, in panels side by side: before a temperature
/// and after it (Guo et al. 2017, arXiv 1706.04599, figure 4).
///
/// Bars that end on the diagonal are calibrated; what they miss or exceed their mean confidence by
/// has a colour of its own. Below each panel stands how many answers had that
/// confidence, since a bin of few says little.
public struct ReliabilityDiagram: Figure {
    /// One bin of confidences.
    public struct Bin: Sendable {
        /// The confidences that it holds, within 0…1.
        public var lower, upper: Double
        /// How many answers.
        public var count: Int
        /// Their mean confidence, and the fraction of them that were right; not looked at where
        /// there are none.
        public var confidence, accuracy: Double

        /// A bin of `count` answers.
        public init(
            from lower: Double, to upper: Double, count: Int, confidence: Double, accuracy: Double
        ) {
            self.lower = lower
            self.upper = upper
            self.count = count
            self.confidence = confidence
            self.accuracy = accuracy
        }
    }

    /// One classifier at one temperature.
    public struct Panel: Sendable {
        /// What it is, and what it comes to; both stand over the panel.
        public var name, summary: String
        /// Its bins, with rising confidence.
        public var bins: [Bin]

        /// A panel of `bins`.
        public init(_ name: String, summary: String, bins: [Bin]) {
            self.name = name
            self.summary = summary
            self.bins = bins
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// The panels, two in a row.
    public var panels: [Panel]

    /// A figure of `panels`.
    public init(title: String, note: String? = nil, panels: [Panel]) {
        heading = Heading(title, note: note)
        self.panels = panels
    }

    private static let side = 256.0
    private static let strip = 40.0
    /// From the top of one row of panels to the next: heading, square, strip, axis.
    private static let rowHeight = 46 + side + 12 + strip + 62

    /// The drawing; throws where a confidence or an accuracy is not finite.
    public func svg() throws -> String {
        for panel in panels {
            let filled = panel.bins.enumerated().filter { $0.element.count > 0 }
            let values = filled.flatMap { [$0.element.confidence, $0.element.accuracy] }
            try requireFinite(values) { "“\(panel.name)” in bin \(filled[$0 / 2].offset + 1)" }
        }
        let top = heading.bottom
        let rows = Double((panels.count + 1) / 2)
        var svg = SVG(heading, height: top + rows * Self.rowHeight + 40)
        for (index, panel) in panels.enumerated() {
            let area = PlotArea(
                left: 84 + 342 * Double(index % 2),
                top: top + Self.rowHeight * Double(index / 2) + 46, width: Self.side,
                height: Self.side)
            draw(panel, in: area, on: &svg)
        }
        key(y: top + rows * Self.rowHeight + 12, on: &svg)
        return svg.document
    }

    private func draw(_ panel: Panel, in area: PlotArea, on svg: inout SVG) {
        let axis = Axis(title: "accuracy", covering: [0, 1], numbers: .percent)
        svg.text(
            TextWidth.fit(panel.name, size: Style.medium, width: area.width), x: area.left,
            y: area.top - 28, size: Style.medium, bold: true)
        svg.text(
            TextWidth.fit(panel.summary, size: Style.small, width: area.width + 24), x: area.left,
            y: area.top - 11, color: Style.faint)
        for (tick, label) in zip(axis.ticks, axis.labels) {
            let y = area.y(tick, on: axis)
            svg.line(area.left, y, area.right, y, color: Style.grid)
            svg.text(label, x: area.left - 8, y: y + 4, color: Style.faint, anchor: .end)
        }
        svg.text(
            axis.title, x: area.left - 50, y: area.top + area.height / 2, color: Style.faint,
            anchor: .middle, degrees: -90)

        let below = PlotArea(
            left: area.left, top: area.bottom + 12, width: area.width, height: Self.strip)
        svg.horizontalAxis(
            Axis(title: "confidence", covering: [0, 1], numbers: .percent), in: below)
        let filled = panel.bins.filter { $0.count > 0 }
        let total = Double(filled.reduce(0) { $0 + $1.count })
        let most = Double(filled.map(\.count).max() ?? 1)
        for bin in filled {
            let left = area.x(bin.lower, on: axis) + 0.5
            let width = area.x(bin.upper, on: axis) - 0.5 - left
            let (right, said) = (area.y(bin.accuracy, on: axis), area.y(bin.confidence, on: axis))
            let (upper, lower) = (min(right, said), max(right, said))
            svg.rectangle(
                x: left, y: lower, width: width, height: area.bottom - lower, fill: Self.bar)
            svg.area(
                [
                    (left, upper), (left + width, upper), (left + width, lower), (left, lower),
                ], fill: Style.color(right < said ? 2 : 1), opacity: Self.faded)
            let height = Self.strip * Double(bin.count) / most
            svg.rectangle(
                x: left, y: below.bottom - height, width: width, height: height,
                fill: Style.color(5))
        }
        svg.line(area.left, area.bottom, area.right, area.top, color: Style.faint, dash: "3 3")
        svg.line(area.left, area.bottom, area.right, area.bottom, color: Style.border)
        svg.line(below.left, below.bottom, below.right, below.bottom, color: Style.border)
        if let fullest = filled.map(\.count).max() {
            svg.text(
                Format.percent(Double(fullest) / total, decimals: 0), x: below.left - 8,
                y: below.top + 8, color: Style.faint, anchor: .end)
        }
    }

    /// What the colours mean.
    private func key(y: Double, on svg: inout SVG) {
        var x = 40.0
        for (fill, opacity, name) in [
            (Self.bar, 1, "accuracy"),
            (Style.color(1), Self.faded, "confidence above accuracy"),
            (Style.color(2), Self.faded, "accuracy above confidence"),
            (Style.color(5), 1, "share of all answers"),
        ] {
            svg.area(
                [(x, y), (x + 11, y), (x + 11, y + 11), (x, y + 11)], fill: fill, opacity: opacity)
            svg.text(name, x: x + 17, y: y + 10, color: Style.faint)
            x += 17 + TextWidth.of(name, size: Style.small) + 18
        }
    }

    /// A light blue on which the diagonal can be seen.
    private static let bar = Style.shade(0.42)
    /// How opaque the gaps are.
    private static let faded = 0.45
}
