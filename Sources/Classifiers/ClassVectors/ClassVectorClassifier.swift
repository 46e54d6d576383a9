import Matrices

/// A classifier that knows a vector of each class, of the features' space, beside the examples: what
/// CLIP's text encoder makes of a class's name (Radford et al. 2021, arXiv 2103.00020).
///
/// It is made with the vectors of all classes, and in an episode restricted to those drawn.
public protocol ClassVectorClassifier: Classifier {
    /// The same of these classes alone; their places are the labels.
    func restricted(to classes: [Int]) -> Self
}

/// The same of a classifier that sees all queries of an episode together.
public protocol TransductiveClassVectorClassifier: TransductiveClassifier {
    /// The same of these classes alone; their places are the labels.
    func restricted(to classes: [Int]) -> Self
}

/// The classifiers that go by class vectors, by the names that commands and reports call them.
public enum ClassVectorMethod: String, CaseIterable, Sendable {
    /// By the vectors alone, without an example.
    case zeroShot = "zero-shot"
    /// Blended with votes of the examples.
    case tipAdapter = "tip-adapter"
    /// Blended with weights that are learnt of the examples.
    case lpPlusPlus = "lp++"
    /// Distributions of what the vectors say of the examples and of all queries together.
    case emDirichlet = "em-dirichlet"
    /// The same of all queries together, without an example.
    case emDirichletZeroShot = "em-dirichlet-zero-shot"

    /// One of either kind.
    public enum Informed: Sendable {
        /// Answers each query by itself.
        case inductive(any ClassVectorClassifier)
        /// Sees all queries of an episode together.
        case transductive(any TransductiveClassVectorClassifier)
    }

    /// Those that answer each query by itself.
    public static let inductive: [ClassVectorMethod] = [.zeroShot, .tipAdapter, .lpPlusPlus]

    /// The classifier by these vectors, (classes × dimension).
    public func classifier(_ vectors: [Float], dimension: Int) -> Informed {
        let directions = ClassDirections(vectors, dimension: dimension)
        return switch self {
        case .zeroShot: .inductive(ZeroShot(directions))
        case .tipAdapter: .inductive(TipAdapter(directions))
        case .lpPlusPlus: .inductive(LPPlusPlus(directions))
        case .emDirichlet: .transductive(EMDirichlet(directions))
        case .emDirichletZeroShot: .transductive(EMDirichlet(directions, usesExamples: false))
        }
    }
}

/// Vectors of classes as directions.
public struct ClassDirections: Sendable {
    /// CLIP's learnt temperature is one over this: it multiplies cosines, and the softmax of that are
    /// its probabilities. The authors' code of Tip-Adapter and others have it as a number, 100.
    static let scale: Float = 100

    /// (classes × dimension), each of length one.
    let rows: [Float]
    /// Numbers of each.
    let dimension: Int

    /// The directions of (classes × dimension) vectors.
    public init(_ vectors: [Float], dimension: Int) {
        precondition(vectors.count % dimension == 0, "vectors are of one dimension")
        rows = vectors.directions(dimension)
        self.dimension = dimension
    }

    private init(unit rows: [Float], dimension: Int) {
        self.rows = rows
        self.dimension = dimension
    }

    /// Those of some classes, in this order.
    func restricted(to classes: [Int]) -> ClassDirections {
        ClassDirections(
            unit: classes.flatMap { rows[($0 * dimension)..<(($0 + 1) * dimension)] },
            dimension: dimension)
    }
}

extension [Float] {
    /// These rows of `dimension` numbers, each divided by its norm; one of zeros stays.
    func directions(_ dimension: Int) -> [Float] {
        var rows = self
        rows.withUnsafeMutableBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: dimension) {
                LinearAlgebra.normalize(.init(rebasing: rows[start..<(start + dimension)]))
            }
        }
        return rows
    }

    /// The cosines of the angles between a vector and these rows, which are of length one; 0 for a
    /// vector of zeros.
    func cosines(with query: Span<Float>, into cosines: inout [Float]) {
        query.withUnsafeBufferPointer { query in
            withUnsafeBufferPointer { rows in
                cosines.withUnsafeMutableBufferPointer {
                    LinearAlgebra.cosines(of: query, with: rows, into: $0)
                }
            }
        }
    }
}
