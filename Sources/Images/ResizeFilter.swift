/// How source pixels are weighed by their distance when a picture is resized.
public enum Interpolation: String, Codable, Sendable {
    /// The triangle over two pixels.
    case bilinear
    /// Keys' cubic over four pixels, a = −0.5 (Keys 1981), as Pillow has it; PyTorch's without
    /// antialiasing has a = −0.75.
    case bicubic

    /// How far it reaches, in pixels.
    var reach: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        }
    }

    /// The weight at a distance in pixels.
    func weight(at distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        case .bilinear: return max(1 - x, 0)
        case .bicubic:
            if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
            return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
        }
    }
}

/// The weights with which source pixels make a target pixel, along one side.
///
/// The filter widens when shrinking, so that no source pixel is skipped: what Pillow's `resize` and
/// torchvision's `Resize` with antialias do. Weights of a target pixel add up to one; at the edges
/// the missing part is shared out among the rest.
struct ResizeFilter {
    /// How many source pixels make each target pixel; some of their weights may be zero.
    let taps: Int
    /// The first source pixel of each target pixel.
    private(set) var starts: [Int]
    /// (target pixels × taps).
    private(set) var weights: [Double]

    /// The filter from `source` pixels to `target` pixels; `mirrored`, they are in reverse.
    init(
        _ interpolation: Interpolation = .bilinear, source: Int, target: Int,
        mirrored: Bool = false
    ) {
        let scale = Double(source) / Double(target)
        let stretch = max(scale, 1)
        let radius = interpolation.reach * stretch
        taps = min(Int((2 * radius).rounded(.up)), source)
        starts = [Int](repeating: 0, count: target)
        weights = [Double](repeating: 0, count: target * taps)
        for i in 0..<target {
            let center = (Double(i) + 0.5) * scale
            let start = max(Int((center - radius + 0.5).rounded(.down)), 0)
            let end = min(Int((center + radius + 0.5).rounded(.down)), source, start + taps)
            // At the far edge the first weights are zero, elsewhere the last.
            let first = min(start, source - taps)
            let place = mirrored ? target - 1 - i : i
            starts[place] = first
            var total = 0.0
            for j in start..<end {
                let weight = interpolation.weight(at: (Double(j) - center + 0.5) / stretch)
                weights[place * taps + j - first] = weight
                total += weight
            }
            for j in start..<end { weights[place * taps + j - first] /= total }
        }
    }

    /// The weights in single precision.
    var singles: [Float] { weights.map { Float($0) } }

    /// The weights with 22 binary places, rounded, as Pillow computes with them on bytes
    /// (`src/libImaging/Resample.c`).
    var fixed: [Int32] {
        weights.map { Int32(($0 * 4_194_304).rounded(.toNearestOrAwayFromZero)) }
    }
}
