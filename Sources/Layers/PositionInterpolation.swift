import Foundation

/// How a table of positions, learnt for one grid of squares, is taken to another: bicubic, in the
/// ways of the programs that trained them, which differ by a tenth and more for the same weights.
public struct PositionInterpolation: Sendable, Hashable {
    /// Added to the new number of squares where it is divided by the old one.
    let offset: Double
    /// Whether a smaller table is of means over wider neighbourhoods.
    let isAntialiased: Bool

    /// timm's `resample_abs_pos_embed`, and DINOv2's own program (facebookresearch/dinov2
    /// `vision_transformer.py`) for networks with registers.
    public static let antialiased = PositionInterpolation(offset: 0, isAntialiased: true)
    /// The own programs of DINO and of DINOv2 for networks without registers: (n + 0.1)/old.
    public static let dino = PositionInterpolation(offset: 0.1, isAntialiased: false)
    /// Hugging Face's transformers, as of version 5.
    public static let plain = PositionInterpolation(offset: 0, isAntialiased: false)

    /// The rows of the new table as combinations of the old one's: ((before + new squares) ×
    /// (before + old squares)), row-major; the first `before` rows stay as they are.
    func combinations(from old: [Int], to new: [Int], before: Int) -> [Float] {
        let (down, across) = (weights(old[0], new[0]), weights(old[1], new[1]))
        let columns = before + old[0] * old[1]
        var result = [Float](repeating: 0, count: (before + new[0] * new[1]) * columns)
        for i in 0..<before { result[i * columns + i] = 1 }
        for y in 0..<new[0] {
            for x in 0..<new[1] {
                let row = (before + y * new[1] + x) * columns + before
                for (i, a) in down[y] {
                    for (j, b) in across[x] { result[row + i * old[1] + j] += Float(a * b) }
                }
            }
        }
        return result
    }

    /// The old places and their weights for each new place along an axis, as PyTorch's
    /// `interpolate` has them (aten/src/ATen/native/UpSample.h, cpu/UpSampleKernel.cpp).
    private func weights(_ old: Int, _ new: Int) -> [[(place: Int, weight: Double)]] {
        let step = Double(old) / (Double(new) + offset)
        guard isAntialiased else {
            return (0..<new).map { i in
                let center = (Double(i) + 0.5) * step - 0.5
                let first = Int(center.rounded(.down))
                return (first - 1...first + 2).map { place in
                    (min(max(place, 0), old - 1), cubic(center - Double(place), a: -0.75))
                }
            }
        }
        let width = max(1, step)
        return (0..<new).map { i in
            let center = (Double(i) + 0.5) * step
            let first = max(0, Int(center - 2 * width + 0.5))
            let last = min(old, Int(center + 2 * width + 0.5))
            let raw = (first..<last).map { place in
                cubic((Double(place) + 0.5 - center) / width, a: -0.5)
            }
            let sum = raw.reduce(0, +)
            return zip(first..<last, raw).map { ($0, $1 / sum) }
        }
    }

    /// Keys' cubic kernel (Keys 1981).
    private func cubic(_ x: Double, a: Double) -> Double {
        let x = abs(x)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0
    }
}
