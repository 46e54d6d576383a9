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
            shape, and classes too small for the usual tasks. Writes a page and findings.csv, which \
            every command takes as --exclude. Nothing is changed in the folder.
            """)

    @Argument(help: "Folder of images.")
    var data: String

    @Option(help: "The report; its page, findings.csv and doctor.json are put beside it.")
    var report = "Doctor/report.md"

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @OptionGroup var excluded: ExcludeOptions

    @Option(help: "Threads; as many as the machine has unless given.")
    var threads: Int?

    @OptionGroup var reports: ReportOptions

    func run() throws {
        var doctor = Doctor(
            data: URL(fileURLWithPath: data), report: URL(fileURLWithPath: report))
        doctor.classSplit = classSplit
        try reports.record.show(
            doctor.run(
                .terminal(
                    threads: threads, seed: 0, overwrites: reports.overwrite, opens: reports.open,
                    excluded: excluded, forPrograms: reports.record.json)))
    }
}
