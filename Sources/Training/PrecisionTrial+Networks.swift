import Backbones
import Foundation
import Images
import Layers
import Networks
import Randomness
import Recipes
import Records
import Tensors

/// The measurements: random weights, random images, and nothing of it is kept. They take seconds
/// for the slowest networks, and half a second for small ones.
extension PrecisionTrial {
    /// Passes of training steps by `recipe`.
    ///
    /// - Parameter images: how many there are to train on.
    /// - Throws: `UserError.usage` for what `Pretraining` would refuse, before anything is measured.
    public static func training(
        _ backbone: BackboneName, by recipe: Recipe, images: Int, on device: Device
    ) throws -> PrecisionTrial {
        try recipe.require(fitting: backbone, images: images)
        let count = count(side: recipe.imageSize)
        return try PrecisionTrial(count) { precision in
            var chance = Generator(seed: 0)
            let network = Network(
                backbone, recipe: recipe, classes: count, device: device, precision: precision,
                generator: chance)
            let layers = try recipe.mixupLayers(of: network)
            let images = network.noise(count)
            return {
                _ = network.accumulateGradients(
                    recipe.phases[0].objective, of: recipe, images: images,
                    labels: Array(0..<count), layers: layers, using: &chance)
            }
        }
    }

    /// Features of whole images.
    public static func extraction(
        _ backbone: BackboneName, _ input: InputDescription, on device: Device
    ) -> PrecisionTrial {
        let count = count(side: input.view.size)
        return PrecisionTrial(count) { precision in
            let network = Network(backbone, input: input, device: device, precision: precision)
            let pass = Pass(device, .evaluation, precision: precision)
            let images = network.noise(count)
            return { _ = network.backbone.features(images, in: pass).values() }
        }
    }

    /// As many images as four of 84 pixels a side have pixels; a multiple of four, which one
    /// rotation pass turns a quarter of.
    private static func count(side: Int) -> Int {
        min(64, max(4, 4 * 84 * 84 / (side * side) / 4 * 4))
    }

    /// Does the same work in both precisions, one after the other: two networks might not fit.
    ///
    /// - Parameter makeWork: what is measured in a precision, on `count` images.
    init(_ count: Int, _ makeWork: (Precision) throws -> () -> Void) rethrows {
        func imagesPerSecond(_ precision: Precision) throws -> Double {
            let work = try makeWork(precision)
            // The first time, kernels are made and weights laid out.
            work()
            var (least, total) = (Double.infinity, 0.0)
            while total < 0.3 {
                let seconds = seconds(of: work)
                least = min(least, seconds)
                total += max(seconds, 0.01)
            }
            return Double(count) / max(least, 1e-9)
        }
        self.init(f32: try imagesPerSecond(.f32), bf16: try imagesPerSecond(.bf16))
    }
}

extension Network {
    /// `count` random images as a network takes them.
    fileprivate func noise(_ count: Int) -> Tensor {
        var chance = Generator(seed: 1)
        return input(
            (0..<count * 3 * imageSize * imageSize).map { _ in Float(chance.normal()) },
            count: count)
    }
}

private func seconds(of work: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    work()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
}
