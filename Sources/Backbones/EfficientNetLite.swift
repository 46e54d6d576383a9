import Layers
import Tensors

/// EfficientNet-Lite 0 to 4: EfficientNets without squeeze-and-excitation and with ReLU6, for
/// phones.
///
/// Tan & Le 2019, "EfficientNet"; tensorflow/tpu `models/official/efficientnet/lite`, in timm's
/// form and names (`tf_efficientnet_lite0`, and `efficientnet_lite0` in timm's own style).
public struct EfficientNetLite: Backbone {
    /// What lies between halvings; mixing layers are the image and the states at strides 4, 8
    /// and 16.
    public let stages: [any Layer]
    private let features: Int

    /// Five halvings.
    public static let smallestImage = 32
    /// As all networks of such blocks.
    public static let pixelsAtOnce = InvertedResidual.pixelsAtOnce

    /// How much wider and deeper a network is than the smallest one.
    public struct Form: Sendable, Hashable {
        let width, depth: Double
        let features: Int

        /// A network of the given multiples of channels and blocks.
        public init(width: Double, depth: Double, features: Int = 1280) {
            self.width = width
            self.depth = depth
            self.features = features
        }

        /// Lite 0 to 4.
        public static let sizes = [
            Form(width: 1, depth: 1), Form(width: 1, depth: 1.1), Form(width: 1.1, depth: 1.2),
            Form(width: 1.2, depth: 1.4), Form(width: 1.4, depth: 1.8),
        ]

        /// Stem, first and last rows keep their depth.
        fileprivate var rows: [InvertedResidual.Row] {
            EfficientNetLite.rows.enumerated().map { i, row in
                let isFixed = i == 0 || i == EfficientNetLite.rows.count - 1
                return InvertedResidual.Row(
                    expansion: row.expansion,
                    channels: Channels.rounded(Double(row.channels) * width),
                    repeats: isFixed
                        ? row.repeats : Int((Double(row.repeats) * depth).rounded(.up)),
                    stride: row.stride, kernel: row.kernel, activation: row.activation)
            }
        }
    }

    private static let rows: [InvertedResidual.Row] = [
        (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
        (6, 192, 4, 2, 5), (6, 320, 1, 1, 3),
    ].map {
        InvertedResidual.Row(
            expansion: $0.0, channels: $0.1, repeats: $0.2, stride: $0.3, kernel: $0.4,
            activation: .relu6)
    }

    /// The network of `form`.
    public init(_ scope: Scope, _ form: Form, _ style: MobileStyle = .tensorFlow) {
        features = form.features
        func convolution(
            _ name: String, norm: String, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int
        ) -> any Layer {
            NormalizedConvolution(
                Convolution(
                    scope(name), inputs: inputs, outputs: outputs, kernel: kernel, stride: stride,
                    padding: style.padding(kernel)),
                BatchNorm(scope(norm), channels: outputs, epsilon: style.epsilon), .relu6,
                amongDepthwise: true)
        }
        let stem = convolution("conv_stem", norm: "bn1", 3, 32, kernel: 3, stride: 2)
        let rows = InvertedResidual.rows(scope, inputs: 32, form.rows, style)
        let last = form.rows.last!.channels
        let head = convolution("conv_head", norm: "bn2", last, features, kernel: 1, stride: 1)
        stages = [
            Sequential([stem] + rows[0] + rows[1]), Sequential(rows[2]),
            Sequential(rows[3] + rows[4]),
            Sequential(rows[5] + rows[6] + [head, GlobalAveragePooling()]),
        ]
    }

    /// 1280.
    public func featureCount(imageSize: Int) -> Int { features }
}

extension EfficientNetLite {
    /// Lite 0 to 4, and the one whose weights timm trained itself.
    static var named: [BackboneName] {
        Form.sizes.indices.map { named(size: $0) } + [named(size: 0, .timm)]
    }

    /// Lite 0 to 4, in TensorFlow's style or another.
    public static func named(size: Int, _ style: MobileStyle = .tensorFlow) -> BackboneName {
        let ends = style.ends(unless: .tensorFlow)
        return BackboneName(
            "efficientnet-lite\(size)\(ends.name)", "an EfficientNet-Lite\(size)\(ends.title)",
            smallestImage: smallestImage
        ) { scope, _ in EfficientNetLite(scope, Form.sizes[size], style) }
    }
}
