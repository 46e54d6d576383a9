import Layers
import Tensors

/// A network from images to features, in stages between which hidden states can be mixed.
public protocol Backbone {
    /// The stages, first to last. Mixing layer k is the input of stage k: 0 is the image itself.
    var stages: [any Layer] { get }
    /// The length of the feature vector for square images of `imageSize` pixels.
    func featureCount(imageSize: Int) -> Int
    /// The smallest image side that leaves something after the last pooling.
    static var smallestImage: Int { get }
    /// How many pixels of images are best computed at a time where only features are asked for.
    static var pixelsAtOnce: Int { get }
}

extension Backbone {
    /// Many: the more images, the less often weights come from far memory.
    public static var pixelsAtOnce: Int { 16 * 224 * 224 }

    /// How many images of `size` pixels a side are best computed at a time.
    public func imagesAtOnce(imageSize size: Int) -> Int {
        max(1, Self.pixelsAtOnce / (size * size))
    }

    /// The layers at which hidden states are mixed unless a person says where: the inputs of all
    /// stages, as the authors of Manifold Mixup and of S2M2 have it.
    public var mixingLayers: Range<Int> { 0..<stages.count }
    /// The layer behind the last stage: the features, right under the heads, which the theorem of
    /// Manifold Mixup is about (Verma et al. 2019, §3.1).
    public var featureLayer: Int { stages.count }

    /// The features of `x`, with the hidden state at `layer` replaced by `change` of it.
    ///
    /// - Parameters:
    ///   - x: (images, 3, height, width).
    ///   - frozen: how many first stages another pass computes, in which they stay as they are.
    /// - Returns: (images, features).
    public func features(
        _ x: Tensor, in pass: Pass, frozen: (stages: Int, pass: Pass)? = nil,
        at layer: Int? = nil, change: (Tensor) -> Tensor = { $0 }
    ) -> Tensor {
        let features = stages.enumerated().reduce(x) { hidden, stage in
            let input = stage.offset == layer ? change(hidden) : hidden
            guard let frozen, stage.offset < frozen.stages else {
                return stage.element(input, in: pass)
            }
            defer { pass.grid = frozen.pass.grid }
            return stage.element(input, in: frozen.pass)
        }
        return layer == featureLayer ? change(features) : features
    }
}

/// A backbone that can be asked for by name: all that the rest of the project knows of it. Each
/// network registers its own in its file, and nowhere else is a backbone's name spelled.
public struct BackboneName: Sendable, Equatable, LosslessStringConvertible {
    /// The name, as `--backbone` takes it and checkpoints record it.
    public let description: String
    /// What people call it, with the article: "an EfficientNet-Lite0". What stands in brackets at
    /// its end tells apart what papers call by one name.
    public let title: String
    /// The smallest image side that leaves something after the last pooling.
    public let smallestImage: Int
    /// The ways to features that a person can choose among, as `--pooling` takes them; none where
    /// there is one.
    public let poolings: [String]
    /// Whether its blocks have dropout, of a rate that a person can choose.
    public let hasDropout: Bool
    private let maker: @Sendable (_ scope: Scope, _ dropout: Double) -> any Backbone

    /// A backbone that networks are made of by `maker`.
    init(
        _ name: String, _ title: String, smallestImage: Int, poolings: [String] = [],
        hasDropout: Bool = false,
        maker: @escaping @Sendable (_ scope: Scope, _ dropout: Double) -> any Backbone
    ) {
        description = name
        self.title = title
        self.smallestImage = smallestImage
        self.poolings = poolings
        self.hasDropout = hasDropout
        self.maker = maker
    }

    /// All backbones but ResNet-12s of a free width and transformers of another pooling than their
    /// own, in the order of help.
    private static let all =
        [conv4, conv4Signed] + ResNet12.named + [resnet18, wideResNet] + ResNet.named
        + EfficientNetLite.named + MobileNetV3.named + ConvNeXt.named + VisionTransformer.named

    /// Every name, for help and error texts.
    public static var choices: [String] { all.map(\.description) + [ResNet12.freeWidth] }

    /// The backbone called `description`; nil where there is none.
    public init?(_ description: String) {
        let found =
            Self.all.first { $0.description == description } ?? ResNet12.ofWidth(in: description)
            ?? VisionTransformer.pooled(as: description)
        guard let found else { return nil }
        self = found
    }

    /// The same with another way to features; nil where it has no such way.
    public func pooled(by pooling: String) -> BackboneName? {
        guard poolings.contains(pooling) else { return nil }
        let own = String(description.prefix { $0 != ":" })
        // A family's own way is in no name.
        return BackboneName("\(own):\(pooling)") ?? BackboneName(own)
    }

    /// Whether both have one name, and so are the same.
    public static func == (a: BackboneName, b: BackboneName) -> Bool {
        a.description == b.description
    }

    /// A new backbone with fresh parameters; `dropout` is the rate in the blocks of one that has any.
    public func make(_ scope: Scope, dropout: Double) -> any Backbone { maker(scope, dropout) }
}
