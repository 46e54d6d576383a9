#if canImport(Glibc)
    import Glibc
#endif

/// The numbers of attention and of its gradients by plain loops, one at a time: what the self-test
/// compares with.
struct AttentionSums {
    let queries, keys, values: TokenVectors
    let heads: Int

    private var width: Int { queries.width / heads }
    private var scale: Double { 1 / Double(width).squareRoot() }
    /// What a number costs in forward and in backward direction.
    var costs: (output: Int, gradient: Int) { (width + 1, 3 * width) }

    /// A head of an image.
    private struct Pair {
        let image, head: Int
    }

    private func at(_ vectors: TokenVectors, _ pair: Pair, _ token: Int)
        -> UnsafeMutablePointer<Float>
    {
        vectors.pointer(image: pair.image, token: token, head: pair.head, of: heads)
    }

    private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> SelfTest.Sum {
        var sum = SelfTest.Sum()
        for i in 0..<width { sum.add(a[i], b[i]) }
        return sum
    }

    /// A score, and how far off it may be.
    private func score(_ pair: Pair, _ query: Int, _ key: Int) -> (value: Double, error: Double) {
        let sum = dot(at(queries, pair, query), at(keys, pair, key))
        return (scale * sum.exact, scale * sum.error(steps: width))
    }

    /// What the exponential of a float is off by, as a part of it: a few units of its last digit.
    private static let exponential = 16 * Double(Float.ulpOfOne)

    /// Of the output of query `token`, number `column` of all heads.
    func output(_ image: Int, _ token: Int, _ column: Int) -> SelfTest.Sum {
        let pair = Pair(image: image, head: column / width)
        let scores = (0..<keys.tokens).map { score(pair, token, $0) }
        let largest = scores.map(\.value).max()!
        let exponentials = scores.map { exp($0.value - largest) }
        let total = exponentials.reduce(0, +)
        var sum = SelfTest.Sum()
        for key in 0..<keys.tokens {
            sum.add(
                Float(exponentials[key] / total), at(values, pair, key)[column % width])
        }
        // Of the numerator and of the denominator.
        let subtraction = scores.map { abs($0.value) }.max()! * 2 * Double(Float.ulpOfOne)
        let error =
            scores.map(\.error).max()! + subtraction + Self.exponential
            + SelfTest.rounding(keys.tokens)
        sum.allowance = 2 * error * sum.size
        return sum
    }

    // MARK: Gradients

    /// What is known of the derivative: the gradient of the output, the output, and each query's
    /// log Σ exp, (images, heads, queries).
    struct Upstream {
        let gradient, output: TokenVectors
        let logs: UnsafePointer<Float>
    }

    /// A probability, and how far off it may be.
    private func probability(_ pair: Pair, _ query: Int, _ key: Int, _ upstream: Upstream)
        -> (value: Double, error: Double)
    {
        let score = score(pair, query, key)
        let log = Double(
            upstream.logs[(pair.image * heads + pair.head) * queries.tokens + query])
        let value = exp(score.value - log)
        let subtraction = (abs(score.value) + abs(log)) * Double(Float.ulpOfOne)
        return (value, value * (score.error + subtraction + Self.exponential))
    }

    /// The derivative by a score, times 1/√width, and how far off it may be.
    private func scoreGradient(_ pair: Pair, _ query: Int, _ key: Int, _ upstream: Upstream)
        -> (value: Double, error: Double)
    {
        let p = probability(pair, query, key, upstream)
        let dy = at(upstream.gradient, pair, query)
        let (own, mean) = (
            dot(dy, at(values, pair, key)), dot(dy, at(upstream.output, pair, query))
        )
        let difference = own.exact - mean.exact
        let error = own.error(steps: width) + mean.error(steps: width)
        return (
            scale * p.value * difference,
            scale * (p.error * abs(difference) + (p.value + p.error) * error)
        )
    }

    /// Of the gradient of the value, key or query `token`, number `column` of all heads.
    func gradient(
        _ part: Part, _ image: Int, _ token: Int, _ column: Int, _ upstream: Upstream
    ) -> SelfTest.Sum {
        let pair = Pair(image: image, head: column / width)
        var sum = SelfTest.Sum()
        for other in 0..<(part == .queries ? keys : queries).tokens {
            let (factor, vector) =
                switch part {
                case .values:
                    (probability(pair, other, token, upstream), at(upstream.gradient, pair, other))
                case .keys:
                    (scoreGradient(pair, other, token, upstream), at(queries, pair, other))
                case .queries:
                    (scoreGradient(pair, token, other, upstream), at(keys, pair, other))
                }
            let number = vector[column % width]
            sum.add(Float(factor.value), number)
            sum.allowance += factor.error * Double(abs(number))
        }
        return sum
    }

    enum Part: Int, CaseIterable {
        case queries, keys, values
    }
}
