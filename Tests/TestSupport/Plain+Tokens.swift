import Foundation

extension Plain {
    /// Each row of as many columns as there are scales, normalised.
    public static func layerNorm(
        _ x: [Double], scale: [Double], shift: [Double], epsilon: Double
    ) -> [Double] {
        let columns = scale.count
        return stride(from: 0, to: x.count, by: columns).flatMap { start in
            let row = x[start..<start + columns]
            let mean = row.reduce(0, +) / Double(columns)
            let variance = row.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(columns)
            return zip(row, zip(scale, shift)).map {
                ($0 - mean) / (variance + epsilon).squareRoot() * $1.0 + $1.1
            }
        }
    }

    /// Softmax attention of heads of `width` columns.
    /// - Parameters:
    ///   - q: (images, queries, heads·width).
    ///   - x: keys and values side by side: (images, tokens, 2·heads·width).
    public static func attention(
        of q: [Double], to x: [Double], images: Int, queries: Int, tokens: Int, heads: Int,
        width: Int
    ) -> [Double] {
        let total = heads * width
        var y = [Double](repeating: 0, count: images * queries * total)
        for place in 0..<images * queries * heads {
            let (image, query, head) = (
                place / heads / queries, place / heads % queries, place % heads
            )
            func key(_ token: Int) -> Int { (image * tokens + token) * 2 * total + head * width }
            let start = (image * queries + query) * total + head * width
            let scores = (0..<tokens).map { token in
                let products = (0..<width).map { q[start + $0] * x[key(token) + $0] }
                return exp(products.reduce(0, +) / Double(width).squareRoot())
            }
            let sum = scores.reduce(0, +)
            for token in 0..<tokens {
                for j in 0..<width {
                    y[start + j] += scores[token] / sum * x[key(token) + total + j]
                }
            }
        }
        return y
    }

    /// Squares of `size` × `size` pixels, each with all its channels.
    public static func squares(_ x: [Double], shape: [Int], size: Int) -> [Double] {
        let (rows, columns) = (shape[2] / size, shape[3] / size)
        var y: [Double] = []
        for square in 0..<shape[0] * rows * columns {
            let (image, row, column) = (
                square / columns / rows, square / columns % rows, square % columns
            )
            for tap in 0..<shape[1] * size * size {
                let channel = image * shape[1] + tap / size / size
                let line = channel * shape[2] + row * size + tap / size % size
                y.append(x[line * shape[3] + column * size + tap % size])
            }
        }
        return y
    }
}
