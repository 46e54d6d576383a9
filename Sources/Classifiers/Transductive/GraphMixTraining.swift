import Foundation
import Statistics
import Randomness

/// The steps of GraphMix, and all that it draws: in this order the coin, the masks of the
/// perturbations, and for support and then queries the mixing layer, λ, the partners and the masks.
struct GraphMixTraining {
    typealias Numbers = EpisodeSpan.Numbers

    private let settings: GraphMix
    private let network: GraphMixNetwork
    private var generator: Generator
    /// What each vector counts in its loss: support classes weigh the same, and queries.
    private var weights: [Double]
    /// (count × way): labels of the support, and of the queries as they are believed.
    private var targets: [Double]
    private let momentum = 0.9
    private let weightDecay = 5e-4

    init(settings: GraphMix, network: GraphMixNetwork, using generator: Generator) {
        (self.settings, self.network, self.generator) = (settings, network, generator)
        let (count, way, support) = (network.count, network.way, network.labels.count)
        targets = [Double](repeating: 0, count: count * way)
        weights = [Double](repeating: 1 / Double(count - support), count: count)
        for (vector, label) in network.labels.enumerated() {
            targets[vector * way + label] = 1
            weights[vector] = 1 / (network.classCounts[label] * Double(way))
        }
    }

    /// Step `number` of the training.
    mutating func step(_ number: Int) {
        let (count, support) = (network.count, network.labels.count)
        if generator.integer(below: 2) == 0 {
            believe()
            network.updateStates(graph: false)
            mix(0..<support, weight: 1)
            let progress = min(1, 2 * Double(number) / Double(settings.steps))
            let rise = exp(-5 * (1 - progress) * (1 - progress))
            mix(support..<count, weight: settings.queryWeight * rise)
        } else {
            network.updateStates(graph: true)
            rectify(0..<count, isMixed: false)
            network.updateLogits(graph: true, rows: 0..<support)
            softmax(0..<support)
            for index in 0..<(support * network.way) {
                let weight = weights[index / network.way]
                network.residuals[index] = weight * (network.logits[index] - targets[index])
            }
            network.propagate(graph: true, rows: 0..<support)
            block(0..<count)
            network.gather(graph: true, rows: 0..<count)
        }
        network.descend(
            rate: settings.learningRate, momentum: momentum, weightDecay: weightDecay)
    }

    /// Sets the queries' labels to the graph network's sharpened mean predictions.
    private mutating func believe() {
        let (way, queries) = (network.way, network.labels.count..<network.count)
        let range = (queries.lowerBound * way)..<(queries.upperBound * way)
        network.updateStates(graph: true)
        for index in range { targets[index] = 0 }
        for _ in 0..<settings.perturbations {
            rectify(0..<network.count, isMixed: false)
            network.updateLogits(graph: true, rows: queries)
            softmax(queries)
            for index in range { targets[index] += network.logits[index] }
        }
        for query in queries {
            var sum = 0.0
            for index in (query * way)..<((query + 1) * way) {
                targets[index] = pow(
                    targets[index] / Double(settings.perturbations), 1 / settings.temperature)
                sum += targets[index]
            }
            for index in (query * way)..<((query + 1) * way) { targets[index] /= sum }
        }
    }

    /// Adds the gradients of the fully connected network's loss over `rows`, under Manifold Mixup;
    /// X·W is in the states.
    private mutating func mix(_ rows: Range<Int>, weight: Double) {
        let atInput = generator.integer(below: 2) == 0
        let lambda = generator.beta(settings.alpha, settings.alpha)
        let partner = generator.permutation(rows.count)
        var inverse = partner
        for (i, j) in partner.enumerated() { inverse[j] = i }
        let (first, way) = (rows.lowerBound, network.way)

        // Mixed inputs have mixed products with W. The slopes' memory is free until they are set.
        let states = network.piece(network.states, rows, network.count)
        let mixed = network.piece(network.slopes, rows, network.count)
        if !atInput { for i in 0..<states.count { states[i] = max(states[i], 0) } }
        blend(states, partner, lambda, into: mixed)
        rectify(rows, isMixed: true)
        network.updateLogits(graph: false, rows: rows)
        softmax(rows)
        for i in rows {
            let j = first + partner[i - first]
            let (own, other) = (weight * lambda * weights[i], weight * (1 - lambda) * weights[j])
            for label in 0..<way {
                let p = network.logits[i * way + label]
                network.residuals[i * way + label] =
                    own * (p - targets[i * way + label]) + other * (p - targets[j * way + label])
            }
        }
        network.propagate(graph: false, rows: rows)
        block(rows)
        let unmixed = network.piece(network.hidden, rows, network.count)
        blend(mixed, inverse, lambda, into: unmixed)
        for i in 0..<mixed.count {
            // Behind the rectifier, the rectifier's own slope comes after the mixing's.
            mixed[i] = atInput || states[i] > 0 ? unmixed[i] : 0
        }
        network.gather(graph: false, rows: rows)
    }

    /// λ·x[i] + (1 − λ)·x[partner[i]], row by row.
    private func blend(_ x: Numbers, _ partner: [Int], _ lambda: Double, into mixed: Numbers) {
        let width = network.count
        for (i, j) in partner.enumerated() {
            for unit in 0..<width {
                mixed[i * width + unit] =
                    lambda * x[i * width + unit] + (1 - lambda) * x[j * width + unit]
            }
        }
    }

    /// Sets the hidden states of `rows`: of half of the units at random, twice the rectified states.
    /// - Parameter isMixed: whether the states to take are in the slopes' memory.
    private mutating func rectify(_ rows: Range<Int>, isMixed: Bool) {
        let (width, hidden) = (network.count, network.hidden)
        let source = isMixed ? network.slopes : network.states
        for row in rows {
            for start in stride(from: 0, to: width, by: 64) {
                // One bit for each unit.
                var bits = generator.next()
                for index in (row * width + start)..<(row * width + min(start + 64, width)) {
                    hidden[index] = Double(2 * (bits & 1)) * max(source[index], 0)
                    bits >>= 1
                }
            }
        }
    }

    /// Passes the slopes of `rows` back through dropout and rectifier: twice where the hidden state
    /// is above zero, else nothing. Behind the hidden layer a mixed state is zero only where both
    /// parts are, which the rectifier blocks once more.
    private func block(_ rows: Range<Int>) {
        let (hidden, slopes) = (network.hidden, network.slopes)
        for i in (rows.lowerBound * network.count)..<(rows.upperBound * network.count) {
            slopes[i] = hidden[i] > 0 ? 2 * slopes[i] : 0
        }
    }

    /// Makes the logits of `rows` probabilities.
    private func softmax(_ rows: Range<Int>) {
        for row in rows {
            Softmax.apply(to: network.logits.baseAddress! + row * network.way, count: network.way)
        }
    }
}
