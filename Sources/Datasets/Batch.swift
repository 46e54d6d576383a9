import Images
import Randomness

/// A few images as a network takes them, with their labels.
public struct Batch: Sendable, Equatable {
    /// count × 3 × size × size, normalised.
    public let images: [Float]
    /// The class of each image.
    public let labels: [Int32]
    /// The place of each image in `LabeledImages.files`.
    public let indices: [Int]
    /// Side of each image in pixels.
    public let size: Int

    /// Number of images.
    public var count: Int { labels.count }

    /// The batch in `parts` equal parts, in its order.
    public func divided(into parts: Int) -> [Batch] {
        precondition(count % parts == 0, "\(count) images have no \(parts) equal parts")
        let (each, pixels) = (count / parts, 3 * size * size)
        return (0..<parts).map { part in
            let places = part * each..<(part + 1) * each
            return Batch(
                images: Array(images[places.lowerBound * pixels..<places.upperBound * pixels]),
                labels: Array(labels[places]), indices: Array(indices[places]), size: size)
        }
    }
}

/// How images are seen.
public enum View: Sendable, Equatable {
    /// At random. The image at place p of the order draws from the generator's stream
    /// ("augment", p): pass the epoch's own generator.
    case training(TrainingTransform, Generator)
    /// Always the same.
    case evaluation(EvaluationTransform)

    /// Side of the result in pixels.
    public var size: Int {
        switch self {
        case .training(let transform, _): transform.size
        case .evaluation(let transform): transform.size
        }
    }

    /// The view of the image in `file` at place `position` of the order; of its decoded `pixels`
    /// where they are kept.
    ///
    /// - Throws: why the file cannot be read or decoded.
    func image(_ file: ImageFile, position: Int, pixels: Image?) throws -> ColorPlanes {
        switch self {
        case .training(let transform, let generator):
            var stream = generator.stream("augment", position)
            if let pixels { return transform.apply(pixels, using: &stream) }
            return try transform.apply(file.bytes(), using: &stream)
        case .evaluation(let transform):
            // Never at a reduced scale: features that are compared must not depend on the decoder.
            return ColorPlanes(transform.apply(try file.decode()))
        }
    }
}
