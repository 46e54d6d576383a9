import ArgumentParser
import Foundation
import Illustrations

struct SpiralsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spirals",
        abstract: "Show what Manifold Mixup does to a network, on a plane where it can be seen.",
        discussion: """
            Trains small networks on two spirals without a regulariser and with Manifold Mixup, \
            with other α, at the input too, with input mixup, dropout and weight decay, and from \
            other first weights; writes spirals.md with figures. It takes less than two minutes.
            """)

    @Option(name: .shortAndLong, help: "Folder for the report.")
    var output = "Spirals"

    @Option(help: "Trainings of each method.")
    var seeds = 20

    @Option(help: "Labelled points of each spiral.")
    var points = 40

    @Option(help: "Steps of training.")
    var steps = 1000

    @OptionGroup var reports: ReportOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        try compute.requireSinglePrecision()
        var spirals = Spirals(output: URL(fileURLWithPath: output))
        spirals.seeds = seeds
        spirals.pointsPerSpiral = points
        spirals.steps = steps
        try reports.record.show(
            spirals.run(compute.setting(reports)))
    }
}
