/// What the next library or processor brings: the first time that an operation of a kind and shape
/// is computed, up to 64 of its numbers are computed again by a plain loop.
///
/// oneDNN before 2.7.3 is an example of what this is for: where it planned for two precisions at
/// once, a kernel could be made for a wrong number of channels, and nothing but the numbers told.
struct SelfTest {
    /// A number as a plain loop has it, before whatever follows the sum.
    struct Sum {
        /// In double precision, and one term after the other in single precision.
        var exact = 0.0
        private var sequential: Float = 0
        /// The sum of the terms' sizes.
        private(set) var size = 0.0
        /// How far off the terms themselves may be.
        var allowance = 0.0

        @inline(__always)
        mutating func add(_ a: Float, _ b: Float) {
            let term = Double(a) * Double(b)
            exact += term
            size += abs(term)
            sequential += a * b
        }

        /// How far the order of the additions alone moves this sum, as a part of its size: equal
        /// terms, for instance, are all rounded the same way.
        var drift: Double { size > 0 ? abs(Double(sequential) - exact) / size : 0 }

        /// How far off the sum may be after `steps` roundings of each term.
        func error(steps: Int) -> Double { error(size, SelfTest.rounding(steps, drift: drift)) }

        /// The same where it is numbers of this size that are rounded by so much of it.
        func error(_ size: Double, _ rounding: Double) -> Double { size * rounding + allowance }
    }

    /// The most that `steps` roundings of each term move a sum, as a part of the sum of its terms'
    /// sizes.
    ///
    /// In whatever order it is no more than about steps·u, u = 2⁻²⁴ (Higham 2002, "Accuracy and
    /// Stability of Numerical Algorithms", §3.1). Roundings that do not depend on each other stay
    /// below λ·√steps·u but for a probability of 2·steps·exp(−λ²/2) (Higham & Mary 2019, "A New
    /// Approach to Probabilistic Rounding Error Analysis", theorem 2.4): λ = 8 makes it 10⁻¹⁰ for
    /// thousands of terms. Where they do depend on each other, the sum one after the other shows it.
    static func rounding(_ steps: Int, drift: Double = 0) -> Double {
        let unit = Double(Float.ulpOfOne) / 2
        let all = Double(steps + 1)
        return min(all * unit, max(8 * all.squareRoot() * unit, 16 * drift))
    }

    /// What a sum became before it was stored.
    struct Ending {
        var value: Double
        /// What a difference of the sum becomes at most.
        var factor = 1.0
        /// The size of what was added to it.
        var size = 0.0
    }

    /// How many terms each number is the sum of.
    let terms: Int
    /// Of the numbers that are compared.
    let precision: Precision
    /// What a term costs, in plain multiplications and additions.
    var cost = 1
    /// How often a term is rounded, where it is another number.
    var steps: Int?
    /// How far off the factors of each product are together, as a part of it.
    var factorRounding = 0.0

    /// The first of the numbers `found` that differs from what plain loops have in its place by
    /// more than rounding explains, in words; nil where none does.
    ///
    /// - Parameters:
    ///   - sums: what a number is made of: one sum, or those of a pooled window.
    ///   - inner: the sizes of what an algorithm adds up for these in place of their terms; nil where
    ///     it is they that are added up. It takes longer than the sums, and is asked for only where
    ///     the terms alone do not explain a difference.
    ///   - ending: what became of them.
    func difference(
        among count: Int, found: (Int) -> Float, sums: (Int) -> [Sum],
        inner: ((Int) -> [Double])? = nil,
        ending: (_ sums: [Double], _ place: Int) -> Ending = { sums, _ in Ending(value: sums[0]) }
    ) -> String? {
        let places = places(of: count)
        let sums = places.map(sums)
        let drift = sums.joined().map(\.drift).filter(\.isFinite).max() ?? 0
        let stored = precision == .bf16 ? 1.0 / 128 : 2 * Double(Float.ulpOfOne)
        for (place, sums) in zip(places, sums) {
            let end = ending(sums.map(\.exact), place)
            let value = found(place)
            // A number that is none may come from one anywhere in the input, by way of zeros that
            // an algorithm multiplies it with. Losses and features that are none are refused where
            // they are used.
            guard value.isFinite else { continue }
            func isExplained(_ sizes: [Double]) -> Bool {
                let part = Self.rounding(steps ?? terms, drift: drift) + factorRounding
                let rounding = zip(sums, sizes).map { $0.error($1, part) }.max()!
                let tolerance =
                    end.factor * rounding + stored * (abs(end.value) + end.size) + 1e-30
                // Larger numbers may overflow on the way.
                guard tolerance < 1e25, sizes.allSatisfy({ $0 < 1e30 }) else { return true }
                return abs(Double(value) - end.value) <= tolerance
            }
            let sizes = sums.map(\.size)
            if isExplained(sizes) { continue }
            if let inner = inner?(place), isExplained(zip(sizes, inner).map(max)) { continue }
            return "\(value) where a plain loop gives \(Float(end.value)), in place \(place)"
        }
        return nil
    }

    /// Which of `count` numbers are compared: the first, the last, and some between, spread by the
    /// golden ratio, the same ones each time. 64, or fewer where a number is the sum of so many terms that they would take
    /// longer than about a millisecond; at least one.
    private func places(of count: Int) -> [Int] {
        let samples = min(count, max(1, min(64, 600_000 / max(1, terms * cost))))
        return (0..<samples).map { i in
            if i == 0 { return 0 }
            if i == samples - 1 { return count - 1 }
            let part = (Double(i) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
            return Int(part * Double(count))
        }
    }
}
