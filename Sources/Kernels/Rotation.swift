/// Rotary positions (Su et al. 2021, "RoFormer", §3.2.2): pairs of numbers of queries and keys,
/// turned by angles that depend on where the token is.
extension Device {
    /// Queries and keys turned; the values, and the first tokens of each image, as they are.
    ///
    /// - Parameters:
    ///   - x: (images, tokens, 3·width): queries, keys and values side by side.
    ///   - turns: the cosines and sines of each of the last tokens' angles, (tokens, 2, half a
    ///     head's width): number i of a head is paired with the one half a head further.
    ///   - backward: whether by the opposite angles, which is the derivative.
    public func rotated(_ x: Memory, by turns: Memory, heads: Int, backward: Bool) -> Memory {
        precondition(x.isPlain && turns.isPlain, "rotation takes row-major arrays")
        let (tokens, columns) = (x.shape[1], x.columns)
        let (width, half) = (columns / 3 / heads, turns.columns)
        precondition(2 * half == width, "an angle turns a pair")
        let first = tokens - turns.shape[0]
        let result = Memory(self, x.layout)
        let sign: Float = backward ? -1 : 1
        overRows(of: x, "rotation", arrays: 2) { rows, start in
            (result.floats + start).update(from: x.floats + start, count: rows.count * columns)
            for row in rows where row % tokens >= first {
                let cosines = turns.floats + (row % tokens - first) * 2 * half
                let sines = cosines + half
                for head in 0..<2 * heads {
                    let a = result.floats + row * columns + head * width
                    let b = a + half
                    for i in 0..<half {
                        let (p, q) = (a[i], b[i])
                        a[i] = p * cosines[i] - sign * q * sines[i]
                        b[i] = q * cosines[i] + sign * p * sines[i]
                    }
                }
            }
        }
        return result
    }
}
