import ArgumentParser
import Foundation
import Illustrations

struct GlyphsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glyphs",
        abstract: "Mix losses of sequences: learn to read strings of drawn glyphs.",
        discussion: """
            Trains a small network to read strings by connectionist temporal classification, \
            without mixing and with Manifold Mixup, and writes glyphs.md with figures. It takes \
            about six minutes.
            """)

    @Option(name: .shortAndLong, help: "Folder for the report.")
    var output = "Glyphs"

    @Option(help: "Trainings of each method.")
    var seeds = 20

    @Option(help: "Strings to learn from.")
    var strings = 100

    @Option(help: "Steps of training.")
    var steps = 1500

    @OptionGroup var reports: ReportOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        try compute.requireSinglePrecision()
        var glyphs = Glyphs(output: URL(fileURLWithPath: output))
        glyphs.seeds = seeds
        glyphs.strings = strings
        glyphs.steps = steps
        try reports.record.show(
            glyphs.run(compute.setting(reports)))
    }
}
