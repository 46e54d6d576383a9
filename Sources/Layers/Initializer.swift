import Randomness

/// How a parameter's first numbers are drawn.
public enum Initializer: Sendable {
    /// All the same.
    case constant(Float)
    /// Normal with variance 2/fan-out (He et al. 2015), for convolution weights of shape
    /// (outputs, inputs / groups, height, width): fan-out is outputs / groups·height·width.
    case heNormal(groups: Int = 1)
    /// Normal about zero.
    case normal(deviation: Double)
    /// Uniform in ±1/√inputs, PyTorch's default for linear layers and their biases.
    case uniform(inputs: Int)

    /// These, in row-major order.
    case values([Float])

    func values(_ shape: [Int], using generator: inout Generator) -> [Float] {
        let count = shape.reduce(1, *)
        switch self {
        case .constant(let value):
            return [Float](repeating: value, count: count)
        case .values(let values):
            return values
        case .heNormal(let groups):
            let deviation = (2 * Double(groups) / Double(count / shape[1])).squareRoot()
            return (0..<count).map { _ in Float(deviation * generator.normal()) }
        case .normal(let deviation):
            return (0..<count).map { _ in Float(deviation * generator.normal()) }
        case .uniform(let inputs):
            let bound = 1 / Double(inputs).squareRoot()
            return (0..<count).map { _ in Float(generator.uniform(in: -bound...bound)) }
        }
    }
}
