import CPixels

/// What a network takes for an image: how it is scaled and cut, and by what its pixels are normalised.
public struct InputDescription: Codable, Sendable, Equatable {
    /// From an image to a square.
    public var view: EvaluationTransform
    /// From bytes to numbers.
    public var normalization: Normalization

    /// A description of these.
    public init(_ view: EvaluationTransform, _ normalization: Normalization) {
        (self.view, self.normalization) = (view, normalization)
    }

    /// What networks that are trained here take.
    public init(size: Int, _ normalization: Normalization) {
        self.init(EvaluationTransform(size: size), normalization)
    }

    /// One line for people: "shortest side 256 (bicubic), centre 224; mean 0.485 0.456 0.406,
    /// deviation 0.229 0.224 0.225".
    public var words: String {
        let sides = view.fit == .square ? "both sides" : "shortest side"
        let cut = view.resizedSide == view.size ? "" : ", centre \(view.size)"
        func numbers(_ values: [Float]) -> String {
            Set(values).count == 1 ? "\(values[0])" : values.map { "\($0)" }.joined(separator: " ")
        }
        return "\(sides) \(view.resizedSide) (\(view.interpolation.rawValue))\(cut); mean "
            + "\(numbers(normalization.mean)), deviation \(numbers(normalization.deviation))"
    }
}

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

    /// Writes (value / 255 − mean) / deviation of `picture` to `normal`: 3 × height × width floats.
    public func write(_ picture: ColorPlanes, to normal: UnsafeMutableBufferPointer<Float>) {
        precondition(normal.count == picture.values.count, "three planes of the picture's size")
        picture.values.withUnsafeBufferPointer { values in
            for channel in 0..<3 {
                let start = channel * picture.count
                CPixels_normalize(
                    values.baseAddress! + start, picture.count, 1 / (255 * deviation[channel]),
                    -mean[channel] / deviation[channel], normal.baseAddress! + start)
            }
        }
    }
}
