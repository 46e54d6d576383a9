import Foundation

/// What came of a known task once its photos have a typicality: which labels would be given, and
/// whether they are right.
struct SeenTask {
    /// New images of the classes.
    let new: [(isRight: Bool, typicality: Double)]
    /// The typicality of images of other things.
    let others: [Double]
    /// How many examples were left out in turn, and named rightly.
    let count, right: Int

    /// What `calibration`, whose row for so many examples is there but for what is learnt here, says of
    /// a task.
    init(_ trace: TaskTrace, _ calibration: TaskCalibration, examples: Int) {
        let promises = TaskPromises(trace.leftOut, calibration, examples: Double(examples))
        new = trace.queries.map {
            ($0.answer.label == $0.label, promises.typicality($0.answer)!)
        }
        others = trace.outsiders.map { promises.typicality($0)! }
        (count, right) = (trace.leftOut.count, trace.leftOut.right)
    }

    /// How many new images get a label where those below `level` are put aside, and how many of these
    /// labels are right.
    fileprivate func kept(from level: Double) -> (count: Int, right: Int) {
        let kept = new.filter { $0.typicality >= level }
        return (kept.count, kept.count { $0.isRight })
    }
}

extension [SeenTask] {
    /// The fewest labels that tell a step.
    private static let fewest = 30

    /// The share of other things whose typicality is below `level`.
    func caught(below level: Double) -> Double {
        let all = reduce(0) { $0 + $1.others.count }
        return Double(reduce(0) { $0 + $1.others.count { $0 < level } }) / Double(Swift.max(1, all))
    }

    /// By how much the log-odds of a right answer rise from the left-out examples to the new images
    /// that are kept at each of `levels`; where too few are kept, as at the level before.
    var steps: [Double] {
        let own = logOdds(reduce(0) { $0 + $1.right }, reduce(0) { $0 + $1.count })
        var steps: [Double] = []
        for level in TaskCalibration.levels {
            let kept = map { $0.kept(from: level) }
            let count = kept.reduce(0) { $0 + $1.count }
            steps.append(
                count < Self.fewest && !steps.isEmpty
                    ? steps.last! : logOdds(kept.reduce(0) { $0 + $1.right }, count) - own)
        }
        return steps
    }

    /// For each task, the design effect at which its promise of the labels given at the usual level
    /// would just have been kept.
    func designEffects(step: Double) -> [Double] {
        compactMap { task in
            let kept = task.kept(from: TaskCalibration.usualLevel)
            guard kept.count > 0 else { return nil }
            return Promise.designEffect(
                expected: Promise.share(right: task.right, of: task.count, step: step),
                came: Double(kept.right) / Double(kept.count), of: task.count, photos: kept.count)
        }
    }
}

/// The logarithm of the odds of a right answer, finite also where all or none are right.
func logOdds(_ right: Int, _ count: Int) -> Double {
    log((Double(right) + 0.5) / (Double(count - right) + 0.5))
}
