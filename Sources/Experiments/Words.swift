import Backbones
import Datasets
import Files
import Foundation
import Images
import Networks
import Recipes
import Training

/// A wish to stop that long work looks at (see `Training`).
public typealias Interruption = Training.Interruption

/// The three parts of a few-shot data set (see `Datasets`).
public typealias Split = Datasets.Split

extension Pretrain {
    /// The backbones to choose from, for help.
    public static var backboneChoices: String { BackboneName.choices.joined(separator: ", ") }
    /// The backbone that is trained unless a person chooses.
    public static var usualBackbone: String { "\(BackboneName.conv4)" }
    /// The recipes to choose from, for help.
    public static var recipeChoices: String { Recipe.all.map(\.name).joined(separator: ", ") }

    /// The backbone of this name.
    ///
    /// - Throws: `UserError.usage` naming those that there are.
    public static func backbone(named name: String) throws -> BackboneName {
        guard let backbone = BackboneName(name) else {
            throw UserError(
                .usage, "There is no backbone \"\(name)\". Choose one of \(backboneChoices).")
        }
        return backbone
    }

    /// Starts from a run folder or a file of weights: their backbone, unless a person chose one, and
    /// their kind of class head, likewise.
    ///
    /// - Throws: `UserError` for weights that cannot be read, or of which nobody says the backbone.
    public mutating func start(from url: URL, keepsBackbone: Bool) throws {
        let weights = try StoredWeights(contentsOf: RunFolder.checkpoint(at: url))
        start = url
        if !keepsBackbone { backbone = try weights.backbone() }
        overrides.head = overrides.head ?? weights.header?.recipe.head
    }

    /// The recipe of this name; throws as `Recipe.named` does.
    public static func recipe(named name: String) throws -> Recipe { try .named(name) }
}

/// What a person says of how pixels are normalised.
public struct NormalizationChoice: Sendable, Equatable {
    /// Red, green and blue means and deviations of bytes / 255; nil where nothing is said.
    public var mean, deviation: [Float]?

    /// Nothing said.
    public init() {}

    /// What words say: "0.5,0.5,0.5".
    ///
    /// - Throws: `UserError.usage` for anything but three numbers, a mean outside 0…1, or a deviation
    ///   that is not above 0 and at most 1.
    public init(mean: String?, deviation: String?) throws {
        func channels(
            _ setting: String, _ text: String, _ allowed: String, _ isAllowed: (Float) -> Bool
        ) throws -> [Float] {
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            let values = words.compactMap { Float($0) }
            guard words.count == 3, values.count == 3 else {
                throw UserError(
                    setting: setting, "is \(text); it must be three numbers, as in 0.5,0.5,0.5.")
            }
            guard values.allSatisfy(isAllowed) else {
                throw UserError(
                    setting: setting,
                    "is \(text); each number is of bytes / 255 and must be \(allowed).")
            }
            return values
        }
        self.mean = try mean.map {
            try channels("mean", $0, "from 0 to 1") { (0...1).contains($0) }
        }
        self.deviation = try deviation.map {
            try channels("deviation", $0, "above 0, at most 1") { $0 > 0 && $0 <= 1 }
        }
    }

    /// `usual`, with what was said in its place.
    func applied(to usual: Normalization) -> Normalization {
        Normalization(mean: mean ?? usual.mean, deviation: deviation ?? usual.deviation)
    }

    /// What training `backbone` from `weights` takes: what was said, and else what they were trained on;
    /// ImageNet's for fresh ones.
    ///
    /// - Throws: `UserError.usage` where neither the weights nor a person says it.
    func applied(
        startingFrom weights: StoredWeights?, of backbone: BackboneName
    ) throws -> Normalization {
        guard let weights, mean == nil || deviation == nil else { return applied(to: .imageNet) }
        do {
            return applied(to: try weights.input(of: backbone).description.normalization)
        } catch let error as UserError where error.remedies == ["preprocessing"] {
            throw UserError(.usage, error.statement, remedies: "mean", "deviation")
        }
    }
}
