import Layers
import Tensors

/// A block of the mobile networks: a 1×1 convolution to more channels, a depthwise one, and a 1×1
/// convolution back to few, without an activation after it; a sum where the shape stays.
///
/// Sandler et al. 2018, "MobileNetV2", §3.3. Without an expansion the first convolution is left
/// out. Names are those of timm (`_efficientnet_blocks.py`: `InvertedResidual`,
/// `DepthwiseSeparableConv`).
struct InvertedResidual: Layer {
    private let expansion: NormalizedConvolution?
    private let depthwise: NormalizedConvolution
    private let excitation: SqueezeExcitation?
    private let projection: NormalizedConvolution
    private let isResidual: Bool

    /// What a row of such a network's table says.
    struct Row: Sendable, Hashable {
        let expansion: Double
        let channels, repeats, stride, kernel: Int
        /// Whether the depthwise convolution's channels are squeezed and excited.
        var excites = false
        var activation: Activation
    }

    init(_ scope: Scope, inputs: Int, stride: Int, _ row: Row, _ style: MobileStyle) {
        func convolution(
            _ name: String, norm: Int, _ inputs: Int, _ outputs: Int, kernel: Int = 1,
            stride: Int = 1, groups: Int = 1, activated: Bool = true
        ) -> NormalizedConvolution {
            NormalizedConvolution(
                Convolution(
                    scope(name), inputs: inputs, outputs: outputs, kernel: kernel, stride: stride,
                    padding: style.padding(kernel), groups: groups),
                BatchNorm(scope("bn\(norm)"), channels: outputs, epsilon: style.epsilon),
                activated ? row.activation : .identity, amongDepthwise: true)
        }
        let expands = row.expansion != 1
        let width = expands ? Channels.rounded(Double(inputs) * row.expansion) : inputs
        expansion = expands ? convolution("conv_pw", norm: 1, inputs, width) : nil
        depthwise = convolution(
            "conv_dw", norm: expands ? 2 : 1, width, width, kernel: row.kernel, stride: stride,
            groups: width)
        excitation =
            row.excites
            ? SqueezeExcitation(
                scope("se"), channels: width, hidden: Channels.rounded(Double(width) / 4)) : nil
        projection = convolution(
            expands ? "conv_pwl" : "conv_pw", norm: expands ? 3 : 2, width, row.channels,
            activated: false)
        isResidual = stride == 1 && inputs == row.channels
    }

    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        var hidden =
            expansion.map { $0(x, then: depthwise, in: pass) } ?? depthwise(x, in: pass)
        if let excitation { hidden = excitation(hidden, in: pass) }
        guard isResidual else { return projection(hidden, in: pass) }
        return projection(hidden, joining: nil, of: x, in: pass)
    }

    /// Two photos: hidden states are several times as wide as what goes in and out, and only those
    /// of so few stay in the caches.
    static let pixelsAtOnce = 2 * 224 * 224

    /// The blocks of a table under `blocks.ROW.BLOCK`, row by row.
    static func rows(
        _ scope: Scope, inputs: Int, _ rows: [Row], _ style: MobileStyle
    ) -> [[any Layer]] {
        var inputs = inputs
        return rows.enumerated().map { i, row in
            (0..<row.repeats).map { j in
                defer { inputs = row.channels }
                return InvertedResidual(
                    scope("blocks")(i)(j), inputs: inputs, stride: j == 0 ? row.stride : 1, row,
                    style)
            }
        }
    }
}

/// Numbers of channels that were multiplied by something.
enum Channels {
    /// `count` rounded to a multiple of 8, by at most a tenth down: MobileNetV2's code
    /// (`_make_divisible`), which all of its successors have.
    static func rounded(_ count: Double) -> Int {
        let nearest = max(8, Int(count + 4) / 8 * 8)
        return Double(nearest) < 0.9 * count ? nearest + 8 : nearest
    }
}
