import CVectors
import Matrices

/// Adam (Kingma and Ba 2015, arXiv 1412.6980) on a few numbers, with PyTorch's defaults: β₁ = 0.9,
/// β₂ = 0.999, ε = 10⁻⁸.
struct Adam {
    typealias Numbers = UnsafeMutableBufferPointer<Float>

    private let rate: Double
    private let first: Numbers
    private let second: Numbers
    /// β₁ and β₂ to the power of the steps done.
    private var powers = (1.0, 1.0)

    /// Numbers of the arena that it takes.
    static func memory(count: Int) -> Int { 2 * count }

    init(count: Int, rate: Double, arena: Arena<Float>) {
        self.rate = rate
        (first, second) = (arena.zeros(count), arena.zeros(count))
    }

    /// Moves `x` by one step against the gradient.
    mutating func step(_ x: Numbers, gradient: Numbers) {
        powers.0 *= 0.9
        powers.1 *= 0.999
        let size = Float(rate / (1 - powers.0))
        let root = Float(1 / (1 - powers.1).squareRoot())
        CVectors_adam(
            x.baseAddress, gradient.baseAddress, first.baseAddress, second.baseAddress, x.count,
            size, root)
    }
}
