import Layers
import Networks
import Randomness
import Recipes
import Tensors

/// The passes of a training step. Each computes its loss, adds its gradients to the parameters'
/// and says what it came to; the update follows after the last pass.
extension Network {
    /// All passes of one step of `objective` on a batch.
    ///
    /// - Parameters:
    ///   - recipe: its cutout and α.
    ///   - images: (count, 3, size, size).
    ///   - labels: a base class for each image.
    ///   - layers: where hidden states may be mixed.
    ///   - generator: the step's chance: mixing and dropout.
    public func accumulateGradients(
        _ objective: Phase.Objective, of recipe: Recipe, images: Tensor, labels: [Int],
        layers: [Int], using generator: inout Generator
    ) -> StepOutcome {
        var images = images
        if let share = recipe.cutout {
            var chance = generator.stream("cutout")
            images = Cutout(share: share, size: imageSize, count: labels.count, using: &chance)
                .erase(images, on: device)
        }
        func mixup() -> ManifoldMixup {
            ManifoldMixup(
                alpha: recipe.mixupAlpha, layers: layers, count: labels.count, using: &generator)
        }
        func cutmix() -> CutMix {
            CutMix(
                alpha: recipe.mixupAlpha, size: imageSize, count: labels.count, using: &generator)
        }
        // Mangla et al. 2020: a pass over the batch, then a random quarter of it at all four
        // angles; one update on the sum of both gradients.
        func turnedQuarter() -> StepOutcome {
            let quarter = generator.choose(labels.count / 4, from: labels.count)
            return rotationPass(
                Tape(device, recording: false).selected(images, quarter),
                quarter.map { labels[$0] }, generator.stream("rotation"))
        }
        switch objective {
        case .classification:
            return classificationPass(images, labels, generator)
        case .manifoldMixup:
            return mixedPass(images, labels, mixup(), generator)
        case .cutmix:
            return pastedPass(images, labels, cutmix(), generator)
        case .rotation:
            return rotationPass(images, labels, generator)
        case .classificationAndRotation:
            return classificationPass(images, labels, generator.stream("plain")) + turnedQuarter()
        case .s2m2r:
            let mixed = mixedPass(images, labels, mixup(), generator.stream("mixed"))
            return mixed + turnedQuarter()
        case .cutmixAndRotation:
            let pasted = pastedPass(images, labels, cutmix(), generator.stream("mixed"))
            return pasted + turnedQuarter()
        }
    }

    private func classificationPass(
        _ x: Tensor, _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let scores = heads!.classes(kept(x, in: pass), in: pass)
        let (loss, correct) = pass.tape.crossEntropy(scores, labels: labels)
        pass.tape.backward(from: loss)
        return StepOutcome(
            loss: Double(loss.scalar), classes: .init(Double(correct), of: labels.count))
    }

    private func mixedPass(
        _ x: Tensor, _ labels: [Int], _ mixup: ManifoldMixup, _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let features = kept(x, in: pass, at: mixup.layer) { mixup.mix($0, in: pass) }
        return mixedLoss(of: features, labels, lambda: mixup.lambda, in: pass) {
            mixup.loss(for: labels, in: pass, $0)
        }
    }

    private func pastedPass(
        _ x: Tensor, _ labels: [Int], _ cutmix: CutMix, _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let features = kept(cutmix.paste(x, on: device), in: pass)
        return mixedLoss(of: features, labels, lambda: cutmix.lambda, in: pass) {
            cutmix.loss(for: labels, in: pass, $0)
        }
    }

    /// The rest of a pass whose loss is `mixed` of the cross entropies of own and partners' labels,
    /// in that order.
    private func mixedLoss(
        of features: Tensor, _ labels: [Int], lambda: Float, in pass: Pass,
        mixed: (([Int]) -> Tensor) -> Tensor
    ) -> StepOutcome {
        let scores = heads!.classes(features, in: pass)
        var correct: [Int] = []
        let loss = mixed { labels in
            let (loss, hits) = pass.tape.crossEntropy(scores, labels: labels)
            correct.append(hits)
            return loss
        }
        pass.tape.backward(from: loss)
        let own = Double(lambda)
        let hits = own * Double(correct[0]) + (1 - own) * Double(correct[1])
        return StepOutcome(loss: Double(loss.scalar), classes: .init(hits, of: labels.count))
    }

    /// The backbone's features, some dropped where the recipe says so: what the heads see.
    private func kept(
        _ x: Tensor, in pass: Pass, at layer: Int? = nil, change: (Tensor) -> Tensor = { $0 }
    ) -> Tensor {
        heads!.featureDropout(features(x, in: pass, at: layer, change: change), in: pass)
    }

    /// Every image at all four angles; half the loss of its class, half that of its angle.
    private func rotationPass(
        _ x: Tensor, _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let images = (0..<4 * labels.count).map { $0 / 4 }
        let angles = images.indices.map { $0 % 4 }
        let turned = pass.tape.rotated(pass.tape.selected(x, images), quarterTurns: angles)
        let features = kept(turned, in: pass)
        let classes = pass.tape.crossEntropy(
            heads!.classes(features, in: pass), labels: images.map { labels[$0] })
        let rotation = pass.tape.crossEntropy(heads!.rotation(features, in: pass), labels: angles)
        let loss = pass.tape.scaled(pass.tape.sum(classes.loss, rotation.loss), by: 0.5)
        pass.tape.backward(from: loss)
        return StepOutcome(
            loss: Double(loss.scalar), classLoss: Double(classes.loss.scalar),
            rotationLoss: Double(rotation.loss.scalar),
            classes: .init(Double(classes.correct), of: images.count),
            rotations: .init(Double(rotation.correct), of: images.count))
    }
}
