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

    @Option(
        help: ArgumentHelp(
            "Published episodes: \(PublishedProtocol.choices); the latter at one of its shots."))
    var `protocol`: String?

    @Option(help: "Classes per episode. (default: 5)")
    var way: Int?

    @Option(help: "Support images per class, or a range (1-5) for unequal ones. (default: 1)")
    var shot: String?

    @Option(help: "Query images per class. (default: 15)")
    var query: Int?

    @Option(help: "Concentration of imbalanced queries; balanced unless given.")
    var queryImbalance: Double?

    @Option(help: "Number of episodes. (default: 10000, or the protocol's)")
    var count: Int?

    @Option(help: "The classes to take.")
    var split = Split.novel

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @Option(help: "Seed of the drawing.")
    var seed: UInt64 = 0

    @OptionGroup var replacing: OverwriteOptions

    @OptionGroup var reading: ImageOptions

    func run() throws {
        var plan = EpisodePlan()
        if let way { plan.way = way }
        if let query { plan.query = query }
        plan.queryImbalances = [queryImbalance]
        plan.split = split
        try plan.follow(protocol: `protocol`, given: given)
        try plan.choose(shots: shot.map { [$0] } ?? [])
        if let count { plan.count = count }
        var freeze = FreezeEpisodes(
            data: URL(fileURLWithPath: data), output: URL(fileURLWithPath: output), plan: plan)
        freeze.classSplit = classSplit
        try freeze.run(
            .terminal(seed: seed, overwrites: replacing.overwrite, reading: reading))
    }

    /// The options that say what a published protocol says, as far as they were given. A list is of
    /// one shot, where a protocol has several.
    private var given: [String] {
        let isOfSeveral = `protocol` == PublishedProtocol.bscdFSL.rawValue
        return [
            ("way", way != nil), ("shot", shot != nil && !isOfSeveral), ("query", query != nil),
            ("query-imbalance", queryImbalance != nil),
        ].filter(\.1).map(\.0)
    }
}
