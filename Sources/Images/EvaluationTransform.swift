/// The view of an image that a network is judged on: scaled, then its centre cut out (torchvision's
/// Resize and CenterCrop).
public struct EvaluationTransform: Codable, Sendable, Equatable, Hashable {
    /// Which sides scaling meets.
    public enum Fit: String, Codable, Sendable {
        /// Both; the picture becomes a square, whatever it was.
        case square
        /// The shorter one; the longer follows.
        case shortestSide
    }

    /// Side of the result in pixels.
    public var size: Int
    /// The side that scaling gives, of which the centre is cut out; not below `size`.
    public var resizedSide: Int
    /// Which sides scaling meets.
    public var fit: Fit
    /// The filter of scaling.
    public var interpolation: Interpolation
    /// Whether scaling rounds as Pillow does.
    public var isPillow: Bool

    /// The view of networks that are trained here: both sides scaled to ⌊1.15 · size⌋, as the S2M2
    /// code does.
    public init(size: Int) {
        self.init(
            size: size, resizedSide: size * 115 / 100, fit: .square, .bilinear, isPillow: false)
    }

    /// A view of `size` × `size`; Pillow's bytes unless `isPillow` is false, which only bilinear
    /// scaling can be.
    public init(
        size: Int, resizedSide: Int, fit: Fit, _ interpolation: Interpolation,
        isPillow: Bool = true
    ) {
        precondition(size > 0, "a transform's size is positive")
        precondition(resizedSide >= size, "what is cut out lies inside")
        precondition(isPillow || interpolation == .bilinear, "bicubic sums leave the bytes")
        (self.size, self.resizedSide, self.fit) = (size, resizedSide, fit)
        (self.interpolation, self.isPillow) = (interpolation, isPillow)
    }

    /// The view of `image`, `size` × `size`.
    public func apply(_ image: Image) -> Image {
        let (width, height) = scaledSize(of: image)
        let scaled =
            isPillow
            ? image.resizedAsPillow(width: width, height: height, interpolation)
            : image.resized(width: width, height: height)
        return scaled.cropped(
            x: Self.margin(width - size), y: Self.margin(height - size), width: size, height: size)
    }

    /// Width and height after scaling; the longer side is cut off to a whole number.
    private func scaledSize(of image: Image) -> (Int, Int) {
        switch fit {
        case .square: (resizedSide, resizedSide)
        case .shortestSide:
            image.width < image.height
                ? (resizedSide, resizedSide * image.height / image.width)
                : (resizedSide * image.width / image.height, resizedSide)
        }
    }

    /// Half of what is left over; halves go to the even number, as Python rounds.
    private static func margin(_ rest: Int) -> Int {
        rest / 2 + (rest % 4 == 3 ? 1 : 0)
    }
}

extension EvaluationTransform {
    /// The same view for another size of the result: as large a share is cut out.
    public func scaled(to newSize: Int) -> EvaluationTransform {
        guard newSize != size else { return self }
        return EvaluationTransform(
            size: newSize, resizedSide: max(resizedSide * newSize / size, newSize), fit: fit,
            interpolation, isPillow: isPillow)
    }
}
