import ArgumentParser
import Experiments
import Foundation

struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract:
            "Show how networks lay out classes they saw in training and classes they did not.",
        discussion: """
            Measures the hidden states at every mixing layer and the features: how flat each \
            class is, how classes lie among each other, and pictures of them. Several checkpoints \
            are compared with the first, class by class, on the same images. Nothing is written \
            but the report, its figures and analysis.json beside it (NAME-analysis.json beside \
            NAME.md).
            """)

    @Argument(help: "Folder of images, as for eval.")
    var data: String

    @Option(
        help: """
            Run folder of pretrain, or one .safetensors file; repeated, the others are compared \
            with the first.
            """)
    var checkpoint: [String]

    @Option(help: "The classes not trained on: novel or val.")
    var split = Split.novel

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(help: "Classes of each split, at most; all unless given.")
    var classes: Int?

    @Option(help: "Images of each class; 600 unless given, or as many as the smallest class has.")
    var images: Int?

    @Option(help: "Report file.")
    var report = "Analysis/analysis.md"

    @OptionGroup var network: NetworkOptions

    @OptionGroup var excluded: ExcludeOptions

    @OptionGroup var reports: ReportOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var analyze = Analyze(
            data: URL(fileURLWithPath: data),
            checkpoints: checkpoint.map { URL(fileURLWithPath: $0) },
            report: URL(fileURLWithPath: report))
        analyze.split = split
        analyze.network = try network.choice
        analyze.classSplit = classSplit
        analyze.classes = classes
        analyze.images = images
        try reports.record.show(
            analyze.run(compute.setting(reports, excluded: excluded)))
    }
}
