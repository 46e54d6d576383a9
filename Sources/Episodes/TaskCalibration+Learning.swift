import Classifiers
import Features
import Foundation
import Randomness
import Statistics

extension TaskCalibration {
    /// Numbers of examples of which tasks are drawn, and how many tasks of each: every example more
    /// is a fit more in each.
    private static let drawn = [
        (examples: 1, tasks: 300), (2, 300), (3, 300), (5, 300), (10, 150), (20, 60),
    ]
    /// The most images of a class that are asked about, and the fewest.
    private static let query = 5...15
    /// Classes of a task.
    static let ways = 3...10

    /// What tasks drawn from a table's classes teach: several ways, and as many classes that are none
    /// of a task's, as far as there are.
    ///
    /// Nil for fewer than five classes, or where one has fewer than seven images.
    ///
    /// - Parameter transform: what was done to the features.
    public init?(
        learningFrom table: FeatureTable, transform: String, classifier: any Classifier,
        seed: UInt64, threads: Int
    ) {
        let draw = TaskDraw(table)
        guard draw.classes >= Self.ways.lowerBound + 2 else { return nil }
        var (rows, effects) = ([Row](), [Double]())
        for (examples, tasks) in Self.drawn
        where draw.smallest >= examples + Self.query.lowerBound {
            let generator = Generator(seed: seed).stream("calibration", examples)
            let query = min(Self.query.upperBound, draw.smallest - examples)
            // More tasks of the same few images teach nothing new.
            let traces = TaskTrace.all(min(tasks, max(30, table.count / 2)), threads: threads) {
                number in
                var generator = generator.stream("task", number)
                return TaskTrace(
                    draw.next(examples: examples, query: query, using: &generator), of: table,
                    by: classifier)
            }
            let learnt = Self.row(examples, traces)
            rows.append(learnt.row)
            effects += learnt.designEffects
        }
        guard !effects.isEmpty else { return nil }
        self.init(
            classifier: classifier.name, transform: transform, classes: draw.classes,
            images: table.count, designEffect: Self.covering(effects), rows: rows)
    }

    /// What tasks with so many examples of each class teach, and the design effect of each of them
    /// that has one.
    private static func row(
        _ examples: Int, _ traces: [TaskTrace]
    ) -> (row: Row, designEffects: [Double]) {
        var row = Row(
            examples: examples, inverseTemperature: inverseTemperature(traces.map(\.queries)))
        guard examples > 1 else { return (row, []) }
        var leftOut = LeftOut(traces)
        row.leftOut = leftOut
        // A typicality goes by this row alone, and by nothing of it that is still to come.
        let alone = TaskCalibration(
            classifier: "", transform: "", classes: 0, images: 0, designEffect: 1, rows: [row])
        let seen = traces.map { SeenTask($0, alone, examples: examples) }
        leftOut.caught = levels.map { level in seen.caught(below: level) }
        leftOut.steps = seen.steps
        let effects = seen.designEffects(step: leftOut.step(puttingAsideBelow: usualLevel))
        leftOut.designEffect = covering(effects)
        row.leftOut = leftOut
        return (row, effects)
    }

    /// The design effect at which 95 % of the intervals of tasks with these would have held what came
    /// about; 1 at least, for an example that was left out is worth no more than an independent image.
    private static func covering(_ effects: [Double]) -> Double {
        guard !effects.isEmpty else { return 1 }
        return max(1, effects.sorted()[Int((Double(effects.count) * 0.95).rounded(.up)) - 1])
    }

    /// What fits the answers of many tasks of several ways together.
    fileprivate static func inverseTemperature(
        _ tasks: [[(label: Int, answer: FittedTask.Answer)]]
    ) -> Double {
        var samples = TemperatureSamples(way: ways.upperBound)
        for (number, answers) in tasks.enumerated() {
            for (label, answer) in answers {
                // Classes that a task does not have get no probability.
                let none = [Float](repeating: -.infinity, count: ways.upperBound)
                let scores = answer.scores + none.dropFirst(answer.scores.count)
                samples.add(scores: scores.span, right: label, episode: number)
            }
        }
        // Scores that say nothing, or everything, still have a temperature that can be written down.
        return min(max(1 / samples.fitted().value, 1e-6), 1e6)
    }
}

extension TaskCalibration.LeftOut {
    /// What relates the examples of these tasks, each left out in turn, to their new images; what is
    /// of typicality is left at zeros.
    fileprivate init(_ traces: [TaskTrace]) {
        inverseTemperature = TaskCalibration.inverseTemperature(
            traces.map { $0.leftOut.results.map { ($0.label, $0.answer) } })
        let asked = traces.reduce(0) { $0 + $1.queries.count }
        let hits = traces.reduce(0) { $0 + $1.queries.count { $0.answer.label == $0.label } }
        step =
            logOdds(hits, asked)
            - logOdds(
                traces.reduce(0) { $0 + $1.leftOut.right },
                traces.reduce(0) { $0 + $1.leftOut.count })
        let all = traces.map { trace in
            let familiarity = Familiarity(trace.leftOut)!
            return (
                own: trace.leftOut.results.map { familiarity.evidence($0.answer) },
                new: trace.queries.map { familiarity.evidence($0.answer) },
                other: trace.outsiders.map(familiarity.evidence)
            )
        }
        weights = EvidenceWeights.fitted(
            inside: all.flatMap(\.new), outside: all.flatMap(\.other))
        (rise, tail) = (0, [])
        caught = [Double](repeating: 0, count: TaskCalibration.levels.count)
        let own = all.flatMap { $0.own.map(weight) }.moments.mean
        rise = all.flatMap { $0.new.map(weight) }.moments.mean - own
        let places = all.flatMap { task in
            let own = task.own.map(weight).moments
            return task.new.map {
                (weight($0) - own.mean - rise) / max(own.deviation, 1e-9)
            }
        }.sorted()
        tail = TaskCalibration.levels.map { level in
            places[min(places.count - 1, Int(level * Double(places.count)))]
        }
    }
}
