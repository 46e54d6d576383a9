import Randomness

/// How the shapes of a picture stand to each other.
enum Arrangement: String, CaseIterable, Sendable, Codable {
    case single, pair, row, swarm, nest

    /// One shape's place: its centre and radius, in parts of the picture's side.
    struct Place {
        var center: Point
        var radius: Float
        /// Drawn with its two inks exchanged.
        var isInner = false
    }

    /// Random places, from back to front.
    func places(using generator: inout Generator) -> [Place] {
        switch self {
        case .single:
            let radius = generator.float(0.22...0.37)
            return [Place(center: generator.center(margin: 0.95 * radius), radius: radius)]
        case .pair:
            let radius = generator.float(0.16...0.25)
            let center = generator.center(margin: radius + 0.08)
            let step = generator.direction() * (radius * generator.float(0.85...1.15))
            let ratio = generator.float(0.6...1)
            return [
                Place(center: center - step, radius: radius),
                Place(center: center + step, radius: radius * ratio),
            ]
        case .row:
            let radius = generator.float(0.11...0.16)
            let center = generator.center(margin: 0.36)
            let slope = generator.float(-0.35...0.35)
            let step = Point(1, slope) * (radius * generator.float(1.8...2.2))
            return (-1...1).map { Place(center: center + Float($0) * step, radius: radius) }
        case .swarm:
            let radius = generator.float(0.075...0.12)
            var places: [Place] = []
            // Dart throwing: a place too near to another is thrown again, up to a limit.
            let count = 5 + generator.integer(below: 4)
            for _ in 0..<60 where places.count < count {
                let size = radius * generator.float(0.8...1.25)
                let center = generator.center(margin: radius)
                if places.allSatisfy({ length($0.center - center) > 1.7 * radius + size * 0.3 }) {
                    places.append(Place(center: center, radius: size))
                }
            }
            return places
        case .nest:
            let radius = generator.float(0.28...0.39)
            let center = generator.center(margin: 0.8 * radius)
            let shift = generator.direction() * (0.12 * radius)
            return [
                Place(center: center, radius: radius),
                Place(
                    center: center + shift, radius: radius * generator.float(0.4...0.5),
                    isInner: true),
            ]
        }
    }
}

extension Generator {
    /// A number in `range`, uniform.
    mutating func float(_ range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * Float(uniform())
    }

    /// Whether an event of this probability happens.
    mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

    /// A point of the unit square, at least `margin` from its sides.
    mutating func center(margin: Float) -> Point {
        let margin = min(margin, 0.5)
        return Point(float(margin...(1 - margin)), float(margin...(1 - margin)))
    }

    /// A direction, uniform: a random point of the disc, at length one.
    mutating func direction() -> Point {
        while true {
            let p = Point(float(-1...1), float(-1...1))
            let l = length(p)
            if l > 0.1 && l < 1 { return p / l }
        }
    }
}
