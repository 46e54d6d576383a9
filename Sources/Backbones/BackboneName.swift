import Layers

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
    private let maker: @Sendable (_ scope: Scope, _ dropout: Double) -> any Backbone

    /// A backbone that networks are made of by `maker`.
    init(
        _ name: String, _ title: String, smallestImage: Int, poolings: [String] = [],
        maker: @escaping @Sendable (_ scope: Scope, _ dropout: Double) -> any Backbone
    ) {
        description = name
        self.title = title
        self.smallestImage = smallestImage
        self.poolings = poolings
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

    /// A new backbone with fresh parameters; `dropout` is for WideResNet's blocks, the others have
    /// none.
    public func make(_ scope: Scope, dropout: Double) -> any Backbone { maker(scope, dropout) }
}
