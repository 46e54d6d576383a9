import Classifiers
import Dispatch
import Features
import Randomness
import Synchronization

/// A task of classes that are known, to learn from.
public struct KnownTask: Sendable {
    /// The examples of each class, (way × examples), places in the table.
    public let examples: [[Int]]
    /// Images of each class that are asked about, (way × query).
    public let queries: [[Int]]
    /// Images of other classes.
    public let outsiders: [Int]
}

/// Draws tasks from the classes of a table.
public struct TaskDraw: Sendable {
    private let images: [[Int]]

    /// Tasks of all its classes.
    public init(_ table: FeatureTable) {
        var images = [[Int]](repeating: [], count: table.classes.count)
        for (image, label) in table.labels.enumerated() { images[label].append(image) }
        self.images = images
    }

    /// How many classes there are.
    public var classes: Int { images.count }
    /// The images of the smallest class.
    public var smallest: Int { images.map(\.count).min() ?? 0 }

    /// A task of a few classes and as many others, if there are.
    public func next(examples: Int, query: Int, using generator: inout Generator) -> KnownTask {
        let ways = TaskCalibration.ways
        let most = min(ways.upperBound, classes * 2 / 3)
        let way = ways.lowerBound + generator.integer(below: most - ways.lowerBound + 1)
        let chosen = generator.choose(min(2 * way, classes), from: classes).map { label in
            let own = images[label]
            return generator.choose(examples + query, from: own.count).map { own[$0] }
        }
        return KnownTask(
            examples: chosen[..<way].map { Array($0.prefix(examples)) },
            queries: chosen[..<way].map { Array($0.dropFirst(examples)) },
            outsiders: chosen[way...].flatMap { $0.dropFirst(examples) })
    }
}

/// What came of a known task: what its examples showed, and what new images then were.
public struct TaskTrace: Sendable {
    /// The examples, each left out in turn.
    public let leftOut: LeaveOneOut
    /// New images of the classes, and what they were taken for.
    public let queries: [(label: Int, answer: FittedTask.Answer)]
    /// Images of other things.
    public let outsiders: [FittedTask.Answer]

    /// Fits `classifier` to the examples, and to those without one of each class.
    public init(_ task: KnownTask, of table: FeatureTable, by classifier: any Classifier) {
        let way = task.examples.count
        let rows = task.examples.joined().flatMap { table[$0] }
        let labels = task.examples.enumerated().flatMap { label, own in own.map { _ in label } }
        let learner = classifier.makeLearner()
        leftOut = LeaveOneOut(rows, labels, way: way, learner)
        let fitted = FittedTask(
            learner, rows, labels: labels, way: way, using: Generator(seed: 0).stream("whole"))
        queries = task.queries.enumerated().flatMap { label, own in
            own.map { (label, fitted.answer(Array(table[$0]))) }
        }
        outsiders = task.outsiders.map { fitted.answer(Array(table[$0])) }
    }

    /// The share of new images that were named rightly.
    public var accuracy: Double {
        Double(queries.count { $0.answer.label == $0.label }) / Double(queries.count)
    }

    /// What came of `count` tasks, in their order, on several threads.
    static func all(
        _ count: Int, threads: Int, _ trace: @Sendable @escaping (Int) -> TaskTrace
    ) -> [TaskTrace] {
        let next = Atomic(0)
        let done = Mutex<[TaskTrace?]>(.init(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < count else { break }
                let own = trace(number)
                done.withLock { $0[number] = own }
            }
        }
        return done.withLock { $0.map { $0! } }
    }
}
