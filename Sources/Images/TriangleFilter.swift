/// The weights with which source pixels make a target pixel, along one side.
///
/// The triangle (bilinear) filter that widens when shrinking, so that no source pixel is skipped:
/// what Pillow's BILINEAR and torchvision's Resize with antialias do. Weights of a target pixel
/// add up to one; at the edges the missing part is shared out among the rest.
struct TriangleFilter {
    /// How many source pixels make each target pixel; some of their weights may be zero.
    let taps: Int
    /// The first source pixel of each target pixel.
    private(set) var starts: [Int] = []
    /// (target pixels × taps).
    private(set) var weights: [Float]

    /// The filter from `source` pixels to `target` pixels.
    init(source: Int, target: Int) {
        let scale = Double(source) / Double(target)
        let radius = max(scale, 1)
        taps = min(Int((2 * radius).rounded(.up)), source)
        starts.reserveCapacity(target)
        weights = [Float](repeating: 0, count: target * taps)
        for i in 0..<target {
            let center = (Double(i) + 0.5) * scale
            let start = max(Int((center - radius + 0.5).rounded(.down)), 0)
            let end = min(Int((center + radius + 0.5).rounded(.down)), source, start + taps)
            // At the far edge the first weights are zero, elsewhere the last.
            let first = min(start, source - taps)
            starts.append(first)
            var total = 0.0
            for j in start..<end { total += weight(of: j, center: center, radius: radius) }
            for j in start..<end {
                weights[i * taps + j - first] = Float(
                    weight(of: j, center: center, radius: radius) / total)
            }
        }
    }

    private func weight(of pixel: Int, center: Double, radius: Double) -> Double {
        max(1 - abs((Double(pixel) + 0.5 - center) / radius), 0)
    }
}
