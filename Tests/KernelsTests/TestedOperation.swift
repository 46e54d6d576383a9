import Kernels

/// An operation that is compared with plain loops when it is computed first.
enum TestedOperation: String, CaseIterable, Codable {
    case direct, winograd, directData, winogradData, directWeights, winogradWeights
    case stridedWinograd, stridedWinogradData, stridedWinogradWeights
    case folded, foldedWinograd, matrixProduct, packedLinear
    case depthwise, foldedDepthwise, depthwiseData, depthwiseWeights
    case stemMoments, stem, stemBackward
    case attention, queryGradient, keyGradient, valueGradient

    /// Which of the comparisons of `run` is its own.
    var comparison: Int {
        switch self {
        case .stem, .queryGradient: 1
        case .stemBackward, .keyGradient: 2
        case .valueGradient: 3
        default: 0
        }
    }

    /// Runs it on `x`, (2, 16, 9, 9), and a gradient or weights of the same numbers.
    func run(_ device: Device, _ values: [Float], precision: Precision = .f32) {
        let count = 2 * 16 * 9 * 9
        let x = Memory(device, Array(values[..<count]), shape: [2, 16, 9, 9])
        let weights = Memory(device, Array(values[..<(16 * 16 * 9)]), shape: [16, 16, 3, 3])
        let sizes = Memory(device, Array(values[..<16]), shape: [16])
        let geometry = ConvolutionGeometry(stride: 1, padding: 1)
        let grouped = ConvolutionGeometry(stride: 2, padding: .same, groups: 4)
        let few = Memory(device, Array(values[..<(16 * 4 * 9)]), shape: [16, 4, 3, 3])
        let half = Memory(device, Array(values[..<(2 * 16 * 25)]), shape: [2, 16, 5, 5])
        let each = ConvolutionGeometry(stride: 1, padding: .each(1), groups: 16)
        let one = Memory(device, Array(values[..<(16 * 9)]), shape: [16, 1, 3, 3])
        switch self {
        case .direct, .winograd, .directData, .winogradData, .directWeights, .winogradWeights:
            runConvolution(device, x, x, weights, geometry, precision)
            runConvolution(device, x, half, few, grouped, precision)
        case .stridedWinograd, .stridedWinogradData, .stridedWinogradWeights:
            // From 11 × 12 to 6 × 6: whole tiles of three.
            let x = Memory(device, Array(values[..<(16 * 11 * 12)]), shape: [1, 16, 11, 12])
            let gradient = Memory(device, Array(values[..<(16 * 36)]), shape: [1, 16, 6, 6])
            let strided = ConvolutionGeometry(stride: 2, padding: 1)
            runConvolution(device, x, gradient, weights, strided, precision)
        case .folded, .foldedWinograd:
            let variance = Memory(device, repeating: 2, shape: [16])
            let folded = FoldedConvolution(
                weights, geometry, precision: precision, scale: sizes, shift: sizes, mean: sizes,
                variance: variance, epsilon: 1e-5)
            _ = folded(x, adding: x, activation: .rectifier(slope: 0.1), pooling: true)
            for activation: Activation in [.identity, .rectifier(slope: 0), .relu6, .gelu] {
                _ = folded(x, activation: activation)
            }
        case .matrixProduct:
            let a = Memory(device, Array(values[..<600]), shape: [20, 30])
            _ = device.matrixProduct(a, a, transposingB: true)
            _ = device.matrixProduct(a, a, transposingA: true)
        case .depthwise, .depthwiseData, .depthwiseWeights:
            runConvolution(device, x, x, one, each, precision)
        case .foldedDepthwise:
            let folded = FoldedConvolution(
                one, each, precision: precision, scale: sizes, shift: sizes, mean: sizes,
                variance: Memory(device, repeating: 2, shape: [16]), epsilon: 1e-5)
            for activation: Activation in [.relu6, .gelu] { _ = folded(x, activation: activation) }
        case .stemMoments, .stem, .stemBackward:
            let image = Memory(device, Array(values[..<(2 * 3 * 81)]), shape: [2, 3, 9, 9])
            let weights = Memory(device, Array(values[..<(16 * 27)]), shape: [16, 3, 3, 3])
            let stem = device.stem(
                image, weights: weights, scale: sizes, shift: sizes, slope: 0.1, epsilon: 1e-5)
            let gradient = Memory(
                device, Array(values[..<stem.output.elementCount]), shape: stem.output.shape)
            _ = device.stemBackward(gradient, stem)
        case .attention, .queryGradient, .keyGradient, .valueGradient:
            let tokens = Memory(device, Array(values[..<(2 * 9 * 48)]), shape: [2, 9, 48])
            let gradient = Memory(device, Array(values[..<(2 * 9 * 16)]), shape: [2, 9, 16])
            let attended = device.attention(tokens, heads: 2, training: true)
            _ = device.attentionBackward(gradient, tokens, heads: 2, attended)
        case .packedLinear:
            let rows = Memory(device, Array(values[..<600]), shape: [20, 30])
            let map = Memory(device, Array(values[..<(16 * 30)]), shape: [16, 30])
            let linear = PackedLinear(map, bias: sizes, scale: sizes, precision: precision)
            let addend = Memory(device, Array(values[..<320]), shape: [20, 16])
            for activation: Activation in [.identity, .gelu] {
                _ = linear(rows, activation, adding: addend)
                _ = linear(rows, activation, as: precision)
            }
        }
    }

    /// A convolution of `x`, or one of its gradients by that of its output.
    private func runConvolution(
        _ device: Device, _ x: Memory, _ gradient: Memory, _ weights: Memory,
        _ geometry: ConvolutionGeometry, _ precision: Precision
    ) {
        switch self {
        case .directData, .winogradData, .stridedWinogradData, .depthwiseData:
            _ = device.convolutionBackwardData(
                gradient, weights: weights, inputShape: x.shape, geometry, precision: precision)
        case .directWeights, .winogradWeights, .stridedWinogradWeights, .depthwiseWeights:
            _ = device.convolutionBackwardWeights(
                gradient, input: x, weightsShape: weights.shape, geometry, precision: precision)
        default:
            _ = device.convolution(x, weights: weights, geometry, precision: precision)
        }
    }

    /// A device on which it takes its own way.
    func device() -> Device {
        Device(threads: 2, winograd: rawValue.lowercased().contains("winograd"))
    }
}
