import Foundation
import Statistics

/// What can be promised of a task's answers, from its own examples and what was learnt of others.
public struct TaskPromises {
    /// What scores are divided by for probabilities; perhaps infinite.
    public let temperature: Double
    private let leftOut: LeaveOneOut
    private let learnt: TaskCalibration.LeftOut?
    private let designEffect: Double
    private let familiarity: Familiarity?
    /// What left-out examples would reach with the last example, ascending.
    private let own: [Double]
    private let mean, deviation: Double
    private let distances: Typicality?

    /// By how many left-out examples the learnt distribution of new images counts.
    private static let learntWeight = 25.0
    /// The standard deviation of the logarithm of temperatures between kinds of images: with one
    /// network they were 0.06, 0.08 and 0.14 on photos and on two kinds of drawings.
    private static let kinds = 0.5

    /// By how much more the promise of another kind of images misses than one of the kind that it was
    /// learnt of: so much that the intervals held in 95.0 % of tasks of letters, of digits and of dark,
    /// smeared photos (200 each with 2, 3, 5 and 10 examples; with 1.15, as it had been, in 92.0 %).
    private static let kindsEffect = 1.5

    /// What `leftOut` shows of a task with so many examples of each class, and `calibration` of others.
    ///
    /// - Parameter fitted: how many examples of a class, in the mean, the scores that are asked about
    ///   rest on; `examples` unless given. More examples make scores surer: with 20, 20, 2 and 2 the
    ///   temperature of two each says 11 points too much, that of their mean 3 too little.
    public init(
        _ leftOut: LeaveOneOut, _ calibration: TaskCalibration?, examples: Double,
        fitted: Double? = nil
    ) {
        self.leftOut = leftOut
        let row = calibration?.row(examples)
        designEffect = calibration?.designEffect ?? 1
        learnt = leftOut.count > 1 ? row?.leftOut : nil
        familiarity = learnt.flatMap { _ in Familiarity(leftOut) }
        distances = calibration == nil ? leftOut.typicality : nil
        if let inverse = calibration?.row(fitted ?? examples).inverseTemperature {
            if let learnt {
                // Fewer examples made scores less sure, by as much as they do elsewhere.
                temperature =
                    leftOut.samples.fitted(
                        around: 1 / learnt.inverseTemperature, spread: Self.kinds)
                    * learnt.inverseTemperature / inverse
            } else {
                temperature = 1 / inverse
            }
        } else {
            // Where nothing could be left out, scores are taken as they are.
            temperature = leftOut.count > 0 ? leftOut.samples.fitted().value : 1
        }
        if let learnt, let familiarity {
            own = leftOut.results.map {
                learnt.weight(familiarity.evidence($0.answer)) + learnt.rise
            }.sorted()
            let moments = own.moments
            (mean, deviation) = (moments.mean, max(moments.deviation, 1e-9))
        } else {
            (own, mean, deviation) = ([], 0, 1)
        }
    }

    /// Whether it is told from the network's own tasks.
    public var isLearnt: Bool { learnt != nil }

    /// About which share of new images of the classes is less like them than this one; nil where the
    /// examples do not tell.
    ///
    /// Where it stands among the examples, and in what was learnt of such distances: of few examples
    /// none tells how far the twentieth part of all images lies.
    public func typicality(_ answer: FittedTask.Answer) -> Double? {
        guard let learnt, let familiarity else { return distances?.of(square: answer.nearest) }
        let evidence = learnt.weight(familiarity.evidence(answer))
        let below = Double(own.count { $0 < evidence })
        let n = Double(own.count)
        let other = learnt.share(below: (evidence - mean) / deviation)
        return (n * (below + 0.5) / (n + 1) + Self.learntWeight * other) / (n + Self.learntWeight)
    }

    /// The labels to expect right of `photos` images of the classes, where those whose typicality is
    /// below `level` get none; nil where nothing could be left out.
    public func promise(photos: Int, puttingAsideBelow level: Double) -> Promise? {
        guard leftOut.count > 0 else { return nil }
        guard let learnt else { return Promise(right: leftOut.right, of: leftOut.count) }
        return Promise(
            right: leftOut.right, of: leftOut.count,
            step: learnt.step(puttingAsideBelow: level),
            designEffect: (learnt.designEffect ?? designEffect) * Self.kindsEffect,
            photos: max(1, photos))
    }

    /// The share of other things whose typicality was below `level` where this was learnt; nil where
    /// nothing was.
    public func caught(below level: Double) -> Double? {
        learnt.map { TaskCalibration.levels.interpolated($0.caught, at: level) }
    }
}

extension TaskCalibration.LeftOut {
    /// The evidence that an image is of the classes, as one number.
    func weight(_ evidence: SIMD4<Double>) -> Double {
        zip(weights, 0..<4).reduce(0) { $0 + $1.0 * evidence[$1.1] }
    }

    /// The share of new images of the classes below `place`.
    func share(below place: Double) -> Double {
        // No distribution is known beyond its ends: it falls by itself, so that order stays.
        guard place > tail[0] else { return TaskCalibration.levels[0] * exp(place - tail[0]) }
        return tail.interpolated(TaskCalibration.levels, at: place)
    }
}

extension [Double] {
    /// The value at `place` of the line through the points (these, `values`); its ends beyond them.
    func interpolated(_ values: [Double], at place: Double) -> Double {
        guard let above = firstIndex(where: { $0 >= place }) else { return values[count - 1] }
        guard above > 0 else { return values[0] }
        let (a, b) = (self[above - 1], self[above])
        return values[above - 1] + (values[above] - values[above - 1]) * (place - a) / (b - a)
    }
}
