/// An orthonormal basis of what the support vectors span: X = L·Q, where the rows of Q are the
/// basis and L, (images × rank), the images in it.
///
/// L is the pivoted Cholesky factor of the Gram matrix X·Xᵀ = L·Lᵀ, which is images² · rank
/// operations whatever the dimension. The image farthest from the span so far comes next; what is
/// left in the end is rounding, so identical images and zeros add nothing to the rank.
public struct SupportBasis {
    /// L, row by row with `rank` numbers each.
    public let factor: UnsafeMutableBufferPointer<Double>
    /// How many images span the others.
    public let rank: Int
    /// How many images.
    public let count: Int
    /// Those images, in the order taken: the rows of L at which it is triangular.
    private let pivots: [Int]

    /// Numbers of `arena` that `init` takes.
    public static func memory(count: Int) -> Int { 2 * count * count + count }

    /// The basis of what images span, from their inner products.
    /// - Parameters:
    ///   - gram: (count × count).
    ///   - arena: holds `factor`; has room for `memory(count:)` numbers more.
    public init(gram: UnsafeBufferPointer<Double>, count: Int, arena: Arena<Double>) {
        // columns[k] is the k-th column of L.
        let columns = arena.zeros(count * count)
        let left = arena.zeros(count)  // squared distance of each image from the span so far
        for i in 0..<count { left[i] = gram[i * count + i] }
        let negligible = (left.max() ?? 0) * Double(count) * 4 * .ulpOfOne
        var pivots: [Int] = []
        while pivots.count < count {
            var pivot = 0
            for i in 1..<count where left[i] > left[pivot] { pivot = i }
            guard left[pivot] > negligible else { break }
            let start = pivots.count * count
            for i in 0..<count { columns[start + i] = gram[pivot * count + i] }
            for k in pivots.indices {
                let weight = columns[k * count + pivot]
                for i in 0..<count { columns[start + i] -= weight * columns[k * count + i] }
            }
            let length = left[pivot].squareRoot()
            for i in 0..<count {
                columns[start + i] /= length
                left[i] -= columns[start + i] * columns[start + i]
            }
            // Exact by construction: images taken before have nothing left, this one has `length`.
            for taken in pivots { columns[start + taken] = 0 }
            columns[start + pivot] = length
            left[pivot] = 0
            pivots.append(pivot)
            for taken in pivots { left[taken] = 0 }
        }
        let rank = pivots.count
        let factor = arena.zeros(count * rank)
        for k in 0..<rank {
            for i in 0..<count { factor[i * rank + k] = columns[k * count + i] }
        }
        (self.factor, self.rank, self.count, self.pivots) = (factor, rank, count, pivots)
    }

    /// The coefficients A, (images × way), of the support images for which Aᵀ·X = Vᵀ·Q.
    /// - Parameters:
    ///   - v: (rank × way).
    ///   - a: (images × way); stays as it is where an image is none of those that span.
    public func coefficients(
        of v: UnsafeMutableBufferPointer<Double>, way: Int,
        into a: UnsafeMutableBufferPointer<Double>
    ) {
        // Back substitution in the rows of the pivots: Lᵀ·A = V.
        for k in pivots.indices.reversed() {
            let row = pivots[k]
            for label in 0..<way {
                var value = v[k * way + label]
                for later in pivots[(k + 1)...] {
                    value -= factor[later * rank + k] * a[later * way + label]
                }
                a[row * way + label] = value / factor[row * rank + k]
            }
        }
    }
}
