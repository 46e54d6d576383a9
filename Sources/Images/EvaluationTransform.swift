/// The view of an image that a network is judged on: scaled to a square 1.15 times as large as the
/// network's input, then its centre, as the S2M2 code does (torchvision's Resize of both sides and
/// CenterCrop).
public struct EvaluationTransform: Codable, Sendable, Equatable {
    /// Side of the result in pixels.
    public var size: Int

    /// A transform to `size` × `size`.
    public init(size: Int) {
        precondition(size > 0, "a transform's size is positive")
        self.size = size
    }

    /// Side of the square before its centre is cut out: ⌊1.15 · size⌋.
    public var resizedSide: Int { size * 115 / 100 }

    /// The view of `image`, `size` × `size`.
    public func apply(_ image: Image) -> Image {
        let margin = (resizedSide - size) / 2
        return image.resized(width: resizedSide, height: resizedSide)
            .cropped(x: margin, y: margin, width: size, height: size)
    }
}
