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

    @Argument(help: "Run folder of pretrain, or one .safetensors file.")
    var checkpoint: String

    @Option(help: "The file to write.")
    var output: String

    func run() throws {
        let output = URL(fileURLWithPath: output)
        try Export(checkpoint: URL(fileURLWithPath: checkpoint), output: output).run()
        Terminal.say("Weights: \(output.relativePath)")
    }
}
