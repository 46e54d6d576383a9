import Backbones
import Files
import Foundation
import Images
import Records
import Training

/// A wish to stop that long work looks at (see `Training`).
public typealias Interruption = Training.Interruption

/// What a person typed of a recipe, before it is understood.
public struct RecipeWords {
    let epochs, batchSize, imageSize: Int?
    let optimizer, schedule, mixupLayers, head, rotationHead: String?
    let learningRate, weightDecay, mixupAlpha, leastCrop, colorJitter: Double?
    let dropout, featureDropout, cutout, headScale: Double?
    let onePhase: Bool

    /// Words as typed; nil where nothing was said.
    public init(
        epochs: Int? = nil, batchSize: Int? = nil, imageSize: Int? = nil, optimizer: String? = nil,
        learningRate: Double? = nil, weightDecay: Double? = nil, schedule: String? = nil,
        mixupAlpha: Double? = nil, mixupLayers: String? = nil, leastCrop: Double? = nil,
        colorJitter: Double? = nil, head: String? = nil, dropout: Double? = nil,
        featureDropout: Double? = nil, cutout: Double? = nil, headScale: Double? = nil,
        rotationHead: String? = nil, onePhase: Bool = false
    ) {
        (self.epochs, self.batchSize, self.imageSize) = (epochs, batchSize, imageSize)
        (self.optimizer, self.schedule, self.head) = (optimizer, schedule, head)
        (self.learningRate, self.weightDecay) = (learningRate, weightDecay)
        (self.mixupAlpha, self.mixupLayers, self.dropout) = (mixupAlpha, mixupLayers, dropout)
        (self.leastCrop, self.colorJitter) = (leastCrop, colorJitter)
        (self.featureDropout, self.cutout) = (featureDropout, cutout)
        (self.headScale, self.rotationHead) = (headScale, rotationHead)
        self.onePhase = onePhase
    }

    /// What they mean.
    ///
    /// - Throws: `UserError.usage` naming the option and what it may be.
    public func overrides() throws -> RecipeOverrides {
        try RecipeOverrides(
            epochs: epochs, batchSize: batchSize, imageSize: imageSize,
            optimizer: choice("--optimizer", optimizer), learningRate: learningRate,
            weightDecay: weightDecay, schedule: choice("--schedule", schedule),
            mixupAlpha: mixupAlpha,
            mixupLayers: mixupLayers.map { try numbers("--mixup-layers", $0) },
            leastCrop: leastCrop, colorJitter: colorJitter, head: choice("--head", head),
            dropout: dropout, featureDropout: featureDropout, cutout: cutout, headScale: headScale,
            rotationHead: choice("--rotation-head", rotationHead), onePhase: onePhase)
    }
}

extension Pretrain {
    /// The backbones to choose from, for help.
    public static var backboneChoices: String { BackboneName.choices.joined(separator: ", ") }
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

    /// The recipe of this name; throws as `Recipe.named` does.
    public static func recipe(named name: String) throws -> Recipe { try .named(name) }

    /// ImageNet's normalisation, with what a person says otherwise.
    ///
    /// - Throws: `UserError.usage` for anything but three numbers, or a deviation not above 0.
    public static func normalization(mean: String?, std: String?) throws -> Normalization {
        func channels(_ option: String, _ text: String) throws -> [Float] {
            let values = text.split(separator: ",").compactMap { Float($0) }
            guard values.count == 3, values.allSatisfy(\.isFinite) else {
                throw UserError(
                    .usage, "\(option) is \(text); it must be three numbers, as in 0.5,0.5,0.5.")
            }
            return values
        }
        let means = try mean.map { try channels("--mean", $0) } ?? Normalization.imageNet.mean
        let deviations = try std.map { try channels("--std", $0) } ?? Normalization.imageNet.std
        guard deviations.allSatisfy({ $0 > 0 }) else {
            throw UserError(.usage, "--std is \(std ?? ""); each number must be above 0.")
        }
        return Normalization(mean: means, std: deviations)
    }
}

/// A word as one of an enumeration's, or nil for no word.
func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, _ word: String?
) throws -> Choice? {
    guard let word else { return nil }
    guard let choice = Choice(rawValue: word) else {
        let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw UserError(.usage, "\(option) is \(word); it must be one of \(choices).")
    }
    return choice
}

/// "0,1,2" as numbers.
func numbers(_ option: String, _ text: String) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
        guard let number = Int($0) else {
            throw UserError(
                .usage, "\(option) is \(text); it must be whole numbers with commas, as in 0,1,2.")
        }
        return number
    }
}
