import ArgumentParser
import Experiments
import Foundation

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Write the features of a split's images to a file for any program.",
        discussion: """
            FILE ends in .npz, .safetensors or .npy and holds features (images × numbers), labels, \
            classes and paths. fewshot eval takes such files, ours or others', as --features.
            """)

    @Argument(help: "Folder of images.")
    var data: String

    @Option(
        help: """
            Run folder of pretrain, or one file of weights; repeated, their features are put together.
            """)
    var checkpoint: [String]

    @Option(name: .shortAndLong, help: "The file to write.")
    var output: String

    @Option(help: "The classes to take.")
    var split = Split.novel

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(
        help: """
            Compute only the K-th of N parts of the features, as K/N, beside other parts of the same \
            output; slurm takes K and N from the task of a job array. Without it, FILE is written.
            """)
    var only: String?

    @OptionGroup var network: NetworkOptions

    @OptionGroup var reading: ImageOptions

    @OptionGroup var cache: CacheOptions

    @OptionGroup var replacing: OverwriteOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var origin = ImageFeatures(
            URL(fileURLWithPath: data), by: checkpoint.map { URL(fileURLWithPath: $0) })
        origin.classSplit = classSplit
        origin.network = try network.choice
        var setting = try compute.setting(
            replacing: replacing, reading: reading, featureCache: cache.bytes)
        setting.sharing = try .byWords(only: only)
        try ExportFeatures(origin, split: split, output: URL(fileURLWithPath: output)).run(setting)
    }
}
