import Backbones
import Features
import Images
import Layers
import Randomness
import Recipes
import Tensors

/// A backbone with the images that it takes and, while it is trained, on top of it what it is
/// trained by.
public final class Network {
    /// The backbone's name.
    public let name: BackboneName
    /// From images to features.
    public let backbone: any Backbone
    /// All parameters and statistics, by state-dict name.
    public let store: ParameterStore
    /// What it takes for an image.
    public let input: InputDescription
    /// The precision of activations and convolutions.
    public let precision: Precision
    /// What it is trained by; nil where it only computes features.
    public let heads: TrainingHeads?
    /// Is told of each parameter whose gradient is whole, while a step's last pass is still on its way
    /// back.
    public var finishedGradient: ((Tensor) -> Void)?
    /// How many of the backbone's first stages stay as they are in training.
    public let frozenStages: Int
    /// Computes those: by running statistics, and nothing is recorded.
    private lazy var frozenPass = Pass(device, .evaluation, precision: precision)

    /// A network that only computes features, with parameters that are to be loaded.
    public init(
        _ name: BackboneName, input: InputDescription, device: Device, precision: Precision
    ) {
        self.name = name
        self.input = input
        self.precision = precision
        store = ParameterStore(device, generator: Generator(seed: 0))
        backbone = name.make(store.root, dropout: 0)
        heads = nil
        frozenStages = 0
    }

    /// A network to be trained, with fresh parameters, drawn from `generator`.
    ///
    /// - Parameter classes: how many base classes the class head scores.
    public init(
        _ name: BackboneName, recipe: Recipe, normalization: Normalization = .imageNet,
        classes: Int, device: Device, precision: Precision, generator: Generator
    ) {
        self.name = name
        self.precision = precision
        input = InputDescription(size: recipe.imageSize, normalization)
        store = ParameterStore(device, generator: generator)
        frozenStages = recipe.frozenStages ?? 0
        let root = store.root
        backbone = name.make(root, dropout: recipe.dropout)
        heads = TrainingHeads(
            recipe, features: backbone.featureCount(imageSize: recipe.imageSize),
            classes: classes, root)
    }

    /// The side of the square input, in pixels.
    public var imageSize: Int { input.view.size }

    /// The length of a feature vector.
    public var featureCount: Int { backbone.featureCount(imageSize: imageSize) }

    /// Where the network lives.
    public var device: Device { store.device }

    /// A tensor of normalised square images.
    ///
    /// - Parameter images: (count, 3, imageSize, imageSize), row-major.
    public func input(_ images: [Float], count: Int) -> Tensor {
        Tensor(device, images, shape: [count, 3, imageSize, imageSize])
    }

    /// The backbone's features of `x`, with the hidden state at `layer` replaced by `change` of it,
    /// and frozen stages as they are.
    public func features(
        _ x: Tensor, in pass: Pass, at layer: Int? = nil, change: (Tensor) -> Tensor = { $0 }
    ) -> Tensor {
        backbone.features(
            x, in: pass, frozen: frozenStages > 0 ? (frozenStages, frozenPass) : nil, at: layer,
            change: change)
    }

    /// Draws the rotation head anew, as the second phase of S2M2_R starts.
    public func renewRotationHead(using generator: Generator) {
        let fresh = ParameterStore(device, generator: generator)
        _ = heads?.makeRotation(fresh.root)
        for (name, tensor) in fresh.parameters { store.parameters[name]?.assign(tensor.values()) }
    }

    /// How many numbers the backbone learns, heads not counted.
    public var backboneParameterCount: Int {
        store.parameters.filter { entry in !Checkpoint.heads.contains { entry.key.hasPrefix($0) } }
            .reduce(0) { $0 + $1.value.elementCount }
    }
}

/// What a backbone is trained by.
public struct TrainingHeads {
    /// What the heads' tensors are called, before a dot and the tensor's own name.
    static let names = [classesName, rotationName]
    private static let classesName = "classifier"
    private static let rotationName = "rotation"

    /// Scores the base classes.
    public let classes: any Layer
    /// Scores the four angles.
    public let rotation: any Layer
    /// What is dropped of the features below them.
    public let featureDropout: Dropout
    fileprivate let makeRotation: (Scope) -> any Layer

    fileprivate init(_ recipe: Recipe, features: Int, classes count: Int, _ root: Scope) {
        featureDropout = Dropout(rate: Float(recipe.featureDropout ?? 0))
        classes = Self.classHead(recipe, features: features, classes: count, root)
        makeRotation = {
            (recipe.rotationHead ?? .linear).make(
                $0(Self.rotationName), inputs: features, classes: 4, scale: recipe.headScale)
        }
        rotation = makeRotation(root)
    }

    /// The head that scores `count` base classes, as a recipe has it.
    static func classHead(
        _ recipe: Recipe, features: Int, classes count: Int, _ root: Scope
    ) -> any Layer {
        recipe.head.make(
            root(classesName), inputs: features, classes: count, scale: recipe.headScale)
    }
}

extension Recipe {
    /// How training sees an image.
    public var trainingTransform: TrainingTransform {
        TrainingTransform(
            size: imageSize, leastScale: leastCrop ?? TrainingTransform.usualLeastScale,
            jitter: ColorJitter(colorJitter ?? 0.4))
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
