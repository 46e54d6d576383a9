import Classifiers
import Randomness
import TestSupport

/// All transductive classifiers at their published settings.
let transductiveClassifiers: [any TransductiveClassifier] = [
    SoftKMeans(), PTMAP(), BDCSPN(), LaplacianShot(), TIM(), AlphaTIM(), PADDLE(), OSTIM(),
    LabelPropagation(), GraphMix(),
]

/// The names of `transductiveClassifiers`, for tests that run over all of them.
let transductiveNames = transductiveClassifiers.map(\.name)

/// The transductive classifier of this name.
func transductive(_ name: String) -> any TransductiveClassifier {
    transductiveClassifiers.first { $0.name == name }!
}

/// One episode of drawn features.
struct TransductiveTask {
    var support: [[Float]] = []
    var labels: [Int] = []
    var queries: [[Float]] = []
    /// The class of each query.
    var answers: [Int] = []
    let way: Int

    /// Noise of size `spread` around a centre for each class.
    /// - Parameters:
    ///   - shots: the support images of each class.
    ///   - queries: the queries of each class.
    ///   - normalized: whether vectors are divided by their norm.
    init(
        shots: [Int], queries: Int, dimension: Int = 20, spread: Double = 1, seed: UInt64,
        normalized: Bool = true
    ) {
        var generator = Generator(seed: seed)
        way = shots.count
        let centres = shots.map { _ in (0..<dimension).map { _ in generator.normal() } }
        func vector(_ label: Int) -> [Float] {
            let numbers = centres[label].map { $0 + spread * generator.normal() }
            let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return numbers.map { Float(normalized ? $0 / norm : $0) }
        }
        for (label, shot) in shots.enumerated() {
            for _ in 0..<shot {
                support.append(vector(label))
                labels.append(label)
            }
            for _ in 0..<queries {
                self.queries.append(vector(label))
                answers.append(label)
            }
        }
    }

    /// The scores of its queries.
    func scores(by classifier: any TransductiveClassifier) -> [[Float]] {
        classifier.scores(support: support, labels: labels, way: way, queries: queries)
    }

    /// The fraction of queries whose highest score is their class's.
    func accuracy(of scores: [[Float]]) -> Double {
        let right = zip(answers, scores).filter { $1.firstIndex(of: $1.max()!) == $0 }.count
        return Double(right) / Double(answers.count)
    }
}
