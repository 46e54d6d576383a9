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
        // Root and division one by one would take as long as both of TIM's products.
        let blocks = x.count - x.count % 16
        for index in stride(from: 0, to: blocks, by: 16) {
            let g = Self.load(gradient, index)
            let m = 0.9 * Self.load(first, index) + 0.1 * g
            let v = 0.999 * Self.load(second, index) + 0.001 * (g * g)
            Self.store(m, first, index)
            Self.store(v, second, index)
            let moved = Self.load(x, index) - size * m / (v.squareRoot() * root + 1e-8)
            Self.store(moved, x, index)
        }
        for index in blocks..<x.count {
            let g = gradient[index]
            first[index] = 0.9 * first[index] + 0.1 * g
            second[index] = 0.999 * second[index] + 0.001 * (g * g)
            x[index] -= size * first[index] / (second[index].squareRoot() * root + 1e-8)
        }
    }

    @inline(__always)
    private static func load(_ numbers: Numbers, _ index: Int) -> SIMD16<Float> {
        UnsafeRawPointer(numbers.baseAddress! + index).loadUnaligned(as: SIMD16<Float>.self)
    }

    @inline(__always)
    private static func store(_ value: SIMD16<Float>, _ numbers: Numbers, _ index: Int) {
        UnsafeMutableRawPointer(numbers.baseAddress! + index).storeBytes(
            of: value, as: SIMD16<Float>.self)
    }
}
