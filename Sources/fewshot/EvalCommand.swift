import ArgumentParser
import Experiments
import Foundation

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate a checkpoint on few-shot episodes, and write a report.",
        discussion: """
            DATA is as for pretrain; in a plain folder of class folders every class takes part. \
            Features are computed once and kept beside the checkpoint.
            """)

    @Argument(help: "Folder of images.")
    var data: String

    @Option(help: "Run folder of pretrain, or one .safetensors file.")
    var checkpoint: String

    @Option(help: "Classes per episode.")
    var way = 5

    @Option(help: "Support images per class; may be repeated.")
    var shot: [Int] = []

    @Option(help: "Query images per class.")
    var query = 15

    @Option(help: "Number of episodes.")
    var episodes = 10_000

    @Option(help: "novel, val or base.")
    var split = "novel"

    @Option(help: ArgumentHelp("\(Evaluate.classifierChoices); may be repeated."))
    var classifier: [String] = []

    @Option(help: "none, l2 or cl2n (minus the mean of the base features, then l2).")
    var transform = "l2"

    @Option(help: "Report file; report.md beside the checkpoint unless given.")
    var report: String?

    @Option(help: "Heading of the report.")
    var title: String?

    @Option(help: "Backbone of a checkpoint that does not say it.")
    var backbone: String?

    @Option(help: "Side of the square input, in pixels; the checkpoint's own unless given.")
    var imageSize: Int?

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var evaluate = Evaluate(
            data: URL(fileURLWithPath: data), checkpoint: URL(fileURLWithPath: checkpoint))
        evaluate.way = way
        evaluate.query = query
        evaluate.episodes = episodes
        if !shot.isEmpty { evaluate.shots = shot }
        try evaluate.choose(
            split: split, transform: transform, classifiers: classifier, backbone: backbone)
        evaluate.imageSize = imageSize
        evaluate.report = report.map { URL(fileURLWithPath: $0) }
        if let title { evaluate.title = title }
        _ = try evaluate.run(compute.setting())
    }
}
