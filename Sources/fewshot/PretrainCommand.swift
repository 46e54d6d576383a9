import ArgumentParser
import Experiments
import Files
import Foundation
import Ranks

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

    @Option(name: .shortAndLong, help: "Run folder.")
    var output: String

    @Option(
        help: ArgumentHelp(
            "\(Pretrain.recipeChoices). Sets all that follows. Or, in stages, "
                + "\(StagedPretrain.choices): --epochs are then passes over the images, 100 unless "
                + "given."))
    var recipe = "s2m2-r"

    @Flag(help: "The recipe in one phase: the same optimiser, schedule, head and batch for all.")
    var onePhase = false

    @Option(help: "α of the mixing rate λ ~ Beta(α, α).")
    var mixupAlpha: Double?

    @Option(
        help: "Layers to mix at, 0 being the image and 4 the features: 0,1,2,3.",
        transform: Layers.init)
    var mixupLayers: Layers?

    @Option(help: "Share of every base class's images that is not trained on, drawn by the seed.")
    var holdout: Double?

    @Option(
        help: ArgumentHelp(
            "Keep the decoded base images in the run folder while it trains, if they take no more "
                + "than this: 4GB, 500MB, or off. The weights come out the same."))
    var pixelCache = "4GB"

    @Option(
        help: """
            Start from the backbone's weights of this run folder or checkpoint, with fresh heads of \
            the kind that it had: to train on at another image size, or on other photos.
            """)
    var from: String?

    @Flag(help: "Go on where the run in the output folder stopped.")
    var resume = false

    @OptionGroup var training: TrainingOptions

    @OptionGroup var json: RecordOptions

    @OptionGroup var reading: ImageOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        let staged = StagedPretrain.recipe(named: recipe)
        let overrides = training.overrides(
            mixupAlpha: mixupAlpha, mixupLayers: mixupLayers, onePhase: onePhase)
        var pretrain = try Pretrain(
            data: URL(fileURLWithPath: data), output: URL(fileURLWithPath: output),
            backbone: Pretrain.backbone(named: training.backbone ?? Pretrain.usualBackbone),
            recipe: Pretrain.recipe(named: staged?.stages.last?.recipe.name ?? recipe),
            overrides: overrides,
            normalization: NormalizationChoice(
                mean: training.mean, deviation: training.deviation),
            resume: resume)
        pretrain.classSplit = training.classSplit
        pretrain.holdout = holdout
        if let from {
            try pretrain.start(
                from: URL(fileURLWithPath: from), keepsBackbone: training.backbone != nil)
        }
        pretrain.trainImages = training.trainImages
        pretrain.pixelCache = try ByteSize.bytes(pixelCache, setting: "pixel-cache")
        pretrain.ranks = try MPI.join(for: CommandWords.name)
        let interruption = Interruption(hearsSignals: true)
        let setting = try compute.setting(nil, json, reading: reading)
        let stages = staged.map { StagedPretrain(pretrain, by: $0) }
        if let ranks = pretrain.ranks, !ranks.isFirst {
            guard let stages else {
                return try pretrain.help(ranks, setting, until: interruption)
            }
            return try stages.help(ranks, setting, until: interruption)
        }
        let record =
            try stages?.run(setting, until: interruption)
            ?? pretrain.run(setting, until: interruption)
        // As a shell reports Ctrl-C: the work is saved, but not done.
        if record.ended == nil {
            setting.say("Repeat the command with --resume to go on.")
            MPI.leaveTogether()
            throw ExitCode(130)
        }
        try json.show(record)
    }
}
