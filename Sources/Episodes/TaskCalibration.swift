import Foundation

/// What tasks of classes at hand taught about a network and a classifier: how sure its answers are,
/// what one more example of each class brings, and what tells other things from the classes.
///
/// A task to come is of other classes and perhaps of another kind of images. So whatever differs
/// from kind to kind (how far images of a class lie apart, how many answers are right) comes from the
/// task's own examples, each left out in turn, and learnt is only what these cannot show.
public struct TaskCalibration: Codable, Sendable, Equatable {
    /// What is learnt of tasks with so many examples of each class.
    public struct Row: Codable, Sendable, Equatable {
        /// Examples of each class.
        public var examples: Int
        /// What scores are multiplied by for probabilities to match what happens.
        public var inverseTemperature: Double
        /// Where one can be left out.
        public var leftOut: LeftOut?
    }

    /// What relates examples that were left out to new images.
    public struct LeftOut: Codable, Sendable, Equatable {
        /// The inverse temperature with one example of each class fewer.
        public var inverseTemperature: Double
        /// By how much the log-odds of a right answer rise with the last example.
        public var step: Double
        /// The weights of the four numbers of evidence that an image is of the classes.
        public var weights: [Double]
        /// By how much that evidence rises with the last example.
        public var rise: Double
        /// The evidence of new images of the classes, less the examples' mean and the rise and in
        /// units of the examples' standard deviation, below which `levels` of them lie.
        public var tail: [Double]
        /// The share of other things whose typicality is below each of `levels`.
        public var caught: [Double]
        /// As `step`, among new images whose typicality is at least each of `levels`: those that are
        /// put aside are harder than the others. Nil in what was learnt earlier.
        public var steps: [Double]?
        /// How many examples, left out in turn, are worth one independent image; nil likewise.
        public var designEffect: Double?

        /// The step among new images of which those below `level` are put aside.
        func step(puttingAsideBelow level: Double) -> Double {
            guard let steps else { return step }
            return ([0] + TaskCalibration.levels).interpolated([step] + steps, at: level)
        }
    }

    /// The shares at which distributions are kept.
    public static let levels = [
        0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]

    /// The share of images of the classes that is put aside unless a person says otherwise.
    static let usualLevel = 0.05

    /// What it was learnt with: scores of other classifiers mean something else.
    public var classifier, transform: String
    /// How many classes and images it was learnt on.
    public var classes, images: Int
    /// How many examples, left out in turn, are worth one independent image, over all rows.
    public var designEffect: Double
    /// By the number of examples, ascending; not empty.
    public var rows: [Row]

    /// Whether all its numbers can be used.
    public var isSound: Bool {
        let count = Self.levels.count
        let order = zip(rows, rows.dropFirst()).allSatisfy { $0.examples < $1.examples }
        return !rows.isEmpty && order && rows[0].examples > 0 && designEffect.isFinite
            && designEffect >= 0
            && rows.allSatisfy { row in
                row.inverseTemperature.isUsable
                    && (row.leftOut.map {
                        $0.inverseTemperature.isUsable && $0.step.isFinite && $0.rise.isFinite
                            && $0.weights.count == 4 && $0.tail.count == count
                            && $0.caught.count == count
                            && ($0.weights + $0.tail + $0.caught).allSatisfy(\.isFinite)
                            && $0.steps?.count ?? count == count
                            && ($0.steps ?? []).allSatisfy(\.isFinite)
                            && $0.designEffect.map { $0.isFinite && $0 >= 0 } ?? true
                    } ?? true)
            }
    }

    /// What holds for so many examples, which classes may have unequal numbers of: between two rows
    /// along the logarithm of their numbers, beyond the last as in the last.
    public func row(_ examples: Double) -> Row {
        guard let above = rows.firstIndex(where: { Double($0.examples) >= examples }) else {
            return rows.last!
        }
        guard above > 0, Double(rows[above].examples) > examples else { return rows[above] }
        let (a, b) = (rows[above - 1], rows[above])
        let place =
            log(examples / Double(a.examples)) / log(Double(b.examples) / Double(a.examples))
        func between(_ x: Double, _ y: Double) -> Double { x + (y - x) * place }
        func between(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map(between) }
        func ratio(_ x: Double, _ y: Double) -> Double { exp(between(log(x), log(y))) }
        var row = b
        row.inverseTemperature = ratio(a.inverseTemperature, b.inverseTemperature)
        if let a = a.leftOut, let b = b.leftOut {
            row.leftOut = LeftOut(
                inverseTemperature: ratio(a.inverseTemperature, b.inverseTemperature),
                step: between(a.step, b.step), weights: between(a.weights, b.weights),
                rise: between(a.rise, b.rise), tail: between(a.tail, b.tail),
                caught: between(a.caught, b.caught))
            if let steps = a.steps, let others = b.steps, let effect = a.designEffect,
                let other = b.designEffect
            {
                row.leftOut!.steps = between(steps, others)
                row.leftOut!.designEffect = between(effect, other)
            }
        }
        return row
    }
}

extension Double {
    fileprivate var isUsable: Bool { isFinite && self > 0 }
}
