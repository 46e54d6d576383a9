import ArgumentParser
import Experiments
import Foundation

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Draw a small data set, pretrain on it, evaluate, and write a report.")

    @Option(name: .shortAndLong, help: "Folder for data set, run and report.")
    var output = "Demo"

    @OptionGroup var reports: ReportOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        let interruption = Interruption(hearsSignals: true)
        let record = try Demo(output: URL(fileURLWithPath: output)).run(
            compute.setting(reports), until: interruption)
        if interruption.isAsked { throw ExitCode(130) }
        try record.map(reports.record.show)
    }
}
