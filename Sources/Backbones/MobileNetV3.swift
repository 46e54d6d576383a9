import Layers
import Tensors

/// MobileNetV3, large and small.
///
/// Howard et al. 2019, "Searching for MobileNetV3", tables 1 and 2; torchvision
/// `mobilenetv3.py` under timm's names. Features are the means of the last convolution's channels,
/// before the classifier's hidden layer.
public struct MobileNetV3: Backbone {
    /// What lies between halvings; mixing layers are the image and the states at strides 4, 8
    /// and 16.
    public let stages: [any Layer]
    private let features: Int

    /// Five halvings.
    public static let smallestImage = 32
    /// As all networks of such blocks.
    public static let pixelsAtOnce = InvertedResidual.pixelsAtOnce

    /// What tells one such network from another.
    public struct Form: Sendable, Hashable {
        let rows: [InvertedResidual.Row]
        /// The rows before which a stage ends.
        let cuts: [Int]
        let features: Int

        /// The paper's large network.
        public static let large = Form(
            rows: rows([
                (1, 16, 1, 1, 3, false, false), (4, 24, 1, 2, 3, false, false),
                (3, 24, 1, 1, 3, false, false), (3, 40, 3, 2, 5, true, false),
                (6, 80, 1, 2, 3, false, true), (2.5, 80, 1, 1, 3, false, true),
                (2.3, 80, 2, 1, 3, false, true), (6, 112, 2, 1, 3, true, true),
                (6, 160, 3, 2, 5, true, true),
            ]), cuts: [3, 4, 8], features: 960)

        /// The paper's small network.
        public static let small = Form(
            rows: rows([
                (1, 16, 1, 2, 3, true, false), (4.5, 24, 1, 2, 3, false, false),
                (3.67, 24, 1, 1, 3, false, false), (4, 40, 1, 2, 5, true, true),
                (6, 40, 2, 1, 5, true, true), (3, 48, 2, 1, 5, true, true),
                (6, 96, 3, 2, 5, true, true),
            ]), cuts: [1, 3, 6], features: 576)

        private typealias Line = (Double, Int, Int, Int, Int, Bool, Bool)

        private static func rows(_ lines: [Line]) -> [InvertedResidual.Row] {
            lines.map {
                InvertedResidual.Row(
                    expansion: $0.0, channels: $0.1, repeats: $0.2, stride: $0.3, kernel: $0.4,
                    excites: $0.5, activation: $0.6 ? .hardSwish : .rectifier(slope: 0))
            }
        }

        /// timm counts a new stage where channels change after the first row.
        fileprivate var scopes: [(stage: Int, block: Int)] {
            var (stage, block) = (-1, 0)
            var channels = 0
            return rows.flatMap { row in
                if row.channels != channels {
                    (stage, block) = (stage + 1, 0)
                    channels = row.channels
                }
                return (0..<row.repeats).map { _ in
                    defer { block += 1 }
                    return (stage, block)
                }
            }
        }
    }

    /// The network of `form`.
    public init(_ scope: Scope, _ form: Form, _ style: MobileStyle = .torchvision) {
        features = form.features
        func convolution(
            _ scope: Scope, _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int
        ) -> any Layer {
            NormalizedConvolution(
                Convolution(
                    scope(name), inputs: inputs, outputs: outputs, kernel: kernel, stride: stride,
                    padding: style.padding(kernel)),
                BatchNorm(scope("bn1"), channels: outputs, epsilon: style.epsilon), .hardSwish,
                amongDepthwise: true)
        }
        var places = form.scopes[...]
        let last = places.last!.stage + 1
        var inputs = 16
        let rows: [[any Layer]] = form.rows.map { row in
            (0..<row.repeats).map { i in
                defer { inputs = row.channels }
                let place = places.removeFirst()
                return InvertedResidual(
                    scope("blocks")(place.stage)(place.block), inputs: inputs,
                    stride: i == 0 ? row.stride : 1, row, style)
            }
        }
        let stem = convolution(scope, "conv_stem", 3, 16, kernel: 3, stride: 2)
        let end = convolution(
            scope("blocks")(last)(0), "conv", inputs, form.features, kernel: 1, stride: 1)
        let cuts = [0] + form.cuts + [rows.count]
        stages = (0..<4).map { i in
            let blocks = rows[cuts[i]..<cuts[i + 1]].flatMap { $0 }
            return Sequential(
                (i == 0 ? [stem] : []) + blocks + (i == 3 ? [end, GlobalAveragePooling()] : []))
        }
    }

    /// 960 of the large network, 576 of the small one.
    public func featureCount(imageSize: Int) -> Int { features }
}

extension MobileNetV3 {
    /// The paper's, as torchvision and timm train them, and as TensorFlow did.
    static var named: [BackboneName] {
        [MobileStyle.torchvision, .timm, .tensorFlow].flatMap { style in
            [true, false].map { named(isLarge: $0, style) }
        }
    }

    /// The large or the small one, in torchvision's style or another.
    public static func named(
        isLarge: Bool, _ style: MobileStyle = .torchvision
    ) -> BackboneName {
        let size = isLarge ? "Large" : "Small"
        let ends = style.ends(unless: .torchvision)
        return BackboneName(
            "mobilenetv3-\(size.lowercased())\(ends.name)", "a MobileNetV3-\(size)\(ends.title)",
            smallestImage: smallestImage
        ) { scope, _ in MobileNetV3(scope, isLarge ? .large : .small, style) }
    }
}
