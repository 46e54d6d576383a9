import Matrices

/// The two networks of GraphMix, which are one set of weights: rectifier(P·X·W)·V behind P, with P the
/// graph's smoothing S for the graph network and the identity for the fully connected one.
///
/// W = Xᵀ·B is a combination of the episode's vectors: it starts as those vectors (B the identity),
/// and a gradient of the loss with respect to X·W, (count × units), moves B by just that gradient. So
/// X·W = C·B, with C the inner products, and nothing depends on the features' dimension.
final class GraphMixNetwork {
    typealias Numbers = EpisodeSpan.Numbers

    /// The class of each support vector.
    let labels: [Int]
    /// The support vectors of each class.
    let classCounts: [Double]
    let way: Int
    /// Vectors of the episode, support first; also the number of hidden units.
    let count: Int
    /// X·W and S·X·W before the rectifier, hidden states with dropout, and gradients of
    /// X·W: (count × count) each.
    let states, hidden, slopes: Numbers
    /// Logits of the vectors and gradients with respect to them: (count × way).
    let logits, residuals: Numbers
    private let cosines, smoothing, smoothed: Numbers
    private let first, firstGradient, firstVelocity: Numbers
    private let second, secondGradient, secondVelocity: Numbers
    private let outputs: Numbers

    /// Numbers that it asks of the span.
    static func memory(count: Int, way: Int) -> Int { 7 * count * count + 6 * count * way }

    init(_ span: EpisodeSpan, _ graph: EpisodeGraph) {
        (labels, classCounts, way, count) = (span.labels, span.classCounts, span.way, span.count)
        (cosines, smoothing) = (graph.cosines, graph.smoothing)
        let (square, row) = (count * count, count * way)
        (states, hidden, slopes) = (span.zeros(square), span.zeros(square), span.zeros(square))
        (logits, residuals, outputs) = (span.zeros(row), span.zeros(row), span.zeros(row))
        smoothed = span.zeros(square)
        (first, firstGradient) = (span.zeros(square), span.zeros(square))
        firstVelocity = span.zeros(square)
        (second, secondGradient) = (span.zeros(row), span.zeros(row))
        secondVelocity = span.zeros(row)
        for i in 0..<count { first[i * (count + 1)] = 1 }
        multiply(smoothing, cosines, into: smoothed, columns: count)
    }

    /// Sets the states: S·X·W for the graph network, X·W for the fully connected one.
    func updateStates(graph: Bool) {
        multiply(graph ? smoothed : cosines, first, into: states, columns: count)
    }

    /// Sets the logits of `rows` from the hidden states: behind S for the graph network.
    func updateLogits(graph: Bool, rows: Range<Int>) {
        guard graph else {
            return multiply(
                piece(hidden, rows, count), second, into: piece(logits, rows, way), columns: way)
        }
        multiply(hidden, second, into: outputs, columns: way)
        multiply(
            piece(smoothing, rows, count), outputs, into: piece(logits, rows, way), columns: way)
    }

    /// From the residuals of `rows`, adds to the gradient of V, and sets the slopes of the hidden
    /// states.
    func propagate(graph: Bool, rows: Range<Int>) {
        let own = graph ? 0..<count : rows
        var gradients = piece(residuals, rows, way)
        if graph {
            multiply(
                piece(smoothing, rows, count), gradients, into: outputs, columns: way,
                transposeA: true)
            gradients = outputs
        }
        LinearAlgebra.multiply(
            .init(piece(hidden, own, count)), .init(gradients), into: secondGradient, rows: count,
            columns: way, depth: own.count, transposeA: true, keeping: 1)
        LinearAlgebra.multiply(
            .init(gradients), .init(second), into: piece(slopes, own, count), rows: own.count,
            columns: count, depth: way, transposeB: true)
    }

    /// Adds the slopes of `rows` to the gradient of B: for the graph network behind S.
    func gather(graph: Bool, rows: Range<Int>) {
        if graph { return multiply(smoothing, slopes, into: firstGradient, columns: count) }
        for i in (rows.lowerBound * count)..<(rows.upperBound * count) {
            firstGradient[i] += slopes[i]
        }
    }

    /// A step against the gradients, which are then forgotten.
    func descend(rate: Double, momentum: Double, weightDecay: Double) {
        for (weights, gradient, velocity) in [
            (first, firstGradient, firstVelocity), (second, secondGradient, secondVelocity),
        ] {
            for i in 0..<weights.count {
                velocity[i] = momentum * velocity[i] + gradient[i] + weightDecay * weights[i]
                weights[i] -= rate * velocity[i]
                gradient[i] = 0
            }
        }
    }

    /// The graph network's logits of the queries, class by class: (way × queries).
    func answer(into answers: Numbers) {
        let queries = labels.count..<count
        updateStates(graph: true)
        for i in 0..<states.count { hidden[i] = max(states[i], 0) }
        updateLogits(graph: true, rows: queries)
        for query in queries {
            for label in 0..<way {
                answers[label * queries.count + query - labels.count] = logits[query * way + label]
            }
        }
    }

    /// Rows of a matrix with `columns` columns.
    func piece(_ numbers: Numbers, _ rows: Range<Int>, _ columns: Int) -> Numbers {
        Numbers(rebasing: numbers[(rows.lowerBound * columns)..<(rows.upperBound * columns)])
    }

    /// c = a·b, or aᵀ·b.
    private func multiply(
        _ a: Numbers, _ b: Numbers, into c: Numbers, columns: Int, transposeA: Bool = false
    ) {
        let (rows, depth) = (c.count / columns, b.count / columns)
        LinearAlgebra.multiply(
            .init(a), .init(b), into: c, rows: rows, columns: columns, depth: depth,
            transposeA: transposeA)
    }
}
