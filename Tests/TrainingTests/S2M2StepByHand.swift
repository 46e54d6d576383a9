import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Training

extension S2M2StepTests {
    /// A ResNet-12 under both heads, from layers alone, with the names and so the first numbers
    /// of a `Network` from the same seed.
    struct ByHand {
        let store = ParameterStore(Device(threads: 1), generator: Generator(seed: 3))
        let backbone: ResNet12
        let classes: CosineHead
        let angles: LinearHead

        init() {
            backbone = ResNet12(store.root, width: 0.05)
            classes = CosineHead(store.root("classifier"), inputs: 30, classes: 3)
            angles = LinearHead(store.root("rotation"), inputs: 30, classes: 4)
        }

        private var pass: Pass {
            Pass(store.device, .training(Generator(seed: 0)), precision: .f32)
        }

        private func tensor(_ images: [Float]) -> Tensor {
            Tensor(store.device, images, shape: [images.count / pixels, 3, size, size])
        }

        /// λ·CE(y) + (1 − λ)·CE(partner's y) with states mixed at a layer; adds its gradients.
        func mixed(layer: Int, lambda: Float, partner: [Int]) -> Double {
            let pass = pass
            let features = backbone.features(tensor(images), in: pass, at: layer) {
                pass.tape.mixed($0, partner: partner, lambda: lambda)
            }
            let scores = classes(features, in: pass)
            func loss(_ labels: [Int], _ share: Float) -> Tensor {
                pass.tape.scaled(
                    pass.tape.crossEntropy(scores, labels: labels).loss, by: share)
            }
            let sum = pass.tape.sum(
                loss(labels, lambda), loss(partner.map { labels[$0] }, 1 - lambda))
            pass.tape.backward(from: sum)
            return Double(sum.scalar)
        }

        /// Both losses of images at one angle each, mixed; adds its gradients.
        func joint(_ quarters: [Int], _ mixup: ManifoldMixup) -> Double {
            let pass = pass
            let turned = quarters.enumerated().flatMap { quarterTurns($0.element, of: $0.offset) }
            let features = backbone.features(tensor(turned), in: pass, at: mixup.layer) {
                pass.tape.mixed($0, partner: mixup.partner, lambda: mixup.lambda)
            }
            func mixed(_ scores: Tensor, _ targets: [Int]) -> Tensor {
                func part(_ targets: [Int], _ share: Float) -> Tensor {
                    pass.tape.scaled(
                        pass.tape.crossEntropy(scores, labels: targets).loss, by: share / 2)
                }
                return pass.tape.sum(
                    part(targets, mixup.lambda),
                    part(mixup.partner.map { targets[$0] }, 1 - mixup.lambda))
            }
            let sum = pass.tape.sum(
                mixed(classes(features, in: pass), labels),
                mixed(angles(features, in: pass), quarters))
            pass.tape.backward(from: sum)
            return Double(sum.scalar)
        }

        /// (CE(class) + CE(angle))/2 of these images at four angles; adds its gradients.
        func turned(_ places: [Int]) -> Double {
            turned(copies: places.flatMap { place in (0..<4).map { (place, $0) } })
        }

        /// The same of each image at its angle.
        func turned(copies: [(place: Int, quarters: Int)]) -> Double {
            let pass = pass
            let turned = copies.flatMap { quarterTurns($0.quarters, of: $0.place) }
            let features = backbone.features(tensor(turned), in: pass)
            let ofClass = pass.tape.crossEntropy(
                classes(features, in: pass), labels: copies.map { labels[$0.0] }
            ).loss
            let ofAngle = pass.tape.crossEntropy(
                angles(features, in: pass), labels: copies.map(\.1)
            ).loss
            let half = pass.tape.scaled(pass.tape.sum(ofClass, ofAngle), by: 0.5)
            pass.tape.backward(from: half)
            return Double(half.scalar)
        }
    }
}
