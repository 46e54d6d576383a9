import Randomness

/// Random brightness, contrast and saturation in random order: torchvision's ColorJitter without
/// hue, on bytes.
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

    /// `image` with its colours changed. Always takes the same number of draws.
    public func apply(to image: inout Image, using generator: inout Generator) {
        // The order is drawn first, then the three factors, whatever the order.
        let order = generator.permutation(3)
        let factors = [brightness, contrast, saturation].map {
            Float(generator.uniform(in: max(0, 1 - $0)...(1 + $0)))
        }
        for step in order where factors[step] != 1 {
            switch step {
            case 0: image.scaleBrightness(by: factors[0])
            case 1: image.scaleContrast(by: factors[1])
            default: image.scaleSaturation(by: factors[2])
            }
        }
    }
}

extension Image {
    /// Every byte times `factor` (0 is black, 1 changes nothing).
    public mutating func scaleBrightness(by factor: Float) {
        replaceBytes { factor * $0 }
    }

    /// Every byte moved away from the picture's mean grey by `factor` (0 is that grey everywhere).
    public mutating func scaleContrast(by factor: Float) {
        let mean = meanGrey()
        replaceBytes { mean + factor * ($0 - mean) }
    }

    /// Every pixel moved away from its own grey by `factor` (0 is a grey picture).
    public mutating func scaleSaturation(by factor: Float) {
        // 16 binary places; the sum stays far below Int32's limit for factors up to 100.
        let scale = Int32((min(factor, 100) * 65_536).rounded())
        let count = width * height
        pixels.withUnsafeMutableBufferPointer { bytes in
            for i in 0..<count {
                let (r, g, b) = (
                    Int32(bytes[3 * i]), Int32(bytes[3 * i + 1]), Int32(bytes[3 * i + 2])
                )
                let grey = greyOf(r, g, b)
                bytes[3 * i] = moved(r, from: grey, by: scale)
                bytes[3 * i + 1] = moved(g, from: grey, by: scale)
                bytes[3 * i + 2] = moved(b, from: grey, by: scale)
            }
        }
    }

    /// The mean of the pixels' greys (ITU-R 601: 0.299 red, 0.587 green, 0.114 blue), 0...255.
    public func meanGrey() -> Float {
        let count = width * height
        let total = pixels.withUnsafeBufferPointer { bytes in
            var total = 0
            for i in 0..<count {
                total += Int(
                    greyOf(Int32(bytes[3 * i]), Int32(bytes[3 * i + 1]), Int32(bytes[3 * i + 2])))
            }
            return total
        }
        return Float(Double(total) / Double(count))
    }

    /// Every byte through the same function, rounded and clamped: 256 evaluations and a table.
    private mutating func replaceBytes(_ change: (Float) -> Float) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
            for i in 0..<256 {
                table.initializeElement(
                    at: i, to: UInt8(min(max(change(Float(i)), 0), 255).rounded()))
            }
            pixels.withUnsafeMutableBufferPointer { bytes in
                for i in 0..<bytes.count { bytes[i] = table[Int(bytes[i])] }
            }
        }
    }
}

/// ITU-R 601 grey with 16 binary places, as Pillow rounds it.
private func greyOf(_ r: Int32, _ g: Int32, _ b: Int32) -> Int32 {
    (19_595 &* r &+ 38_470 &* g &+ 7_471 &* b &+ 32_768) >> 16
}

private func moved(_ byte: Int32, from grey: Int32, by scale: Int32) -> UInt8 {
    let value = (grey &<< 16 &+ (byte &- grey) &* scale &+ 32_768) >> 16
    return UInt8(truncatingIfNeeded: min(max(value, 0), 255))
}
