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
            Run folder of pretrain, or one .safetensors file; repeated, their features are put \
            together.
            """)
    var checkpoint: [String]

    @Option(name: .shortAndLong, help: "The file to write.")
    var output: String

    @Option(help: "novel, val or base.")
    var split = "novel"

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @OptionGroup var network: NetworkOptions

    @OptionGroup var images: ImageOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var source = Evaluate(
            data: nil, checkpoints: checkpoint.map { URL(fileURLWithPath: $0) })
        try source.choose(
            split: split, backbone: network.backbone, preprocessing: network.preprocessing)
        source.classSplit = classSplit
        source.imageSize = network.imageSize
        try ExportFeatures(
            data: URL(fileURLWithPath: data), output: URL(fileURLWithPath: output), source: source
        ).run(compute.setting(leavesOutCopies: images.withoutCopies))
    }
}
