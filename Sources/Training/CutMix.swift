import Layers
import Randomness
import Tensors

/// One draw of CutMix (Yun et al. 2019, arXiv 1905.04899, §3.1): a box that each image of a batch
/// takes from its partner, and losses mixed by the box's true area.
///
/// The box has the image's shape and the share 1 − λ of its area, with λ ~ Beta(α, α), before what
/// hangs over the edge is cut off. Deviation from clovaai/CutMix-PyTorch, `rand_bbox`: a box with
/// an odd side keeps its last row and column, which the halving of the side loses there.
public struct CutMix: Sendable, Equatable {
    /// Which pixels come from the partner, in every image of the batch.
    public let box: PixelBox
    /// The side of the images.
    public let size: Int
    /// The partner of each image: a permutation.
    public let partner: [Int]

    /// A draw with λ ~ Beta(α, α), the box's centre uniform over the pixels, and a uniform
    /// permutation of `count` images.
    public init(alpha: Double, size: Int, count: Int, using generator: inout Generator) {
        let share = 1 - generator.beta(alpha, alpha)
        let row = generator.integer(below: size)
        self.init(
            box: PixelBox(
                side: Int(Double(size) * share.squareRoot()), aroundRow: row,
                column: generator.integer(below: size), in: size),
            size: size, partner: generator.permutation(count))
    }

    /// A draw as given.
    public init(box: PixelBox, size: Int, partner: [Int]) {
        self.box = box
        self.size = size
        self.partner = partner
    }

    /// The share of its own pixels that each image keeps.
    public var lambda: Float { 1 - Float(box.area) / Float(size * size) }

    /// Images with the box of their partners. Data only: it has no derivative.
    ///
    /// - Parameter images: (count, 3, size, size).
    public func paste(_ images: Tensor, on device: Device) -> Tensor {
        precondition(images.shape == [partner.count, 3, size, size], "images of another draw")
        let source = images.values()
        var values = source
        let rows = box.rows(in: size)
        let stride = 3 * size * size
        for (image, other) in partner.enumerated() {
            for row in rows {
                for place in row { values[image * stride + place] = source[other * stride + place] }
            }
        }
        return Tensor(device, values, shape: images.shape)
    }

    /// λ·L(y) + (1 − λ)·L(y[partner]), as `ManifoldMixup.loss`.
    public func loss<Target>(
        for targets: [Target], in pass: Pass, _ loss: ([Target]) -> Tensor
    ) -> Tensor {
        ManifoldMixup(layer: 0, lambda: lambda, partner: partner)
            .loss(for: targets, in: pass, loss)
    }
}
