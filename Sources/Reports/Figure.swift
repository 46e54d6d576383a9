import Documents
import Files

/// A drawing made of values: what it shows is stated, how it looks is the kit's.
public protocol Figure: Sendable {
    /// What stands over the drawing.
    var heading: Heading { get }
    /// The drawing as an SVG document; equal figures give equal bytes.
    ///
    /// Throws a `UserError` (bad data) that names the place of a number that is not finite: a curve
    /// with a hole in it would hide what went wrong.
    func svg() throws -> String
    /// What can be read off it place by place; nil where there is nothing to read along.
    var readings: Readings? { get }
}

extension Figure {
    /// Nothing.
    public var readings: Readings? { nil }

    /// Throws where one of `values` is not a number that can be drawn; `place` tells where an index
    /// lies. Beyond 1e100 differences overflow, and nothing that is measured gets there.
    func requireFinite(_ values: [Double], at place: (Int) -> String) throws {
        guard let i = values.firstIndex(where: { !(abs($0) < 1e100) }) else { return }
        throw UserError(
            .badData,
            "The figure “\(heading.title)” cannot be drawn: \(place(i)) is "
                + "\(Format.fixed(values[i], decimals: 0)). "
                + "Look there for a run that diverged.")
    }
}

/// What runs along a side of a table.
public struct Side: Sendable {
    /// What its rows or columns are.
    public var title: String
    /// What each of them is called.
    public var names: [String]

    /// A side of rows or columns with these names.
    public init(_ title: String, _ names: [String]) {
        self.title = title
        self.names = names
    }
}

/// The rectangle between the axes of a drawing, in pixels.
struct PlotArea {
    let left, top, width, height: Double
    var right: Double { left + width }
    var bottom: Double { top + height }

    func x(_ value: Double, on axis: Axis) -> Double {
        left + axis.position(of: value, along: width)
    }
    func y(_ value: Double, on axis: Axis) -> Double {
        bottom - axis.position(of: value, along: height)
    }
}

extension SVG {
    /// Vertical grid lines of `axis` with their numbers and title below.
    mutating func horizontalAxis(_ axis: Axis, in area: PlotArea) {
        for (tick, label) in zip(axis.ticks, axis.labels) {
            let x = area.x(tick, on: axis)
            line(x, area.top, x, area.bottom, color: Style.grid)
            text(label, x: x, y: area.bottom + 18, color: Style.faint, anchor: .middle)
        }
        text(
            axis.title, x: area.left + area.width / 2, y: area.bottom + 38, color: Style.faint,
            anchor: .middle)
    }

    /// Horizontal grid lines of `axis` with their numbers at the left and its title above.
    mutating func verticalAxis(_ axis: Axis, in area: PlotArea) {
        for (tick, label) in zip(axis.ticks, axis.labels) {
            let y = area.y(tick, on: axis)
            line(area.left, y, area.right, y, color: Style.grid)
            text(label, x: area.left - 8, y: y + 4, color: Style.faint, anchor: .end)
        }
        text(axis.title, x: 20, y: area.top - 12, color: Style.faint)
    }

    /// A dashed line up the area at `x` with `label` at its upper end, outside the area.
    mutating func verticalMark(_ label: String, x: Double, in area: PlotArea) {
        line(x, area.top - 4, x, area.bottom, color: Style.faint, dash: "3 3")
        let half = TextWidth.of(label, size: Style.small) / 2
        let middle = min(max(x, 20 + half), width - 20 - half)
        text(label, x: middle, y: area.top - 9, color: Style.faint, anchor: .middle)
    }
}

extension SVG {
    /// The pixels between two lines of a key.
    static let keyPitch = 20.0

    /// Names with the colours of their series, from left to right, for shapes that have no free
    /// end to name; what does not fit goes on in the next line.
    mutating func key(_ names: [String], at top: Double) {
        for (index, place) in Self.keyPlaces(names).enumerated() {
            let y = top + Self.keyPitch * Double(place.line)
            rectangle(
                x: place.x, y: y - 9, width: 12, height: 10, fill: Style.color(index), radius: 2)
            text(
                TextWidth.fit(names[index], size: Style.small, width: Style.width - 80),
                x: place.x + 18, y: y, size: Style.small)
        }
    }

    /// How many lines a key takes.
    static func keyLines(_ names: [String]) -> Int {
        (keyPlaces(names).last?.line ?? -1) + 1
    }

    private static func keyPlaces(_ names: [String]) -> [(x: Double, line: Int)] {
        var (x, line) = (20.0, 0)
        return names.map { name in
            let room = 18 + TextWidth.of(name, size: Style.small)
            if x > 20 && x + room > Style.width - 20 { (x, line) = (20, line + 1) }
            defer { x += room + 16 }
            return (x, line)
        }
    }
}
