import Foundation

/// What tells images of a task's classes from others: four numbers in units of what the task's own
/// examples show, each left out in turn.
struct Familiarity {
    /// The logarithms of the left-out examples' squared distances from the nearest centroid and the
    /// nearest example, in the mean.
    private let centroidUnit, exampleUnit: Double
    /// How far their highest score lies above their mean score, in the mean.
    private let scoreUnit: Double

    /// Below any distance that rounding leaves between unlike images of unit length.
    private static let least = 1e-9

    /// Nil where nothing could be left out.
    init?(_ leftOut: LeaveOneOut) {
        let answers = leftOut.results.map(\.answer)
        guard !answers.isEmpty else { return nil }
        func mean(_ value: (FittedTask.Answer) -> Double) -> Double {
            answers.reduce(0) { $0 + value($1) } / Double(answers.count)
        }
        centroidUnit = mean { log(max($0.nearest, Self.least)) }
        exampleUnit = mean { log(max($0.example, Self.least)) }
        scoreUnit = max(mean(\.lead), Self.least)
    }

    /// How much farther than an example from the nearest centroid; how much farther from the second;
    /// how much farther from the nearest example; how far the highest score lies above the others.
    func evidence(_ answer: FittedTask.Answer) -> SIMD4<Double> {
        let nearest = log(max(answer.nearest, Self.least))
        return SIMD4(
            nearest - centroidUnit,
            log(max(answer.second, Self.least)) - nearest,
            log(max(answer.example, Self.least)) - exampleUnit,
            answer.lead / scoreUnit)
    }
}

extension FittedTask.Answer {
    /// How far the highest score lies above the mean of all.
    fileprivate var lead: Double {
        Double(scores.max()!) - scores.reduce(0) { $0 + Double($1) } / Double(scores.count)
    }
}
