import CLoops
import COneDNN

/// Vectors of tokens inside an array: those of all heads are side by side in `width` columns from
/// `column` on of (images, tokens, columns).
struct TokenVectors {
    let memory: Memory
    let column, width: Int

    var tokens: Int { memory.shape[1] }
    var stride: Int64 { Int64(memory.columns) }

    func pointer(image: Int, token: Int, head: Int, of heads: Int) -> UnsafeMutablePointer<Float> {
        memory.floats + (image * tokens + token) * memory.columns + column + head * (width / heads)
    }
}

/// Attention as it was computed: what its derivative needs.
public struct Attended {
    /// (images, queries, width).
    public let output: Memory
    /// log Σ exp of each query's scores, (images, heads, queries); nil where nobody derives.
    fileprivate let logs: Memory?
}

/// Softmax attention of several heads (Vaswani et al. 2017, "Attention Is All You Need", §3.2):
/// softmax(Q·Kᵀ/√d)·V. The scores of a few dozen queries exist at a time, in a thread's cache, and
/// never all of them; the derivative computes them again (as Dao et al. 2022, "FlashAttention").
extension Device {
    /// Each of `x`'s tokens attends to all of its image.
    ///
    /// - Parameter x: (images, tokens, 3·width): queries, keys and values side by side.
    public func attention(_ x: Memory, heads: Int, training: Bool) -> Attended {
        let (q, k, v) = parts(x)
        return attend(q, k, v, heads: heads, training: training)
    }

    /// The gradient of self-attention: (images, tokens, 3·width).
    public func attentionBackward(
        _ gradient: Memory, _ x: Memory, heads: Int, _ attended: Attended
    ) -> Memory {
        let result = Memory(self, x.layout)
        derive(gradient, parts(x), heads: heads, attended, into: parts(result))
        return result
    }

    /// `queries`, (images, m, width), attend to `x`, (images, n, 2·width): keys and values.
    public func attention(
        of queries: Memory, to x: Memory, heads: Int, training: Bool
    ) -> Attended {
        let (q, k, v) = parts(queries, x)
        return attend(q, k, v, heads: heads, training: training)
    }

    /// The gradients of attention to other tokens.
    public func attentionBackward(
        _ gradient: Memory, of queries: Memory, to x: Memory, heads: Int, _ attended: Attended
    ) -> (queries: Memory, x: Memory) {
        let result = (Memory(self, queries.layout), Memory(self, x.layout))
        derive(
            gradient, parts(queries, x), heads: heads, attended, into: parts(result.0, result.1))
        return result
    }

    private typealias Parts = (q: TokenVectors, k: TokenVectors, v: TokenVectors)

    private func parts(_ x: Memory) -> Parts {
        let width = x.columns / 3
        let all = (0..<3).map { TokenVectors(memory: x, column: $0 * width, width: width) }
        return (all[0], all[1], all[2])
    }

    private func parts(_ queries: Memory, _ x: Memory) -> Parts {
        let width = queries.columns
        return (
            TokenVectors(memory: queries, column: 0, width: width),
            TokenVectors(memory: x, column: 0, width: width),
            TokenVectors(memory: x, column: width, width: width)
        )
    }

    private func attend(
        _ q: TokenVectors, _ k: TokenVectors, _ v: TokenVectors, heads: Int, training: Bool
    ) -> Attended {
        let (images, m, n, d) = (q.memory.shape[0], q.tokens, k.tokens, q.width / heads)
        precondition(q.memory.isPlain && k.memory.isPlain, "attention takes row-major arrays")
        let output = Memory(self, plainLayout([images, m, q.width]))
        let logs = training ? Memory(self, plainLayout([images, heads, m])) : nil
        let y = TokenVectors(memory: output, column: 0, width: q.width)
        let scale = 1 / Float(d).squareRoot()
        let blocks = (m + queriesAtATime - 1) / queriesAtATime
        // As many in each: a product of few rows is slow.
        let size = (m + blocks - 1) / blocks
        let scratch = pool.take(threads * queriesAtATime * n * 4)
        timed(
            Timings.Operation("attention", "\(q.memory.shape), \(heads) heads"),
            operations: 4 * Double(images * heads * m) * Double(n * d),
            bytes: q.memory.layout.byteCount + output.layout.byteCount
        ) {
            parallelWorkers(images * heads * blocks) { worker, item in
                let (pair, block) = (item / blocks, item % blocks)
                let (image, head) = (pair / heads, pair % heads)
                let first = min(m, block * size)
                let count = min(size, m - first)
                let scores = scratch.floats + worker * queriesAtATime * n
                multiply(
                    count, n, d, scale,
                    (q.pointer(image: image, token: first, head: head, of: heads), q.stride),
                    (k.pointer(image: image, token: 0, head: head, of: heads), k.stride),
                    transposingB: true, into: (scores, Int64(n)))
                CLoops_softmax(
                    scores, count, n, logs.map { $0.floats + (image * heads + head) * m + first })
                multiply(
                    count, d, n, 1, (scores, Int64(n)),
                    (v.pointer(image: image, token: 0, head: head, of: heads), v.stride),
                    into: (y.pointer(image: image, token: first, head: head, of: heads), y.stride))
            }
        }
        return withExtendedLifetime(scratch) { Attended(output: output, logs: logs) }
    }

    /// With P the softmax of the scores S = Q·Kᵀ/√d and O = P·V: dV = Pᵀ·dO, dP = dO·Vᵀ,
    /// dS = P·(dP − Σ dO·O), dQ = dS·K/√d, dK = dSᵀ·Q/√d.
    private func derive(
        _ gradient: Memory, _ x: Parts, heads: Int, _ attended: Attended, into dx: Parts
    ) {
        guard let logs = attended.logs else {
            fatalError("Attention of inference has no derivative.")
        }
        let (images, m, n) = (x.q.memory.shape[0], x.q.tokens, x.k.tokens)
        let d = x.q.width / heads
        let scale = 1 / Float(d).squareRoot()
        let g = TokenVectors(memory: plain(gradient), column: 0, width: x.q.width)
        let y = TokenVectors(memory: attended.output, column: 0, width: x.q.width)
        let floats = (2 * n + 1) * queriesAtATime
        let scratch = pool.take(threads * floats * 4)
        timed(
            Timings.Operation("attention, backward", "\(x.q.memory.shape), \(heads) heads"),
            operations: 10 * Double(images * heads * m) * Double(n * d),
            bytes: 2 * x.q.memory.layout.byteCount + 2 * g.memory.layout.byteCount
        ) {
            parallelWorkers(images * heads) { worker, pair in
                func at(_ vectors: TokenVectors, _ token: Int = 0) -> Matrix {
                    let (image, head) = (pair / heads, pair % heads)
                    return (
                        vectors.pointer(image: image, token: token, head: head, of: heads),
                        vectors.stride
                    )
                }
                let p: Matrix = (scratch.floats + worker * floats, Int64(n))
                let dp: Matrix = (p.start + queriesAtATime * n, Int64(n))
                let sums = dp.start + queriesAtATime * n
                for first in stride(from: 0, to: m, by: queriesAtATime) {
                    let count = min(queriesAtATime, m - first)
                    let kept: Float = first == 0 ? 0 : 1
                    let (q, dy) = (at(x.q, first), at(g, first))
                    multiply(count, n, d, scale, q, at(x.k), transposingB: true, into: p)
                    CLoops_softmax_again(p.start, count, n, logs.floats + pair * m + first)
                    multiply(
                        n, d, count, 1, p, dy, transposingA: true, keeping: kept, into: at(dx.v))
                    multiply(count, n, d, 1, dy, at(x.v), transposingB: true, into: dp)
                    dotProducts(dy, at(y, first), rows: count, columns: d, into: sums)
                    CLoops_softmax_backward(p.start, count, n, sums, scale, dp.start)
                    multiply(count, d, n, 1, dp, at(x.k), into: at(dx.q, first))
                    multiply(
                        n, d, count, 1, dp, q, transposingA: true, keeping: kept, into: at(dx.k))
                }
            }
        }
        withExtendedLifetime(scratch) {}
    }

    /// Runs `body` for each of `count` items, with the number of the thread that runs it.
    private func parallelWorkers(_ count: Int, _ body: (Int, Int) -> Void) {
        let workers = threads
        parallel(workers) { range in
            for worker in range {
                for item in count * worker / workers..<count * (worker + 1) / workers {
                    body(worker, item)
                }
            }
        }
    }
}

/// Queries whose scores one thread has at a time.
private let queriesAtATime = 96

/// Where a row-major matrix starts, and how far its rows are apart.
private typealias Matrix = (start: UnsafeMutablePointer<Float>, stride: Int64)

/// c = keeping·c + factor·a·b, (m, n), over k products; on one thread inside a parallel loop.
private func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ factor: Float, _ a: Matrix, _ b: Matrix,
    transposingA: Bool = false, transposingB: Bool = false, keeping: Float = 0, into c: Matrix
) {
    check(
        dnnl_sgemm(
            letter(transposingA), letter(transposingB), Int64(m), Int64(n), Int64(k), factor,
            a.start, a.stride, b.start, b.stride, keeping, c.start, c.stride),
        "multiply matrices of attention")
}

private func dotProducts(
    _ a: Matrix, _ b: Matrix, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Float>
) {
    for i in 0..<rows {
        let (a, b) = (a.start + i * Int(a.stride), b.start + i * Int(b.stride))
        var sum: Float = 0
        for j in 0..<columns { sum += a[j] * b[j] }
        sums[i] = sum
    }
}
