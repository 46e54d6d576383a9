import ArgumentParser
import Foundation
import Illustrations

struct SpiralsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spirals",
        abstract: "Show what Manifold Mixup does to a network, on a plane where it can be seen.",
        discussion: """
            Trains a small network on two spirals without a regulariser, with weight decay, \
            dropout, input mixup and Manifold Mixup, and writes spirals.md with figures. It takes \
            less than a minute, on one thread unless --threads says more.
            """)

    @Option(name: .shortAndLong, help: "Folder for the report.")
    var output = "Spirals"

    @Option(help: "Trainings of each method.")
    var seeds = 5

    @Option(help: "Labelled points of each spiral.")
    var points = 40

    @Option(help: "Steps of training.")
    var steps = 1000

    @OptionGroup var reports: ReportOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var spirals = Spirals(output: URL(fileURLWithPath: output))
        spirals.seeds = seeds
        spirals.pointsPerSpiral = points
        spirals.steps = steps
        // Its tensors are too small to share: a second thread would cost more than it computes.
        var compute = compute
        compute.threads = compute.threads ?? 1
        _ = try spirals.run(compute.setting(overwrites: reports.overwrite))
    }
}
