import ArgumentParser
import Experiments
import Foundation

struct EpisodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "episodes",
        abstract: "Write a list of episodes down, image by image.",
        discussion: """
            The list names classes, relative paths and the content of each image, so that any tool \
            can ask the same questions: see Episodes/README.md. fewshot eval takes it as --episodes.
            """)

    @Argument(help: "Folder of images.")
    var data: String

    @Option(name: .shortAndLong, help: "Folder of the list.")
    var output: String

    @Option(help: "Classes per episode.")
    var way = 5

    @Option(help: "Support images per class, or a range (1-5) for unequal ones.")
    var shot = "1"

    @Option(help: "Query images per class.")
    var query = 15

    @Option(help: "Concentration of imbalanced queries; balanced unless given.")
    var queryImbalance: Double?

    @Option(help: "Number of episodes.")
    var count = 10_000

    @Option(help: "The classes to take.")
    var split = Split.novel

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(help: "Seed of the drawing.")
    var seed: UInt64 = 0

    @OptionGroup var reading: ImageOptions

    func run() throws {
        var plan = EpisodePlan()
        plan.way = way
        plan.query = query
        plan.queryImbalances = [queryImbalance]
        plan.count = count
        plan.split = split
        try plan.choose(shots: [shot])
        var freeze = FreezeEpisodes(
            data: URL(fileURLWithPath: data), output: URL(fileURLWithPath: output), plan: plan)
        freeze.classSplit = classSplit
        try freeze.run(.terminal(seed: seed, reading: reading))
    }
}
