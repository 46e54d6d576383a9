import Randomness
import Tensors

/// One draw of cutout (DeVries & Taylor 2017, arXiv 1708.04552, §3.2): a square in each image of a
/// batch, with its centre anywhere, set to zero. Images are normalised, so zero is their mean.
public struct Cutout: Sendable, Equatable {
    /// What is erased in each image.
    public let boxes: [PixelBox]

    /// A draw: squares of `share` of the side of images of `size` pixels, a pixel at least.
    public init(share: Double, size: Int, count: Int, using generator: inout Generator) {
        let side = max(1, Int((share * Double(size)).rounded()))
        boxes = (0..<count).map { _ in
            let row = generator.integer(below: size)
            return PixelBox(
                side: side, aroundRow: row, column: generator.integer(below: size), in: size)
        }
    }

    /// A draw as given.
    public init(boxes: [PixelBox]) { self.boxes = boxes }

    /// Images without their boxes. Data only: it has no derivative.
    ///
    /// - Parameter images: (count, 3, size, size).
    public func erase(_ images: Tensor, on device: Device) -> Tensor {
        let (size, shape) = (images.shape[2], images.shape)
        precondition(shape[0] == boxes.count, "cutout needs a box for each image")
        var values = images.values()
        for (image, box) in boxes.enumerated() {
            for row in box.rows(in: size) {
                for place in row { values[image * 3 * size * size + place] = 0 }
            }
        }
        return Tensor(device, values, shape: shape)
    }
}
