import ArgumentParser
import Experiments
import Foundation

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is wrong with a folder of photos, before it costs an evening.",
        discussion: """
            Looks for copies and near copies (within a class, across classes, across splits), photos \
            that cannot be read, are blurred, dark, blown out, of one colour, tiny or of an extreme \
            shape, and classes too small for the usual tasks. With --checkpoint also for cropped \
            copies, photos in the wrong class and turned ones, and for what accuracy to expect. \
            Writes a page and findings.csv, which every command takes as --exclude. Nothing is \
            changed in the folder.
            """)

    @Argument(help: "Folder of images.")
    var data: String

    @Option(
        help: """
            The report; its page, findings.csv and doctor.json are put beside it, as \
            NAME-findings.csv and so on beside NAME.md.
            """)
    var report = "Doctor/report.md"

    @Option(
        help: """
            Run folder of pretrain, or one file of weights, by whose features photos are compared; \
            repeated, their features are put together.
            """)
    var checkpoint: [String] = []

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @OptionGroup var excluded: ExcludeOptions

    @OptionGroup var network: NetworkOptions

    @OptionGroup var compute: ComputeOptions

    @OptionGroup var reports: ReportOptions

    func run() throws {
        if checkpoint.isEmpty {
            try CommandWords.refuse(
                network.given,
                "is of a network, and without one photos are not compared by features. Name its "
                    + "weights with --checkpoint, or leave it out.")
        }
        var doctor = Doctor(
            data: URL(fileURLWithPath: data), report: URL(fileURLWithPath: report))
        doctor.classSplit = classSplit
        doctor.checkpoints = checkpoint.map { URL(fileURLWithPath: $0) }
        doctor.network = try network.choice
        try reports.record.show(doctor.run(compute.setting(reports, excluded: excluded)))
    }
}
