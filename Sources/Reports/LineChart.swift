/// Curves over a common axis, each named at its end rather than in a legend.
public struct LineChart: Figure {
    /// One curve.
    public struct Series: Sendable {
        /// What stands at its end.
        public var name: String
        /// Points (x, y) with rising x; a single one is drawn as a dot.
        public var points: [(x: Double, y: Double)]
        /// The half height of the shaded band at each point; empty for none.
        public var band: [Double]

        /// A curve; `band` is empty or has one value for each point.
        public init(_ name: String, _ points: [(x: Double, y: Double)], band: [Double] = []) {
            self.name = name
            self.points = points
            self.band = band
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// What x and y are, with units.
    public var xTitle, yTitle: String
    /// How the axes are numbered.
    public var xNumbers, yNumbers: Axis.Numbers
    /// The curves, in the order of their colours; those without points are left out.
    public var series: [Series]
    /// Values of x with a dashed line and a name: the start of a phase.
    public var marks: [(x: Double, name: String)]
    /// Values of y with a dashed line and a name: guessing.
    public var levels: [(y: Double, name: String)]
    /// Whether each point is a measurement of its own, such as the accuracy at a shot, rather than
    /// part of a history: each gets a dot, and x is numbered at the points.
    public var dots: Bool
    /// Whether y begins at zero, as for costs, of which one is compared with another as a multiple.
    public var fromZero: Bool

    /// A chart of `series`.
    public init(
        title: String, note: String? = nil, x: (title: String, numbers: Axis.Numbers),
        y: (title: String, numbers: Axis.Numbers), series: [Series],
        marks: [(x: Double, name: String)] = [], levels: [(y: Double, name: String)] = [],
        dots: Bool = false, fromZero: Bool = false
    ) {
        heading = Heading(title, note: note)
        (xTitle, xNumbers) = x
        (yTitle, yNumbers) = y
        self.series = series
        self.marks = marks
        self.levels = levels
        self.dots = dots
        self.fromZero = fromZero
    }

    /// Where it is drawn: `room` pixels to the right of the area are for names.
    struct Layout {
        let area: PlotArea
        let xAxis, yAxis: Axis
        let room: Double
    }

    /// For finite points.
    var layout: Layout {
        let curves = series.filter { !$0.points.isEmpty }
        let xs = curves.flatMap { $0.points.map(\.x) }
        let ys = curves.flatMap { curve in
            curve.points.enumerated().flatMap { i, point in
                let half = curve.band.isEmpty ? 0 : curve.band[i]
                return [point.y - half, point.y + half]
            }
        }
        let covered = ys + levels.map(\.y) + (fromZero ? [0] : [])
        let yAxis = Axis(title: yTitle, covering: covered, numbers: yNumbers)
        let names = curves.map(\.name) + levels.map(\.name)
        let widest = names.map { TextWidth.of($0, size: Style.medium) }.max() ?? 0
        let numbers = yAxis.labels.map { TextWidth.of($0, size: Style.small) }.max() ?? 0
        let left = 28 + numbers
        let room = min(widest + 30, 250)
        let area = PlotArea(
            left: left, top: heading.bottom + 20, width: Style.width - left - room, height: 240)
        let xAxis =
            dots
            ? Axis(title: xTitle, at: xs, numbers: xNumbers, along: area.width)
            : Axis(title: xTitle, covering: xs, numbers: xNumbers, count: 8)
        return Layout(area: area, xAxis: xAxis, yAxis: yAxis, room: room)
    }

    /// The drawing; throws where a point or a band is not finite.
    public func svg() throws -> String {
        let curves = series.enumerated().filter { !$0.element.points.isEmpty }
        for curve in curves.map(\.element) {
            let points = curve.points
            try requireFinite(points.map(\.x) + points.map(\.y) + curve.band) {
                "“\(curve.name)” at point \($0 % points.count + 1)"
            }
        }
        let layout = layout
        let (area, xAxis, yAxis, room) = (layout.area, layout.xAxis, layout.yAxis, layout.room)
        var svg = SVG(heading, height: area.bottom + 56)
        svg.verticalAxis(yAxis, in: area)
        svg.horizontalAxis(xAxis, in: area)
        for mark in marks { svg.verticalMark(mark.name, x: area.x(mark.x, on: xAxis), in: area) }
        var labels: [EndLabel] = []
        for level in levels {
            let y = area.y(level.y, on: yAxis)
            svg.line(area.left, y, area.right, y, color: Style.faint, width: 1.5, dash: "3 3")
            labels.append(EndLabel(text: level.name, x: area.right, y: y, color: Style.faint))
        }
        for (index, curve) in curves {
            let color = Style.color(index)
            let at = curve.points.map { (x: area.x($0.x, on: xAxis), y: area.y($0.y, on: yAxis)) }
            if !curve.band.isEmpty {
                func edge(_ sign: Double) -> [(x: Double, y: Double)] {
                    zip(curve.points, curve.band).map { point, half in
                        // An interval may reach beyond what is possible; the axis does not.
                        let y = point.y + sign * half
                        let shown = min(max(y, yAxis.range.lowerBound), yAxis.range.upperBound)
                        return (area.x(point.x, on: xAxis), area.y(shown, on: yAxis))
                    }
                }
                svg.area(edge(1) + edge(-1).reversed(), fill: color, opacity: 0.15)
            }
            if at.count > 1 { svg.path(at, color: color, dash: Style.dash(index)) }
            for point in dots ? at[...] : at.suffix(1) {
                svg.circle(x: point.x, y: point.y, radius: 3.5, fill: color)
            }
            labels.append(
                EndLabel(text: curve.name, x: at.last!.x, y: at.last!.y, color: color))
        }
        EndLabel.draw(
            labels, x: area.right, width: room - 24, top: area.top, bottom: area.bottom, on: &svg)
        return svg.document
    }
}

/// The name at the end of a curve, and the point that it names.
private struct EndLabel {
    let text: String
    let x, y: Double
    let color: String

    /// Draws labels right of `x`, moved apart where they would touch, each led to its point by a
    /// thin line where it is not beside it.
    static func draw(
        _ labels: [EndLabel], x: Double, width: Double, top: Double, bottom: Double,
        on svg: inout SVG
    ) {
        let sorted = labels.enumerated().sorted {
            ($0.element.y, $0.offset) < ($1.element.y, $1.offset)
        }
        .map(\.element)
        let places = spread(sorted.map(\.y), gap: 17, from: top, to: bottom)
        for (label, y) in zip(sorted, places) {
            if abs(y - label.y) > 3 || x - label.x > 6 {
                svg.path(
                    [(label.x + 6, label.y), (x + 6, label.y), (x + 12, y)], color: label.color,
                    width: 0.75, dash: x - label.x > 6 ? "1 3" : nil)
            }
            svg.text(
                TextWidth.fit(label.text, size: Style.medium, width: width), x: x + 15, y: y + 4.5,
                size: Style.medium, color: label.color)
        }
    }

    /// `wanted` (rising), moved as little as needed so that neighbours are `gap` apart: groups
    /// that touch are merged and centred on their mean, then all are kept between the ends.
    private static func spread(
        _ wanted: [Double], gap: Double, from low: Double, to high: Double
    ) -> [Double] {
        var groups: [(sum: Double, count: Int)] = []
        func start(_ group: (sum: Double, count: Int)) -> Double {
            let span = gap * Double(group.count - 1)
            let free = group.sum / Double(group.count) - span / 2
            return max(low, min(free, high - span))
        }
        for y in wanted {
            groups.append((y, 1))
            while groups.count > 1,
                case let (last, before) = (groups[groups.count - 1], groups[groups.count - 2]),
                start(before) + gap * Double(before.count) > start(last)
            {
                groups.removeLast(2)
                groups.append((before.sum + last.sum, before.count + last.count))
            }
        }
        return groups.flatMap { group in (0..<group.count).map { start(group) + gap * Double($0) } }
    }
}
