import Kernels

/// Rotary positions of attention.
extension Tape {
    /// Queries and keys turned by rotary positions (Su et al. 2021, "RoFormer").
    ///
    /// - Parameters:
    ///   - x: (images, tokens, 3·width): queries, keys and values side by side.
    ///   - turns: cosines and sines of the last tokens' angles, (tokens, 2, width / heads / 2).
    public func rotated(_ x: Tensor, by turns: Tensor, heads: Int) -> Tensor {
        let output = device.rotated(x.memory, by: turns.memory, heads: heads, backward: false)
        return record(output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) {
                device.rotated(gradient, by: turns.memory, heads: heads, backward: true)
            }
        }
    }
}
