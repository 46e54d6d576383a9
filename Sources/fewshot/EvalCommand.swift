import ArgumentParser
import Experiments
import Files
import Foundation

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate a checkpoint on few-shot episodes, and write a report.",
        discussion: """
            DATA is as for pretrain; in a plain folder of class folders every class takes part. \
            Features are computed once and kept (fewshot cache lists them). Features of any other \
            program are evaluated by --features, without DATA and checkpoint, or put together with \
            theirs.
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

    @Option(
        help: """
            Features to evaluate, in a file that ends in .npz, .safetensors or .npy; beside DATA and \
            --checkpoint, they are put together with the checkpoint's, image by image by their paths.
            """)
    var features: [String] = []

    @Option(help: "Labels of the features, in a .npy file, where they are not in or beside them.")
    var labels: String?

    @Option(help: "Features of base classes, for transforms that learn from them.")
    var baseFeatures: String?

    @Option(
        help: ArgumentHelp(
            """
            Published episodes: \(PublishedProtocol.choices), which say way, shot, query and, unless \
            it is given, the number of episodes.
            """))
    var `protocol`: String?

    @Option(help: "Classes per episode. (default: 5)")
    var way: Int?

    @Option(help: "Support images per class, or a range (1-5) for unequal ones; may be repeated.")
    var shot: [String] = []

    @Option(help: "Query images per class. (default: 15)")
    var query: Int?

    @Option(
        help: """
            Draw how many queries each class has from a Dirichlet distribution of this \
            concentration (2 is usual), or none for equally many; may be repeated. (default: none)
            """)
    var queryImbalance: [String] = []

    @Option(
        help: """
            Draw queries of this many further classes too, which belong to none of an episode's, and \
            measure how well that is told (5 is usual).
            """)
    var openSet = 0

    @Option(
        help: """
            Number of episodes, or the folder of a list made by fewshot episodes, which then says \
            way, shot and query. (default: 10000, or 100 where a network is adapted to each)
            """)
    var episodes: String?

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(help: "The classes to take.")
    var split = Split.novel

    @Option(
        help: ArgumentHelp(
            """
            \(Evaluate.classifierChoices), or all that are inductive or transductive; with class \
            vectors also \(Evaluate.classVectorChoices); may be repeated.
            """))
    var classifier: [String] = []

    @OptionGroup var vectors: ClassVectorOptions

    @Option(
        help: """
            none, l2, cl2n (minus the mean of the base features, then l2), pt, or steps joined by \
            commas: power, center, center=support, center=query, center=episode, l2, zscore, qr, pca=N; may be \
            repeated. (default: l2)
            """)
    var transform: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Adapt the network to the support images of each episode, a row beside the others: \
            \(Evaluate.adaptationChoices); may be repeated.
            """))
    var adapt: [String] = []

    @Option(help: "Data set whose base classes a transform learns from; DATA unless given.")
    var baseData: String?

    @Option(
        name: [.long, .customLong("augment-support")],
        help: "Use the mean features of this many random crops of each support image.")
    var supportCrops: Int?

    @Option(
        name: [.long, .customLong("augment")], help: "The same of every image, queries too.")
    var crops: Int?

    @Flag(help: "Measure accuracy against shot and against way too.")
    var curve = false

    @Option(
        help: """
            Report file; report.md in a folder of Evaluation/ that is called by data, checkpoint and \
            split (but for novel) unless given.
            """)
    var report: String?

    @Option(
        help: """
            Write the share of right answers of each method in each episode to this csv file: one \
            row an episode, one column a method.
            """)
    var perEpisode: String?

    @Option(
        help: """
            csv or latex: the results beside the report for other programs and for a paper, bold \
            only where the paired test says so; may be repeated.
            """)
    var export: [String] = []

    @Option(
        help: """
            Count only the K-th of N parts of the episodes, as K/N, beside other parts with the same \
            report; slurm takes K and N from the task of a job array. Without it, the report is \
            written.
            """)
    var only: String?

    @Option(help: "Heading of the report.")
    var title: String?

    @OptionGroup var network: NetworkOptions

    @OptionGroup var reports: ReportOptions

    @OptionGroup var reading: ImageOptions

    @OptionGroup var cache: CacheOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var evaluate = Evaluate(try origin())
        if let way { evaluate.plan.way = way }
        if let query { evaluate.plan.query = query }
        try evaluate.plan.choose(queryImbalances: queryImbalance)
        evaluate.plan.openClasses = openSet
        evaluate.plan.hasCurve = curve
        try evaluate.choose(adaptations: adapt)
        evaluate.plan.split = split
        try evaluate.plan.choose(shots: shot)
        try evaluate.plan.follow(protocol: `protocol`, given: given)
        if let episodes {
            try evaluate.plan.choose(episodes: episodes)
            if evaluate.plan.list != nil {
                try CommandWords.refuse(
                    given.filter { $0 != "open-set" }.map { ($0, true) },
                    "the list says it. Leave it out with a list of episodes.")
            }
        } else if !adapt.isEmpty {
            evaluate.plan.count = Evaluate.adaptedEpisodes
        }
        let others = try evaluate.choose(classVectors: vectors.file, classifiers: classifier)
        try evaluate.choose(transforms: transform, classifiers: others)
        try evaluate.choose(exports: export)
        evaluate.report = report.map { URL(fileURLWithPath: $0) }
        evaluate.perEpisode = perEpisode.map { URL(fileURLWithPath: $0) }
        if let title { evaluate.title = title }
        var setting = try compute.setting(reports, reading: reading, featureCache: cache.bytes)
        setting.sharing = try .byWords(only: only)
        if let record = try evaluate.run(setting) { try reports.record.show(record) }
    }

    /// The options that say what a published protocol says, as far as they were given.
    private var given: [String] {
        [
            ("way", way != nil), ("shot", !shot.isEmpty), ("query", query != nil),
            ("query-imbalance", !queryImbalance.isEmpty), ("open-set", openSet != 0),
        ].filter(\.1).map(\.0)
    }

    /// Images and networks, a file of features, or both put together; and nothing that is for another.
    private func origin() throws -> FeatureOrigin {
        let files = try files()
        guard let data else {
            guard let files else {
                throw UserError(
                    .usage, "Name either a folder of images or --features FILE.")
            }
            try CommandWords.refuse(
                [
                    ("checkpoint", !checkpoint.isEmpty), ("versus", !versus.isEmpty),
                    ("base-data", baseData != nil), ("class-split", classSplit != nil),
                    ("crops", crops != nil), ("support-crops", supportCrops != nil),
                ] + network.given,
                "for images and a checkpoint, not for --features, which are taken as they are.")
            return .file(files)
        }
        try CommandWords.refuse(
            [("base-data", baseData != nil && split == .base)],
            "not where the base classes of the data folder are evaluated.")
        if files != nil {
            try CommandWords.refuse(
                [
                    ("labels", labels != nil), ("crops", crops != nil),
                    ("support-crops", supportCrops != nil),
                ], "not for features beside a checkpoint: those of a file are of whole images.")
            guard !checkpoint.isEmpty else {
                throw UserError(
                    .usage,
                    "Name the checkpoint whose features those of the file are joined with, or leave "
                        + "out the folder of images.", remedies: "checkpoint")
            }
        } else {
            try CommandWords.refuse(
                [("labels", labels != nil), ("base-features", baseFeatures != nil)],
                "for --features, not for images.")
        }
        var origin = ImageFeatures(
            URL(fileURLWithPath: data), by: checkpoint.map { URL(fileURLWithPath: $0) })
        origin.classSplit = classSplit
        origin.baseData = baseData.map { URL(fileURLWithPath: $0) }
        origin.versus = versus.map { URL(fileURLWithPath: $0) }
        origin.network = try network.choice
        origin.crops = crops
        origin.supportCrops = supportCrops
        origin.joined = files
        return .images(origin)
    }

    /// The files of features.
    private func files() throws -> FeatureFiles? {
        guard let features = try CommandWords.only(features, of: "features") else { return nil }
        var files = FeatureFiles(URL(fileURLWithPath: features))
        files.labels = labels.map { URL(fileURLWithPath: $0) }
        files.base = baseFeatures.map { URL(fileURLWithPath: $0) }
        return files
    }
}
