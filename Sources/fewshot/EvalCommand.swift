import ArgumentParser
import Experiments
import Foundation

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate a checkpoint on few-shot episodes, and write a report.",
        discussion: """
            DATA is as for pretrain; in a plain folder of class folders every class takes part. \
            Features are computed once and kept beside the checkpoint. Features of any other \
            program are evaluated by --features, without DATA and checkpoint.
            """)

    @Argument(help: "Folder of images.")
    var data: String?

    @Option(
        help: """
            Run folder of pretrain, or one file of weights (.safetensors, .pth); repeated, their \
            features are put together. The best weights of the project unless given.
            """)
    var checkpoint: [String] = []

    @Option(help: "Another checkpoint, evaluated on the same episodes; may be repeated.")
    var versus: [String] = []

    @Option(help: "Features to evaluate, in a file that ends in .npz, .safetensors or .npy.")
    var features: String?

    @Option(help: "Labels of the features, in a .npy file, where they are not in or beside them.")
    var labels: String?

    @Option(help: "Features of base classes, for transforms that learn from them.")
    var baseFeatures: String?

    @Option(help: "Classes per episode.")
    var way = 5

    @Option(help: "Support images per class, or a range (1-5) for unequal ones; may be repeated.")
    var shot: [String] = []

    @Option(help: "Query images per class.")
    var query = 15

    @Option(
        help: """
            Draw how many queries each class has from a Dirichlet distribution of this \
            concentration (2 is usual); balanced unless given.
            """)
    var queryImbalance: Double?

    @Option(
        help: """
            Number of episodes, or the folder of a list made by fewshot episodes, which then says \
            way, shot and query.
            """)
    var episodes = "10000"

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(help: "novel, val or base.")
    var split = "novel"

    @Option(help: ArgumentHelp("\(Evaluate.classifierChoices); may be repeated."))
    var classifier: [String] = []

    @Option(
        help: """
            none, l2, cl2n (minus the mean of the base features, then l2), pt, or steps joined by \
            commas: power, center, center=support, center=query, center=episode, l2, zscore, qr, pca=N; may be \
            repeated. (default: l2)
            """)
    var transform: [String] = []

    @Option(help: "Data set whose base classes a transform learns from; DATA unless given.")
    var baseData: String?

    @Option(help: "Use the mean features of this many random crops of each support image.")
    var augmentSupport: Int?

    @Option(help: "The same of every image, queries too.")
    var augment: Int?

    @Flag(help: "Measure accuracy against shot and against way too.")
    var curve = false

    @Option(
        help: """
            Report file; report.md in a folder of Evaluation/ that is called by data and checkpoint \
            unless given.
            """)
    var report: String?

    @Option(help: "Heading of the report.")
    var title: String?

    @OptionGroup var network: NetworkOptions

    @OptionGroup var reports: ReportOptions

    @OptionGroup var images: ImageOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var evaluate = Evaluate(
            data: data.map { URL(fileURLWithPath: $0) },
            checkpoints: checkpoint.map { URL(fileURLWithPath: $0) })
        evaluate.versus = versus.map { URL(fileURLWithPath: $0) }
        evaluate.way = way
        evaluate.query = query
        evaluate.queryImbalance = queryImbalance
        evaluate.choose(episodes: episodes)
        evaluate.features = features.map { URL(fileURLWithPath: $0) }
        evaluate.labels = labels.map { URL(fileURLWithPath: $0) }
        evaluate.baseFeatures = baseFeatures.map { URL(fileURLWithPath: $0) }
        evaluate.classSplit = classSplit
        try evaluate.choose(
            split: split, transforms: transform, classifiers: classifier, shots: shot,
            backbone: network.backbone, preprocessing: network.preprocessing)
        evaluate.baseData = baseData.map { URL(fileURLWithPath: $0) }
        evaluate.augmentSupport = augmentSupport
        evaluate.augment = augment
        evaluate.curve = curve
        evaluate.imageSize = network.imageSize
        evaluate.report = report.map { URL(fileURLWithPath: $0) }
        if let title { evaluate.title = title }
        _ = try evaluate.run(
            compute.setting(
                overwrites: reports.overwrite, leavesOutCopies: images.withoutCopies))
    }
}
