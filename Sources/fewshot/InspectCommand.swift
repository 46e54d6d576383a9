import ArgumentParser
import Experiments
import Foundation

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a file of weights is.",
        discussion: """
            Checkpoints of fewshot, safetensors and files of PyTorch (.pth, .pt, .bin): the network, \
            what is missing, superfluous, of another shape or not usable, and what images it \
            takes. Nothing in a file is executed.
            """)

    @Argument(help: "A file of weights, or a run folder.")
    var file: String

    func run() throws {
        try Inspect(URL(fileURLWithPath: file), remedy: { "fewshot eval --\($0)" })
            .run(.terminal(seed: 0))
    }
}
