import Foundation

/// The same curves in several places, side by side on common axes: one panel for each place.
public struct CurvePanels: Figure {
    /// One place.
    public struct Panel: Sendable {
        /// What it is.
        public var name: String
        /// The values of each series at 1, 2, 3 and so on.
        public var curves: [[Double]]

        /// A panel with a curve for every series.
        public init(_ name: String, curves: [[Double]]) {
            self.name = name
            self.curves = curves
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// What the axes of every panel measure.
    public var xTitle, yTitle: String
    /// The names of the curves, in the order of their colours.
    public var series: [String]
    /// The panels, row by row in two columns.
    public var panels: [Panel]
    /// Whether heights are logarithms; what is below a ten thousandth is drawn there.
    public var isLogarithmic = false

    /// A figure of `panels`.
    public init(
        title: String, note: String? = nil, xTitle: String, yTitle: String, series: [String],
        panels: [Panel], isLogarithmic: Bool = false
    ) {
        heading = Heading(title, note: note)
        self.xTitle = xTitle
        self.yTitle = yTitle
        self.series = series
        self.panels = panels
        self.isLogarithmic = isLogarithmic
    }

    private static let (width, height, pitch) = (290.0, 180.0, 250.0)

    /// The drawing; throws where a value is not finite.
    public func svg() throws -> String {
        for panel in panels {
            for (name, curve) in zip(series, panel.curves) {
                try requireFinite(curve) { "“\(name)” of “\(panel.name)” at \($0 + 1)" }
            }
        }
        let curves = panels.flatMap(\.curves)
        let xAxis = Axis(
            title: xTitle, covering: [1, Double(curves.map(\.count).max() ?? 1)], numbers: .whole)
        let yAxis = Axis(title: yTitle, covering: [0] + curves.joined().map(height))
        let key = heading.bottom + 6
        let lines = Double(SVG.keyLines(series))
        let top = key + SVG.keyPitch * max(0, lines - 1) + 48
        let rows = Double((panels.count + 1) / 2)
        var svg = SVG(heading, height: top + Self.pitch * rows)
        svg.key(series, at: key)
        for (index, panel) in panels.enumerated() {
            let area = PlotArea(
                left: 58 + 350 * Double(index % 2), top: top + Self.pitch * Double(index / 2),
                width: Self.width, height: Self.height)
            svg.text(
                panel.name, x: area.left, y: area.top - 12, size: Style.medium, bold: true)
            draw(panel, in: area, xAxis, yAxis, on: &svg)
        }
        return svg.document
    }

    private func height(of value: Double) -> Double {
        isLogarithmic ? log10(max(value, 1e-4)) : value
    }

    private func draw(
        _ panel: Panel, in area: PlotArea, _ xAxis: Axis, _ yAxis: Axis, on svg: inout SVG
    ) {
        svg.text(
            yAxis.title, x: area.right, y: area.top - 12, color: Style.faint, anchor: .end)
        svg.horizontalAxis(xAxis, in: area)
        for (tick, label) in zip(yAxis.ticks, yAxis.labels) {
            let y = area.y(tick, on: yAxis)
            svg.line(area.left, y, area.right, y, color: Style.grid)
            let label = isLogarithmic ? String(format: "%.2g", pow(10, tick)) : label
            svg.text(label, x: area.left - 8, y: y + 4, color: Style.faint, anchor: .end)
        }
        for (place, curve) in panel.curves.enumerated() where !curve.isEmpty {
            let points = curve.enumerated().map { step, value in
                (x: area.x(Double(step + 1), on: xAxis), y: area.y(height(of: value), on: yAxis))
            }
            let color = Style.color(place)
            if points.count > 1 {
                // Curves that lie on one another are both seen where the upper one has gaps.
                svg.path(points, color: color, dash: place == 0 ? nil : "\(2 + 4 * place) 5")
            } else {
                svg.circle(x: points[0].x, y: points[0].y, radius: 3.5, fill: color)
            }
        }
    }
}
