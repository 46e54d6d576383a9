import Foundation
import Randomness

/// The random view of an image that a network trains on: a random part of random shape scaled to a
/// square, mirrored half of the time, its colours jittered (torchvision's RandomResizedCrop,
/// RandomHorizontalFlip and ColorJitter).
public struct TrainingTransform: Codable, Sendable, Equatable {
    /// Side of the result in pixels.
    public var size: Int
    /// Least part of the picture's area that a crop covers, above 0.
    public var leastScale: Double
    /// Greatest part of the picture's area that a crop covers, up to 1.
    public var greatestScale: Double
    /// Least ratio of a crop's width to its height; the greatest is its inverse.
    public var leastRatio: Double
    /// Probability of mirroring.
    public var flip: Double
    /// The change of colours.
    public var jitter: ColorJitter

    /// torchvision's.
    public static let usualLeastScale = 0.08

    /// A transform to `size` × `size`; the rest are torchvision's defaults and jitter 0.4.
    public init(
        size: Int, leastScale: Double = Self.usualLeastScale, greatestScale: Double = 1,
        leastRatio: Double = 3.0 / 4, flip: Double = 0.5, jitter: ColorJitter = ColorJitter()
    ) {
        precondition(size > 0, "a transform's size is positive")
        precondition(
            leastScale > 0 && leastScale <= greatestScale && greatestScale <= 1,
            "0 < least scale ≤ greatest scale ≤ 1")
        precondition(leastRatio > 0 && leastRatio <= 1, "0 < least ratio ≤ 1")
        self.size = size
        self.leastScale = leastScale
        self.greatestScale = greatestScale
        self.leastRatio = leastRatio
        self.flip = flip
        self.jitter = jitter
    }

    /// The size to decode at: the smallest square part at full detail still has `size` pixels.
    public var decodingSize: (width: Int, height: Int) {
        let side = Int((Double(size) / leastScale.squareRoot()).rounded(.up))
        return (side, side)
    }

    /// A random view of `image`, `size` × `size`.
    public func apply(_ image: Image, using generator: inout Generator) -> ColorPlanes {
        view(of: image, using: &generator)
    }

    /// A random view of the picture in a file: what `Image.decode(_:atLeast:)` at `decodingSize`
    /// would give, though of a JPEG only the part in view is decoded.
    ///
    /// - Throws: `ImageError` where the file is damaged; damage outside the view may go unseen.
    public func apply(
        _ file: some ContiguousBytes, using generator: inout Generator
    ) throws -> ColorPlanes {
        try file.withUnsafeBytes { bytes in
            switch try ImageFormat(of: bytes) {
            case .jpeg:
                try view(of: JPEGDecoder(bytes, atLeast: decodingSize), using: &generator)
            case let format:
                view(of: try OtherDecoder(bytes, format).image(), using: &generator)
            }
        }
    }

    private func view<Source: Picture>(
        of picture: Source, using generator: inout Generator
    ) throws(Source.Failure) -> ColorPlanes {
        let part = crop(width: picture.width, height: picture.height, using: &generator)
        var view = try picture.part(
            x: part.x, y: part.y, width: part.width, height: part.height, toWidth: size,
            toHeight: size, mirrored: generator.uniform() < flip)
        jitter.apply(to: &view, using: &generator)
        return view
    }

    /// A random part of a picture; where ten tries do not fit, the largest central part whose
    /// shape is allowed.
    public func crop(
        width: Int, height: Int, using generator: inout Generator
    ) -> (x: Int, y: Int, width: Int, height: Int) {
        let area = Double(width * height)
        let logRatio = -log(leastRatio)
        for _ in 0..<10 {
            let part = area * generator.uniform(in: leastScale...greatestScale)
            let ratio = exp(generator.uniform(in: -logRatio...logRatio))
            let w = Int((part * ratio).squareRoot().rounded())
            let h = Int((part / ratio).squareRoot().rounded())
            if w > 0 && h > 0 && w <= width && h <= height {
                let y = generator.integer(below: height - h + 1)
                let x = generator.integer(below: width - w + 1)
                return (x, y, w, h)
            }
        }
        let ratio = Double(width) / Double(height)
        var (w, h) = (width, height)
        if ratio < leastRatio {
            h = max(1, Int((Double(width) / leastRatio).rounded()))
        } else if ratio > 1 / leastRatio {
            w = max(1, Int((Double(height) / leastRatio).rounded()))
        }
        return ((width - w) / 2, (height - h) / 2, w, h)
    }
}
