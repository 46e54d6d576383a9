import Kernels

/// Operations on whole examples of a batch: the first axis.
extension Tape {
    /// λ·x[i] + (1 − λ)·x[partner[i]]: the interpolation of Manifold Mixup (Verma et al. 2019).
    ///
    /// - Parameter partner: a permutation of the examples.
    public func mixed(_ x: Tensor, partner: [Int], lambda: Float) -> Tensor {
        mixed(x, partner: partner, lambdas: [Float](repeating: lambda, count: partner.count))
    }

    /// λ[i]·x[i] + (1 − λ[i])·x[partner[i]]: the same with a rate of its own for each example.
    ///
    /// - Parameter partner: a permutation of the examples.
    public func mixed(_ x: Tensor, partner: [Int], lambdas: [Float]) -> Tensor {
        precondition(Set(partner).count == x.shape[0], "mixing takes a permutation")
        let output = device.mixedRows(
            x.memory, partner: partner, own: lambdas, others: lambdas.map { 1 - $0 })
        return record(output, from: [x]) { [unowned self] gradient in
            var inverse = partner
            for (i, j) in partner.enumerated() { inverse[j] = i }
            accumulate(into: x) {
                device.mixedRows(
                    gradient, partner: inverse, own: lambdas,
                    others: inverse.map { 1 - lambdas[$0] })
            }
        }
    }

    /// Square images, (images, channels, size, size), each turned counter-clockwise by its own
    /// number of quarter turns. Data only: it has no derivative.
    public func rotated(_ x: Tensor, quarterTurns: [Int]) -> Tensor {
        precondition(!x.needsGradient, "rotation is for input images")
        return Tensor(
            device.rotatedImages(x.memory, quarterTurns: quarterTurns), needsGradient: false)
    }

    /// The examples `indices`, in that order. Data only: it has no derivative.
    public func selected(_ x: Tensor, _ indices: [Int]) -> Tensor {
        precondition(!x.needsGradient, "selection is for input data")
        return Tensor(device.rows(x.memory, indices), needsGradient: false)
    }
}
