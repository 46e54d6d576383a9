import ArgumentParser
import Experiments
import Foundation

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a run's backbone weights to one small file.",
        discussion: """
            Optimiser state and heads are left out. The file is what fewshot eval takes as \
            --checkpoint, and any safetensors reader opens it: names and shapes are those of a \
            PyTorch state dict.
            """)

    @Argument(help: "Run folder of pretrain, or one .safetensors file of fewshot.")
    var checkpoint: String

    @Option(help: "The file to write.")
    var output: String

    @Flag(help: "Round weights to half precision (11 binary digits): half the size.")
    var half = false

    @Option(
        help: "Write a model card to this file too: what it is, how good, and what it is not for.")
    var card: String?

    @Option(help: "results.json of fewshot eval on these weights, for the card; may be repeated.")
    var results: [String] = []

    @Option(help: "The licence of the weights, for the card.")
    var licence: String?

    @OptionGroup var replacing: OverwriteOptions

    func run() throws {
        let output = URL(fileURLWithPath: output)
        var export = Export(checkpoint: URL(fileURLWithPath: checkpoint), output: output)
        export.card = card.map { URL(fileURLWithPath: $0) }
        export.results = results.map { URL(fileURLWithPath: $0) }
        export.licence = licence
        export.halved = half
        export.overwrites = replacing.overwrite
        export.usage =
            "fewshot classify --checkpoint \(output.lastPathComponent) --support examples "
            + "--images photos --output Labels"
        try export.run()
        Terminal.say("Weights: \(output.relativePath)")
        if let card { Terminal.say("Model card: \(card)") }
    }
}
