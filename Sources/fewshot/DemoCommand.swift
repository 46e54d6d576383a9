import ArgumentParser
import Experiments
import Foundation
import Ranks

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
        var demo = Demo(output: URL(fileURLWithPath: output))
        demo.ranks = try MPI.join(for: CommandWords.name)
        let record = try demo.run(compute.setting(reports), until: interruption)
        // The others wait while the first evaluates.
        _ = try demo.ranks?.tell()
        if interruption.isAsked { MPI.leaveTogether() }
        if interruption.isAsked { throw ExitCode(130) }
        try record.map(reports.record.show)
    }
}
