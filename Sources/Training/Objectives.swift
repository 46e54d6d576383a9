import Layers
import Randomness
import Records
import Tensors

/// The passes of a training step. Each computes its loss, adds its gradients to the parameters'
/// and says what it came to; the update follows after the last pass.
extension Network {
    /// All passes of one step of `objective` on a batch.
    ///
    /// - Parameters:
    ///   - images: (count, 3, size, size).
    ///   - labels: a base class for each image.
    ///   - layers: where hidden states may be mixed.
    ///   - generator: the step's chance: mixing and dropout.
    public func accumulateGradients(
        _ objective: Phase.Objective, images: Tensor, labels: [Int], alpha: Double, layers: [Int],
        using generator: inout Generator
    ) -> StepOutcome {
        func mixup() -> ManifoldMixup {
            ManifoldMixup(alpha: alpha, layers: layers, count: labels.count, using: &generator)
        }
        switch objective {
        case .classification:
            return classificationPass(images, labels, generator)
        case .manifoldMixup:
            return mixedPass(images, labels, mixup(), generator)
        case .rotation:
            return rotationPass(images, labels, generator)
        case .s2m2r:
            // Mangla et al. 2020: a mixed pass over the batch, then a random quarter of it at all
            // four angles; one update on the sum of both gradients.
            let mixed = mixedPass(images, labels, mixup(), generator.stream("mixed"))
            let quarter = generator.choose(labels.count / 4, from: labels.count)
            let turned = rotationPass(
                Tape(device, recording: false).selected(images, quarter),
                quarter.map { labels[$0] }, generator.stream("rotation"))
            return mixed + turned
        }
    }

    private func classificationPass(
        _ x: Tensor, _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let scores = classHead(backbone.features(x, in: pass), in: pass)
        let (loss, correct) = pass.tape.crossEntropy(scores, labels: labels)
        pass.tape.backward(from: loss)
        return StepOutcome(
            loss: Double(loss.scalar), classes: .init(Double(correct), of: labels.count))
    }

    private func mixedPass(
        _ x: Tensor, _ labels: [Int], _ mixup: ManifoldMixup, _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let features = backbone.features(x, in: pass, at: mixup.layer) { mixup.mix($0, in: pass) }
        let scores = classHead(features, in: pass)
        var correct: [Int] = []
        let loss = mixup.loss(for: labels, in: pass) { labels in
            let (loss, hits) = pass.tape.crossEntropy(scores, labels: labels)
            correct.append(hits)
            return loss
        }
        pass.tape.backward(from: loss)
        let lambda = Double(mixup.lambda)
        let hits = lambda * Double(correct[0]) + (1 - lambda) * Double(correct[1])
        return StepOutcome(loss: Double(loss.scalar), classes: .init(hits, of: labels.count))
    }

    /// Every image at all four angles; half the loss of its class, half that of its angle.
    private func rotationPass(
        _ x: Tensor, _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let images = (0..<4 * labels.count).map { $0 / 4 }
        let angles = images.indices.map { $0 % 4 }
        let turned = pass.tape.rotated(pass.tape.selected(x, images), quarterTurns: angles)
        let features = backbone.features(turned, in: pass)
        let classes = pass.tape.crossEntropy(
            classHead(features, in: pass), labels: images.map { labels[$0] })
        let rotation = pass.tape.crossEntropy(rotationHead(features, in: pass), labels: angles)
        let loss = pass.tape.scaled(pass.tape.sum(classes.loss, rotation.loss), by: 0.5)
        pass.tape.backward(from: loss)
        return StepOutcome(
            loss: Double(loss.scalar), classLoss: Double(classes.loss.scalar),
            rotationLoss: Double(rotation.loss.scalar),
            classes: .init(Double(classes.correct), of: images.count),
            rotations: .init(Double(rotation.correct), of: images.count))
    }
}
