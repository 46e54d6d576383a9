import ArgumentParser
import Foundation
import Illustrations

struct FlatteningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flattening",
        abstract: "Show what Manifold Mixup does to a narrow layer: fewer directions in a class.",
        discussion: """
            Trains fully connected networks with a narrow layer on drawn glyphs, without mixing \
            and with mixing there, at the input too and at the input alone, and writes \
            flattening.md with a figure. It takes less than a minute.
            """)

    @Option(name: .shortAndLong, help: "Folder for the report.")
    var output = "Flattening"

    @Option(help: "Trainings of each method.")
    var seeds = 8

    @Option(help: "Pictures to learn from.")
    var pictures = 1000

    @Option(help: "How often each is seen.")
    var epochs = 60

    @OptionGroup var reports: ReportOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        try compute.requireSinglePrecision()
        var flattening = Flattening(output: URL(fileURLWithPath: output))
        flattening.seeds = seeds
        flattening.pictures = pictures
        flattening.epochs = epochs
        try reports.record.show(
            flattening.run(compute.setting(reports)))
    }
}
