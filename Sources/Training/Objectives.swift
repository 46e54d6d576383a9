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
        func turnedPart() -> StepOutcome {
            if recipe.rotationPass == .whole {
                return rotationPass(
                    images, places: Array(labels.indices),
                    angles: labels.indices.map { 4 * $0 / labels.count }, labels,
                    generator.stream("rotation"))
            }
            let quarter = generator.choose(labels.count / 4, from: labels.count)
            return rotationPass(
                Tape(device, recording: false).selected(images, quarter),
                quarter.map { labels[$0] }, generator.stream("rotation"))
        }
        if recipe.rotationPass == .joint, objective.turnsQuarter {
            let mixing = objective == .s2m2r ? mixup() : nil
            let pasting = objective == .cutmixAndRotation ? cutmix() : nil
            let angles = labels.map { _ in generator.integer(below: 4) }
            return jointPass(images, labels, angles, mixing, pasting, generator.stream("joint"))
        }
        // Gradients are whole in the last pass, and not before.
        func withTurnedPart(_ first: () -> StepOutcome) -> StepOutcome {
            device.keepingWeights {
                let listener = finishedGradient
                finishedGradient = nil
                let outcome = first()
                finishedGradient = listener
                return outcome + turnedPart()
            }
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
            return withTurnedPart {
                classificationPass(images, labels, generator.stream("plain"))
            }
        case .s2m2r:
            return withTurnedPart {
                mixedPass(images, labels, mixup(), generator.stream("mixed"))
            }
        case .cutmixAndRotation:
            return withTurnedPart {
                pastedPass(images, labels, cutmix(), generator.stream("mixed"))
            }
        }
    }

    private func classificationPass(
        _ x: Tensor, _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let scores = heads!.classes(kept(x, in: pass), in: pass)
        let (loss, correct) = pass.tape.crossEntropy(scores, labels: labels)
        pass.tape.backward(from: loss, finished: finishedGradient)
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
        pass.tape.backward(from: loss, finished: finishedGradient)
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

    /// Every image at all four angles.
    private func rotationPass(
        _ x: Tensor, _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let places = (0..<4 * labels.count).map { $0 / 4 }
        return rotationPass(
            x, places: places, angles: places.indices.map { $0 % 4 }, labels, generator)
    }

    /// The images at `places`, each at its angle; half the loss of its class, half that of its
    /// angle.
    private func rotationPass(
        _ x: Tensor, places: [Int], angles: [Int], _ labels: [Int], _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        let turned = pass.tape.rotated(pass.tape.selected(x, places), quarterTurns: angles)
        let features = kept(turned, in: pass)
        let classes = pass.tape.crossEntropy(
            heads!.classes(features, in: pass), labels: places.map { labels[$0] })
        let rotation = pass.tape.crossEntropy(heads!.rotation(features, in: pass), labels: angles)
        let loss = pass.tape.scaled(pass.tape.sum(classes.loss, rotation.loss), by: 0.5)
        pass.tape.backward(from: loss, finished: finishedGradient)
        return StepOutcome(
            loss: Double(loss.scalar), classLoss: Double(classes.loss.scalar),
            rotationLoss: Double(rotation.loss.scalar),
            classes: .init(Double(classes.correct), of: places.count),
            rotations: .init(Double(rotation.correct), of: places.count))
    }

    /// Each image turned by its angle, then mixed or pasted where the objective does so; class and
    /// angle have half of the loss each, both mixed with the images.
    private func jointPass(
        _ x: Tensor, _ labels: [Int], _ angles: [Int], _ mixup: ManifoldMixup?, _ cutmix: CutMix?,
        _ generator: Generator
    ) -> StepOutcome {
        let pass = Pass(device, .training(generator), precision: precision)
        var turned = pass.tape.rotated(x, quarterTurns: angles)
        if let cutmix { turned = cutmix.paste(turned, on: device) }
        let features = kept(turned, in: pass, at: mixup?.layer) {
            mixup?.mix($0, in: pass) ?? $0
        }
        let share = Double(mixup?.lambda ?? cutmix?.lambda ?? 1)
        func scored(_ scores: Tensor, _ targets: [Int]) -> (loss: Tensor, hits: Double) {
            var correct: [Int] = []
            func crossEntropy(_ targets: [Int]) -> Tensor {
                let (loss, hits) = pass.tape.crossEntropy(scores, labels: targets)
                correct.append(hits)
                return loss
            }
            let loss =
                mixup?.loss(for: targets, in: pass, crossEntropy)
                ?? cutmix?.loss(for: targets, in: pass, crossEntropy) ?? crossEntropy(targets)
            return (
                loss,
                share * Double(correct[0])
                    + (1 - share) * Double(correct.count > 1 ? correct[1] : 0)
            )
        }
        let classes = scored(heads!.classes(features, in: pass), labels)
        let rotation = scored(heads!.rotation(features, in: pass), angles)
        let loss = pass.tape.scaled(pass.tape.sum(classes.loss, rotation.loss), by: 0.5)
        pass.tape.backward(from: loss, finished: finishedGradient)
        return StepOutcome(
            loss: Double(loss.scalar), classLoss: Double(classes.loss.scalar),
            rotationLoss: Double(rotation.loss.scalar),
            classes: .init(classes.hits, of: labels.count),
            rotations: .init(rotation.hits, of: labels.count))
    }
}
