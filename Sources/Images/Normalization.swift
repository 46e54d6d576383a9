import CPixels

/// The mean and deviation by which a network's input is shifted and scaled, by channel.
public struct Normalization: Codable, Sendable, Equatable {
    /// Red, green and blue mean of bytes / 255.
    public var mean: [Float]
    /// Red, green and blue standard deviation of bytes / 255; positive.
    public var deviation: [Float]

    /// Under these names they are in checkpoints.
    private enum CodingKeys: String, CodingKey {
        case mean
        case deviation = "std"
    }

    /// A normalisation by these means and deviations (three each).
    public init(mean: [Float], deviation: [Float]) {
        precondition(mean.count == 3 && deviation.count == 3, "red, green and blue")
        self.mean = mean
        self.deviation = deviation
    }

    /// ImageNet's, as torchvision documents them.
    public static let imageNet = Normalization(
        mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// From −1 to 1, as TensorFlow's networks and SigLIP take it.
    public static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

    /// CLIP's own (openai/CLIP `clip/clip.py`).
    public static let clip = Normalization(
        mean: [0.48145466, 0.4578275, 0.40821073], deviation: [0.26862954, 0.26130258, 0.27577711])

    /// Writes (byte / 255 − mean) / deviation of `image` into `planes`: 3 × height × width floats.
    public func write(_ image: Image, into planes: UnsafeMutableBufferPointer<Float>) {
        let count = image.width * image.height
        precondition(planes.count == 3 * count, "three planes of the image's size")
        let scale = (0..<3).map { 1 / (255 * deviation[$0]) }
        let shift = (0..<3).map { -mean[$0] / deviation[$0] }
        CPixels_planes(image.pixels, count, scale, shift, planes.baseAddress)
    }
}
