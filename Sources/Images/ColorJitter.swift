import CPixels
import Randomness

/// Random brightness, contrast and saturation in random order: torchvision's ColorJitter without
/// hue, on whole numbers as bytes are.
public struct ColorJitter: Codable, Sendable, Equatable {
    /// Brightness is multiplied by a factor in 1 ± this.
    public var brightness: Double
    /// The distance to the mean grey is multiplied by a factor in 1 ± this.
    public var contrast: Double
    /// The distance of each pixel to its own grey is multiplied by a factor in 1 ± this.
    public var saturation: Double

    /// A jitter of these strengths; 0 leaves a property as it is.
    public init(brightness: Double = 0.4, contrast: Double = 0.4, saturation: Double = 0.4) {
        self.brightness = brightness
        self.contrast = contrast
        self.saturation = saturation
    }

    /// A jitter of all three at one strength.
    public init(_ strength: Double) {
        self.init(brightness: strength, contrast: strength, saturation: strength)
    }

    /// `picture` with its colours changed. Always takes the same number of draws.
    public func apply(to picture: inout ColorPlanes, using generator: inout Generator) {
        // The order is drawn first, then the three factors, whatever the order.
        let order = generator.permutation(3)
        let factors = [brightness, contrast, saturation].map {
            Float(generator.uniform(in: max(0, 1 - $0)...(1 + $0)))
        }
        for step in order where factors[step] != 1 {
            switch step {
            case 0: picture.scaleBrightness(by: factors[0])
            case 1: picture.scaleContrast(by: factors[1])
            default: picture.scaleSaturation(by: factors[2])
            }
        }
    }
}

extension ColorPlanes {
    /// Every value times `factor` (0 is black, 1 changes nothing).
    public mutating func scaleBrightness(by factor: Float) { spread(from: 0, by: factor) }

    /// Every value moved away from the picture's mean grey by `factor` (0 is that grey everywhere).
    public mutating func scaleContrast(by factor: Float) { spread(from: meanGrey(), by: factor) }

    /// Every pixel moved away from its own grey by `factor` (0 is a grey picture).
    public mutating func scaleSaturation(by factor: Float) {
        // 16 binary places; the sum stays far below Int32's limit for factors up to 100.
        let scale = Int32((min(factor, 100) * 65_536).rounded())
        CPixels_saturate(&values, count, scale)
    }

    /// The mean of the pixels' greys (ITU-R 601: 0.299 red, 0.587 green, 0.114 blue), 0...255.
    public func meanGrey() -> Float {
        Float(Double(CPixels_grey_sum(values, count)) / Double(count))
    }

    private mutating func spread(from centre: Float, by factor: Float) {
        CPixels_spread(&values, values.count, centre, factor)
    }
}
