import Backbones
import Layers
import Randomness
import Records
import Tensors

/// A backbone under its training heads: one for the classes, one for the angle of rotation.
public final class Network {
    /// The backbone's name.
    public let name: BackboneName
    /// From images to features.
    public let backbone: any Backbone
    /// All parameters and statistics, by state-dict name.
    public let store: ParameterStore
    /// The side of the square input, in pixels.
    public let imageSize: Int
    /// The precision of activations and convolutions.
    public let precision: Precision
    let classHead: any Layer
    let rotationHead: any Layer
    let featureDropout: Dropout
    private let makeRotationHead: (Scope) -> any Layer

    /// A network with fresh parameters, drawn from `generator`.
    ///
    /// - Parameter classes: how many base classes the class head scores.
    public init(
        _ name: BackboneName, recipe: Recipe, classes: Int, device: Device, precision: Precision,
        generator: Generator
    ) {
        self.name = name
        self.precision = precision
        imageSize = recipe.imageSize
        store = ParameterStore(device, generator: generator)
        let root = store.root
        backbone = name.make(root, dropout: recipe.dropout)
        featureDropout = Dropout(rate: Float(recipe.featureDropout ?? 0))
        let features = backbone.featureCount(imageSize: imageSize)
        classHead = recipe.head.make(
            root("classifier"), inputs: features, classes: classes, scale: recipe.headScale)
        makeRotationHead = {
            (recipe.rotationHead ?? .linear).make(
                $0("rotation"), inputs: features, classes: 4, scale: recipe.headScale)
        }
        rotationHead = makeRotationHead(root)
    }

    /// Where the network lives.
    public var device: Device { store.device }

    /// A tensor of normalised square images.
    ///
    /// - Parameter images: (count, 3, imageSize, imageSize), row-major.
    public func input(_ images: [Float], count: Int) -> Tensor {
        Tensor(device, images, shape: [count, 3, imageSize, imageSize])
    }

    /// Draws the rotation head anew, as the second phase of S2M2_R starts.
    func renewRotationHead(using generator: Generator) {
        let fresh = ParameterStore(device, generator: generator)
        _ = makeRotationHead(fresh.root)
        for (name, tensor) in fresh.parameters { store.parameters[name]?.assign(tensor.values()) }
    }
}

extension Recipe.Head {
    /// A head of this form with fresh parameters.
    fileprivate func make(
        _ scope: Scope, inputs: Int, classes: Int, scale: Double?
    ) -> any Layer {
        switch self {
        case .linear: LinearHead(scope, inputs: inputs, classes: classes)
        case .cosine:
            CosineHead(scope, inputs: inputs, classes: classes, scale: scale.map { Float($0) })
        }
    }
}
