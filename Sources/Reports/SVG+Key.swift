extension SVG {
    /// The pixels between two lines of a key.
    static let keyPitch = 20.0

    /// Names with the colours of their series, from left to right, for shapes that have no free
    /// end to name; what does not fit goes on in the next line.
    mutating func key(_ names: [String], at top: Double) {
        for (index, place) in Self.keyPlaces(names, width: width).enumerated() {
            let y = top + Self.keyPitch * Double(place.line)
            rectangle(
                x: place.x, y: y - 9, width: 12, height: 10, fill: Style.color(index), radius: 2)
            text(
                TextWidth.fit(names[index], size: Style.small, width: width - 58),
                x: place.x + 18, y: y, size: Style.small)
        }
    }

    /// How many lines a key takes on a card of this width.
    static func keyLines(_ names: [String], width: Double) -> Int {
        (keyPlaces(names, width: width).last?.line ?? -1) + 1
    }

    private static func keyPlaces(_ names: [String], width: Double) -> [(x: Double, line: Int)] {
        var (x, line) = (20.0, 0)
        return names.map { name in
            let room = 18 + TextWidth.of(name, size: Style.small)
            if x > 20 && x + room > width - 20 { (x, line) = (20, line + 1) }
            defer { x += room + 16 }
            return (x, line)
        }
    }
}
