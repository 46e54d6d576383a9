import Documents

extension LineChart {
    /// The numbers of all curves at each x that one of them has; nil for a single one, which is
    /// drawn as a dot.
    public var readings: Readings? {
        let curves = series.filter { !$0.points.isEmpty }
        let xs = Set(curves.flatMap { $0.points.map(\.x) }).sorted()
        guard xs.count > 1, xs.allSatisfy(\.isFinite),
            curves.allSatisfy({ $0.points.allSatisfy { $0.y.isFinite } })
        else { return nil }
        let layout = layout
        let rows = xs.map { x in
            [Text(Self.words(x, xNumbers))]
                + curves.map { curve in
                    guard let place = curve.points.firstIndex(where: { $0.x == x }) else {
                        return Text()
                    }
                    let half = curve.band.isEmpty ? "" : " ± " + number(curve.band[place])
                    return Text(number(curve.points[place].y) + half)
                }
        }
        return Readings(
            places: xs.map { layout.area.x($0, on: layout.xAxis) },
            span: layout.area.top...layout.area.bottom,
            table: Table([.numbers(Text(xTitle))] + curves.map { .numbers(Text($0.name)) }, rows))
    }

    private func number(_ y: Double) -> String { Self.words(y, yNumbers) }

    /// A number as its axis writes them, with what a reader can use of it.
    private static func words(_ value: Double, _ numbers: Axis.Numbers) -> String {
        switch numbers {
        case .plain: Format.plain((value * 1e4).rounded() / 1e4)
        case .whole: Format.count(value)
        case .percent: Format.percent(value, decimals: 1)
        }
    }
}
