import Foundation
import Matrices
import Randomness
import Statistics

/// EM-Dirichlet (Martin et al., "Transductive Zero-Shot and Few-Shot CLIP", CVPR 2024, arXiv 2405.18437;
/// SegoleneMartin/transductive-CLIP `src/methods/em_dirichlet.py`, `config/main_config.yaml`): an image
/// is what class vectors say of it, the softmax of 30 times its cosines with them, and the images of a
/// class follow a Dirichlet distribution of these probabilities.
///
/// Queries begin with their own probabilities. Twenty times over, each class's distribution is fitted to
/// its examples and to all queries, weighted by their probabilities (`DirichletParameters`), and a
/// query's probabilities are the softmax of
///
///     log-density of the class + w · log(share of the class + 10⁻¹⁵),
///
/// where the share is the mean probability over the queries before, and w = ⌊way / 5⌋, the code's λ over
/// the number of queries; below five classes, of which the code takes none, w is 1. A score is the
/// log-probability.
///
/// Without examples (`usesExamples`), a class that no query is of keeps its distribution, and at the end
/// what became of each class's queries is matched with the classes by the class vectors: one to one, so
/// that the sum of the queries' mean probabilities is largest.
public struct EMDirichlet: TransductiveClassVectorClassifier {
    /// em-dirichlet, or em-dirichlet-zero-shot.
    public var name: String {
        (usesExamples ? ClassVectorMethod.emDirichlet : .emDirichletZeroShot).rawValue
    }
    /// No; it finds out how many queries each class has.
    public let usesQueryCounts = false
    /// Whether the examples have a say.
    public let usesExamples: Bool
    private let directions: ClassDirections

    /// The classifier by these vectors.
    public init(_ directions: ClassDirections, usesExamples: Bool = true) {
        (self.directions, self.usesExamples) = (directions, usesExamples)
    }

    /// The same of these classes alone.
    public func restricted(to classes: [Int]) -> EMDirichlet {
        EMDirichlet(directions.restricted(to: classes), usesExamples: usesExamples)
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner {
        EMDirichletLearner(directions, usesExamples: usesExamples)
    }
}

private final class EMDirichletLearner: TransductiveLearner {
    private let directions: ClassDirections
    private let usesExamples: Bool
    private let steps = 20
    private let scale = 30.0
    /// What is added to a probability before its log is taken.
    private let least = 1e-15

    init(_ directions: ClassDirections, usesExamples: Bool) {
        (self.directions, self.usesExamples) = (directions, usesExamples)
    }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        let logs = logProbabilities(of: queries, way: way)
        let count = logs.count / way
        let examples = usesExamples ? Sums(of: support, labels, way: way, by: self) : Sums(way: way)
        var own = logs.map { exp($0) }
        var answers = logs
        var parameters = DirichletParameters(way: way)
        let weight = Double(max(1, way / 5))
        for _ in 0..<steps {
            var sums = examples
            for query in 0..<count {
                let row = logs[(query * way)..<((query + 1) * way)]
                for label in 0..<way { sums.add(row, weight: own[query * way + label], to: label) }
            }
            let present = (0..<way).filter { sums.sizes[$0] > least }
            parameters.fit(to: sums.means, of: present)
            let constants = parameters.constants
            let shares = (0..<way).map { label in
                (0..<count).reduce(0) { $0 + own[$1 * way + label] } / Double(count)
            }
            for query in 0..<count {
                for label in 0..<way {
                    var score = constants[label] + weight * log(shares[label] + least)
                    for j in 0..<way {
                        score +=
                            (parameters.values[label * way + j] - 1) * logs[query * way + j]
                    }
                    answers[query * way + label] = score
                }
                answers.withUnsafeMutableBufferPointer {
                    Softmax.applyLog(to: $0.baseAddress! + query * way, count: way)
                }
            }
            own = answers.map { exp($0) }
        }
        let classes = usesExamples ? Array(0..<way) : matched(answers, logs, way: way)
        for query in 0..<count {
            for label in 0..<way {
                scores[query * way + classes[label]] = Float(answers[query * way + label])
            }
        }
        return true
    }

    /// The logs of what the class vectors say of images, (images × way).
    fileprivate func logProbabilities(of images: Span<Float>, way: Int) -> [Double] {
        let dimension = directions.dimension
        var cosines = [Float](repeating: 0, count: way)
        var logs: [Double] = []
        for start in stride(from: 0, to: images.count, by: dimension) {
            directions.rows.cosines(
                with: images.extracting(start..<(start + dimension)), into: &cosines)
            var row = cosines.map { scale * Double($0) }
            row.withUnsafeMutableBufferPointer { Softmax.apply(to: $0.baseAddress!, count: way) }
            logs += row.map { log($0 + least) }
        }
        return logs
    }

    /// Which class each group of queries with one answer is, by what the class vectors say of them in
    /// the mean; groups without a query take the classes that are left, in order.
    private func matched(_ answers: [Double], _ logs: [Double], way: Int) -> [Int] {
        var groups = Sums(way: way)
        for start in stride(from: 0, to: answers.count, by: way) {
            let row = answers[start..<(start + way)]
            let answer = row.firstIndex(of: row.max()!)! - start
            groups.add(logs[start..<(start + way)].map { exp($0) }[...], weight: 1, to: answer)
        }
        let (means, present) = (groups.means, (0..<way).filter { groups.sizes[$0] > 0 })
        let matching = LinearAssignment.cheapest(
            present.map { group in means[(group * way)..<((group + 1) * way)].map { -$0 } })
        var left = (0..<way).filter { !matching.contains($0) }
        var classes = [Int](repeating: 0, count: way)
        for group in 0..<way {
            classes[group] =
                present.firstIndex(of: group).map { matching[$0] } ?? left.removeFirst()
        }
        return classes
    }

    /// Weighted sums of rows for each class.
    private struct Sums {
        private let way: Int
        private var rows: [Double]
        /// (classes): the sums of weights.
        private(set) var sizes: [Double]

        init(way: Int) {
            self.way = way
            rows = [Double](repeating: 0, count: way * way)
            sizes = [Double](repeating: 0, count: way)
        }

        init(of images: Span<Float>, _ labels: [Int], way: Int, by learner: EMDirichletLearner) {
            self.init(way: way)
            let logs = learner.logProbabilities(of: images, way: way)
            for (image, label) in labels.enumerated() {
                add(logs[(image * way)..<((image + 1) * way)], weight: 1, to: label)
            }
        }

        mutating func add(_ row: ArraySlice<Double>, weight: Double, to label: Int) {
            sizes[label] += weight
            for (j, number) in row.enumerated() { rows[label * way + j] += weight * number }
        }

        /// (classes × way); zeros for a class without any.
        var means: [Double] {
            rows.indices.map { index in
                sizes[index / way] > 0 ? rows[index] / sizes[index / way] : 0
            }
        }
    }
}
