import Datasets
import Randomness

/// What the images of a drawn class have in common: a shape, a texture or stroke, an arrangement,
/// and, only now and then, a hue.
struct DrawnClass: Sendable, Hashable {
    let shape: Shape
    let fill: Fill
    let arrangement: Arrangement

    /// The class's name, for folders and reports: "striped-star-row".
    var name: String { "\(fill.rawValue)-\(shape.rawValue)-\(arrangement.rawValue)" }

    /// All classes that can be drawn.
    static let all: [DrawnClass] = Shape.allCases.flatMap { shape in
        Fill.allCases.flatMap { fill in
            Arrangement.allCases.map { DrawnClass(shape: shape, fill: fill, arrangement: $0) }
        }
    }

    /// Whether two classes have two attributes in common.
    func sharesPair(with other: DrawnClass) -> Bool {
        let equal =
            (shape == other.shape ? 1 : 0) + (fill == other.fill ? 1 : 0)
            + (arrangement == other.arrangement ? 1 : 0)
        return equal >= 2
    }

    /// Chooses classes for the splits: attributes are spread evenly within a split, and two
    /// attributes that meet in a base class do not meet in a val or novel one, as long as the
    /// number of classes asked for allows it. So a new class is a new combination of known parts.
    static func choose(_ counts: [Split: Int], using generator: inout Generator) -> [Split:
        [DrawnClass]]
    {
        var free = all
        generator.shuffle(&free)
        var chosen: [Split: [DrawnClass]] = [:]
        for split in Split.allCases {
            let base = split == .base ? [] : chosen[.base] ?? []
            var own: [DrawnClass] = []
            for _ in 0..<(counts[split] ?? 0) {
                let costs = free.map { $0.cost(base: base, own: own) }
                let best = costs.indices.min { costs[$0] < costs[$1] }!
                own.append(free.remove(at: best))
            }
            chosen[split] = own
        }
        return chosen
    }

    /// How badly the class fits beside those chosen so far.
    private func cost(base: [DrawnClass], own: [DrawnClass]) -> Int {
        let known = base.contains(where: sharesPair(with:)) ? 10_000 : 0
        return own.reduce(known) { sum, other in
            sum + (sharesPair(with: other) ? 100 : 0) + (shape == other.shape ? 6 : 0)
                + (fill == other.fill ? 5 : 0) + (arrangement == other.arrangement ? 3 : 0)
        }
    }
}
