import ArgumentParser
import Experiments
import Foundation

struct CiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cite",
        abstract: "Print the works behind a report as BibTeX.",
        discussion: """
            Its classifiers, transforms, protocols, network and recipe, the data set where it is a \
            published one, and fewshot itself.
            """)

    @Argument(help: "A report of fewshot eval or its folder, or a run of fewshot pretrain.")
    var report: String

    func run() throws {
        Terminal.print(try Cite(URL(fileURLWithPath: report)).bibTeX())
    }
}
