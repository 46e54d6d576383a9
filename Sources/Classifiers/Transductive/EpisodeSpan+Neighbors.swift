/// How near an episode's vectors are to each other.
extension EpisodeSpan {
    /// ‖xᵢ − xⱼ‖² between the vectors from `first` on: (vectors × vectors), symmetric. Vectors that
    /// are the same have 0, not what rounding leaves.
    func pairwiseSquaredDistances(from first: Int, into distances: Numbers) {
        let size = count - first
        let tolerance = tolerance
        for i in 0..<size {
            let (row, own) = ((first + i) * count + first, gram[(first + i) * (count + 1)])
            for j in 0..<size {
                let square = own + gram[(first + j) * (count + 1)] - 2 * gram[row + j]
                distances[i * size + j] = square > tolerance ? square : 0
            }
            distances[i * size + i] = 0
        }
    }

    /// Squared distances this near to each other are the same up to rounding.
    var tolerance: Double { 1e-12 * largest }

    /// The distance from vector `i` to the `neighbors`-th nearest of the others, of `distances`
    /// (size × size); infinite where there are not that many.
    /// - Parameter nearest: memory for `neighbors` numbers.
    static func reach(
        of i: Int, in distances: Numbers, size: Int, neighbors: Int, nearest: Numbers
    ) -> Double {
        // The smallest distances so far, in order.
        nearest.update(repeating: .infinity)
        for j in 0..<size where j != i {
            let distance = distances[i * size + j]
            var place = neighbors
            while place > 0 && nearest[place - 1] > distance { place -= 1 }
            guard place < neighbors else { continue }
            for later in ((place + 1)..<neighbors).reversed() {
                nearest[later] = nearest[later - 1]
            }
            nearest[place] = distance
        }
        return nearest[neighbors - 1]
    }
}
