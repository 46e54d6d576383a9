import ArgumentParser
import Experiments
import Foundation
import Recipes

/// What every command that trains networks asks for, beside recipe and mixing.
struct TrainingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(
        help: ArgumentHelp(
            "\(Pretrain.backboneChoices). (default: that of --from, else \(Pretrain.usualBackbone))"
        ))
    var backbone: String?

    @Option(help: "Images of each base class to train on at most, drawn by the seed.")
    var trainImages: Int?

    @Option(help: "Epochs of all phases together.")
    var epochs: Int?

    @Option(help: "Images per step.")
    var batchSize: Int?

    @Option(
        help: """
            Equal parts of a batch, each with its own batch statistics and mixing; 1 unless given. \
            Several processes share them out, and the weights are the same for any number of \
            processes.
            """)
    var shards: Int?

    @Option(help: "Side of the square input, in pixels.")
    var imageSize: Int?

    @Option(help: "Update rule.")
    var optimizer: OptimizerSettings.Kind?

    @Option(help: "Learning rate before the schedule.")
    var learningRate: Double?

    @Option(help: "Weight decay.")
    var weightDecay: Double?

    @Option(help: "Course of the learning rate.")
    var schedule: Schedule.Kind?

    @Option(help: "Least part of a picture's area that a training crop covers; 0.08 unless given.")
    var leastCrop: Double?

    @Option(help: "By how much brightness, contrast and saturation vary: 0 to 1, 0.4 unless given.")
    var colorJitter: Double?

    @Option(help: "The head that predicts classes.")
    var head: Recipe.Head?

    @Option(help: "What the cosine head multiplies by; 2, or 10 above 200 classes, unless given.")
    var headScale: Double?

    @Option(help: "The head that predicts rotations: linear, unless given.")
    var rotationHead: Recipe.Head?

    @Option(
        help: """
            How angles are learned beside a pass over the batch: quarter (of the batch, at four \
            angles; unless given), whole (batch, each quarter at one angle) or joint (each image at \
            one angle, in the same pass).
            """)
    var rotationPass: Recipe.RotationPass?

    @Option(help: "Rate of dropout in WRN-28-10's blocks; no other backbone's have any.")
    var dropout: Double?

    @Option(help: "Rate of dropout of the features below the heads, on any backbone.")
    var featureDropout: Double?

    @Option(help: "Side of the square that is erased in each image, as a share of the image's.")
    var cutout: Double?

    @Option(help: "How many of the backbone's first stages stay as they are, with --from.")
    var freeze: Int?

    @Option(
        help: """
            What the learning rate is multiplied by from each layer of the backbone to the one below \
            it: 1, and 0.65 in finetune, unless given.
            """)
    var layerDecay: Double?

    @Option(
        help:
            "Mean of the colour channels: R,G,B in 0…1; those of --from, or ImageNet's, unless given."
    )
    var mean: String?

    @Option(
        name: [.long, .customLong("std")],
        help: "Standard deviation of the colour channels: R,G,B.")
    var deviation: String?

    /// What the options change of a recipe.
    func overrides(
        mixupAlpha: Double? = nil, mixupLayers: Layers? = nil, onePhase: Bool
    ) -> RecipeOverrides {
        RecipeOverrides(
            epochs: epochs, batchSize: batchSize, shards: shards, imageSize: imageSize,
            optimizer: optimizer, learningRate: learningRate, weightDecay: weightDecay,
            schedule: schedule,
            mixupAlpha: mixupAlpha, mixupLayers: mixupLayers?.numbers, leastCrop: leastCrop,
            colorJitter: colorJitter, head: head, dropout: dropout,
            featureDropout: featureDropout, cutout: cutout, headScale: headScale,
            rotationHead: rotationHead, rotationPass: rotationPass, frozenStages: freeze,
            layerDecay: layerDecay, onePhase: onePhase)
    }
}

extension OptimizerSettings.Kind: ExpressibleByArgument {}
extension Schedule.Kind: ExpressibleByArgument {}
extension Recipe.Head: ExpressibleByArgument {}
extension Recipe.RotationPass: ExpressibleByArgument {}

/// Numbers of layers with commas between them: "0,1,2".
struct Layers {
    let numbers: [Int]

    /// - Throws: `ValidationError` for anything else.
    init(_ argument: String) throws {
        numbers = try argument.split(separator: ",", omittingEmptySubsequences: false).map {
            guard let number = Int($0) else {
                throw ValidationError("it must be numbers with commas between them, as in 0,1,2.")
            }
            return number
        }
    }
}
