import ArgumentParser
import Experiments
import Files
import Foundation

struct PretrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pretrain",
        abstract: "Train a backbone on the base classes of a data set.",
        discussion: """
            DATA is a folder with base/CLASS/*.jpg (and val/CLASS, by which epochs are compared), \
            a plain folder of class folders, or one with images/, train.csv, val.csv and test.csv. \
            The run folder holds best.safetensors, last.safetensors, run.json, log.csv and figures.
            """)

    @Argument(help: "Folder of images.")
    var data: String

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(name: .shortAndLong, help: "Run folder.")
    var output: String

    @Option(help: ArgumentHelp("\(Pretrain.backboneChoices)."))
    var backbone = "conv4"

    @Option(help: ArgumentHelp("\(Pretrain.recipeChoices). Sets all that follows."))
    var recipe = "s2m2-r"

    @Option(help: "Epochs of all phases together.")
    var epochs: Int?

    @Option(help: "Images per step.")
    var batchSize: Int?

    @Option(help: "Side of the square input, in pixels.")
    var imageSize: Int?

    @Option(help: "sgd, adam or adamw.")
    var optimizer: String?

    @Option(help: "Learning rate before the schedule.")
    var learningRate: Double?

    @Option(help: "Weight decay.")
    var weightDecay: Double?

    @Option(help: "constant, cosine or step.")
    var schedule: String?

    @Option(help: "α of the mixing rate λ ~ Beta(α, α).")
    var mixupAlpha: Double?

    @Option(help: "Layers to mix at, 0 being the input: 0,1,2,3.")
    var mixupLayers: String?

    @Option(help: "Least part of a picture's area that a training crop covers; 0.08 unless given.")
    var leastCrop: Double?

    @Option(help: "linear or cosine.")
    var head: String?

    @Option(help: "Rate of dropout in WRN-28-10's blocks.")
    var dropout: Double?

    @Flag(help: "s2m2-r in one phase with both losses from the start, for short budgets.")
    var onePhase = false

    @Option(help: "Mean of the colour channels: R,G,B in 0…1; ImageNet's unless given.")
    var mean: String?

    @Option(help: "Standard deviation of the colour channels: R,G,B.")
    var std: String?

    @Option(
        help: ArgumentHelp(
            "Keep the decoded base images in the run folder while it trains, if they take no more "
                + "than this: 4GB, 500MB, or off. The weights come out the same."))
    var pixelCache = "4GB"

    @Flag(help: "Go on where the run in the output folder stopped.")
    var resume = false

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        let words = RecipeWords(
            epochs: epochs, batchSize: batchSize, imageSize: imageSize, optimizer: optimizer,
            learningRate: learningRate, weightDecay: weightDecay, schedule: schedule,
            mixupAlpha: mixupAlpha, mixupLayers: mixupLayers,
            leastCrop: leastCrop, head: head, dropout: dropout,
            onePhase: onePhase)
        var pretrain = try Pretrain(
            data: URL(fileURLWithPath: data), output: URL(fileURLWithPath: output),
            backbone: Pretrain.backbone(named: backbone), recipe: Pretrain.recipe(named: recipe),
            overrides: words.overrides(),
            normalization: Pretrain.normalization(mean: mean, std: std), resume: resume)
        pretrain.classSplit = classSplit
        pretrain.pixelCache = try Pretrain.pixelCache(pixelCache)
        let interruption = Interruption()
        interruption.listen()
        let record = try pretrain.run(compute.setting(), until: interruption)
        // As a shell reports Ctrl-C: the work is saved, but not done.
        if record.ended == nil { throw ExitCode(130) }
    }
}
