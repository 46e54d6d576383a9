import Layers
import Randomness
import Tensors
import TestSupport
import Testing
import Training

@Suite("Manifold Mixup")
struct ManifoldMixupTests {
    static let layers = [0, 2, 3]
    static let count = 5

    static func draws(alpha: Double, _ number: Int = 4000) -> [ManifoldMixup] {
        var generator = Generator(seed: 7)
        return (0..<number).map { _ in
            ManifoldMixup(alpha: alpha, layers: layers, count: count, using: &generator)
        }
    }

    @Test("λ has the mean and the variance of Beta(α, α)", arguments: [0.2, 1, 2, 8])
    func rates(alpha: Double) {
        let rates = Self.draws(alpha: alpha).map { Double($0.lambda) }
        #expect(rates.allSatisfy { (0...1).contains($0) })
        let mean = rates.reduce(0, +) / Double(rates.count)
        let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let variance = 1 / (4 * (2 * alpha + 1))
        // Five standard errors of the mean; the variance's own are smaller than a tenth of it.
        expectClose(mean, 0.5, relative: 0, absolute: 5 * (variance / 4000).squareRoot(), "mean")
        expectClose(squares / 4000, variance, relative: 0.1, "variance")
    }

    @Test("Layers are drawn evenly from the given ones, and from no others")
    func layers() {
        let drawn = Dictionary(grouping: Self.draws(alpha: 2), by: \.layer).mapValues(\.count)
        #expect(drawn.keys.sorted() == Self.layers)
        for (layer, number) in drawn {
            // 1333 expected; five standard deviations are 149.
            #expect(abs(number - 4000 / 3) < 149, "layer \(layer) was drawn \(number) times")
        }
    }

    @Test("Partners are a permutation, and each place has each partner equally often")
    func partners() {
        var meetings = [Int](repeating: 0, count: Self.count * Self.count)
        for draw in Self.draws(alpha: 2) {
            #expect(draw.partner.sorted() == Array(0..<Self.count))
            for (place, partner) in draw.partner.enumerated() {
                meetings[place * Self.count + partner] += 1
            }
        }
        // 800 expected; five standard deviations are 126.
        for (pair, number) in meetings.enumerated() {
            #expect(abs(number - 800) < 126, "pair \(pair) met \(number) times")
        }
    }

    @Test("The same generator draws the same, and goes on to something else")
    func repeatable() {
        #expect(Self.draws(alpha: 2, 3) == Self.draws(alpha: 2, 3))
        let draws = Self.draws(alpha: 2, 2)
        #expect(draws[0] != draws[1])
    }

    /// Four rows of three scores.
    static let scores = Pattern.values("scores", count: 12, scale: 2)
    static let labels = [0, 2, 1, 2]
    static let mixup = ManifoldMixup(layer: 0, lambda: 0.3, partner: [2, 0, 3, 1])

    /// The mixed cross entropy, and its gradient with respect to the scores.
    func crossEntropy(_ mixup: ManifoldMixup) -> (loss: Float, gradient: [Float]) {
        let device = Device(threads: 1)
        let pass = Pass(device, .training(Generator(seed: 0)), precision: .f32)
        let scores = Tensor(device, Self.scores, shape: [4, 3], needsGradient: true)
        let loss = mixup.loss(for: Self.labels, in: pass) {
            pass.tape.crossEntropy(scores, labels: $0).loss
        }
        pass.tape.backward(from: loss)
        return (loss.scalar, scores.gradient()!)
    }

    @Test("Hidden states mix row by row")
    func states() {
        let device = Device(threads: 1)
        let pass = Pass(device, .training(Generator(seed: 0)), precision: .f32)
        let mixed = Self.mixup.mix(Tensor(device, Self.scores, shape: [4, 3]), in: pass)
        let expected = Plain.mix(
            Self.scores.map(Double.init), lambda: 0.3, permutation: Self.mixup.partner)
        expectClose(mixed.values(), expected)
    }

    @Test("At λ = 1 it is the plain loss, at λ = 0 that of the partners")
    func ends() {
        let scores = Self.scores.map(Double.init)
        for (lambda, labels) in [
            (Float(1), Self.labels), (0, Self.mixup.partner.map { Self.labels[$0] }),
        ] {
            let mixup = ManifoldMixup(layer: 0, lambda: lambda, partner: Self.mixup.partner)
            let mixed = crossEntropy(mixup)
            expectClose(mixed.loss, Plain.crossEntropy(scores, labels: labels))
            let gradient = numericalGradient(
                of: { Plain.crossEntropy($0, labels: labels) }, at: scores)
            expectClose(mixed.gradient, gradient, absolute: 1e-5)
        }
    }

    @Test("Cross entropies mix, and so do their gradients")
    func mixedCrossEntropy() {
        let partners = Self.mixup.partner.map { Self.labels[$0] }
        func formula(_ scores: [Double]) -> Double {
            0.3 * Plain.crossEntropy(scores, labels: Self.labels)
                + 0.7 * Plain.crossEntropy(scores, labels: partners)
        }
        let scores = Self.scores.map(Double.init)
        let mixed = crossEntropy(Self.mixup)
        expectClose(mixed.loss, formula(scores))
        expectClose(mixed.gradient, numericalGradient(of: formula, at: scores), absolute: 1e-5)
    }

    @Test("A loss whose targets cannot be averaged mixes by the same formula")
    func structuredTargets() {
        // Each target is a ranking: the first label counts fully, the second by half.
        struct Ranking { let first, second: Int }
        let targets = [(0, 1), (2, 0), (1, 2), (2, 1)].map { Ranking(first: $0.0, second: $0.1) }
        let device = Device(threads: 1)
        let pass = Pass(device, .training(Generator(seed: 0)), precision: .f32)
        let scores = Tensor(device, Self.scores, shape: [4, 3], needsGradient: true)
        let loss = Self.mixup.loss(for: targets, in: pass) { targets in
            let first = pass.tape.crossEntropy(scores, labels: targets.map(\.first)).loss
            let second = pass.tape.crossEntropy(scores, labels: targets.map(\.second)).loss
            return pass.tape.sum(first, pass.tape.scaled(second, by: 0.5))
        }
        pass.tape.backward(from: loss)

        func plain(_ scores: [Double], _ targets: [Ranking]) -> Double {
            Plain.crossEntropy(scores, labels: targets.map(\.first))
                + 0.5 * Plain.crossEntropy(scores, labels: targets.map(\.second))
        }
        func formula(_ scores: [Double]) -> Double {
            let partners = Self.mixup.partner.map { targets[$0] }
            return 0.3 * plain(scores, targets) + 0.7 * plain(scores, partners)
        }
        let plainScores = Self.scores.map(Double.init)
        expectClose(loss.scalar, formula(plainScores))
        expectClose(
            scores.gradient()!, numericalGradient(of: formula, at: plainScores), absolute: 1e-5)
    }
}
