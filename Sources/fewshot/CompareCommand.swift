import ArgumentParser
import Experiments
import Foundation
import Records

/// What the commands share that train networks in several ways.
struct ComparisonOptions: ParsableArguments {
    @Argument(help: "Folder of images, with base classes to train on and val classes for episodes.")
    var data: String

    @Option(name: .shortAndLong, help: "Folder for runs/, report.md, comparison.json and figures.")
    var output: String

    @Option(help: "Trainings of each, with --seed and the seeds that follow it.")
    var seeds = 3

    @Option(help: "Share of every base class's images that is not trained on, drawn by the seed.")
    var holdout = 0.1

    @Option(help: "Episodes for each shot.")
    var episodes = 10_000

    @Option(
        help: """
            Train only the K-th of N parts of the runs, as K/N, beside other parts into the same \
            folder; slurm takes K and N from the task of a job array. Without it, the report is \
            written.
            """)
    var only: String?

    @OptionGroup var training: TrainingOptions

    @OptionGroup var reading: ImageOptions

    @OptionGroup var reports: ReportOptions

    @OptionGroup var cache: CacheOptions

    @OptionGroup var compute: ComputeOptions

    /// A comparison of `entries` by these options.
    func comparison(
        _ entries: [Comparison.Entry], _ kind: ComparisonRecord.Kind
    ) throws -> Comparison {
        var comparison = Comparison(
            data: URL(fileURLWithPath: data), output: URL(fileURLWithPath: output),
            entries: entries)
        comparison.kind = kind
        comparison.classSplit = training.classSplit
        comparison.seeds = seeds
        comparison.backbone = try Pretrain.backbone(
            named: training.backbone ?? Pretrain.usualBackbone)
        comparison.normalization = try NormalizationChoice(
            mean: training.mean, deviation: training.deviation)
        comparison.holdout = holdout
        comparison.trainImages = training.trainImages
        comparison.episodes = episodes
        return comparison
    }

    /// Runs it until it is done or Ctrl-C comes; exits as a shell does then, and with 1 where a run
    /// failed.
    func run(_ comparison: Comparison) throws {
        let interruption = Interruption(hearsSignals: true)
        let setting = try compute.setting(
            reports, reading: reading, featureCache: cache.bytes)
        if let only {
            let part = try WorkPart(only, environment: ProcessInfo.processInfo.environment)
            guard let failures = try comparison.run(only: part, setting, until: interruption)
            else { throw interrupted(setting) }
            if failures > 0 { throw ExitCode(1) }
            return
        }
        guard let record = try comparison.run(setting, until: interruption) else {
            throw interrupted(setting)
        }
        setting.present(comparison.output.appending(path: "report.md"))
        try reports.record.show(record)
        if record.runs.contains(where: { $0.failure != nil }) { throw ExitCode(1) }
    }

    private func interrupted(_ setting: Setting) -> ExitCode {
        setting.say("Repeat the command to go on.")
        return ExitCode(130)
    }
}

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Train by several recipes on equal terms, and say which differences are real.",
        discussion: """
            Every recipe is trained in its one-phase form, with the same options, from several \
            seeds. Run folders in OUTPUT/runs are as fewshot pretrain makes them, named \
            RECIPE-SEED; one that is there is gone on with, or taken as it is. The recipes are held \
            against the first.
            """)

    @Option(help: ArgumentHelp("Give it twice or more: \(Pretrain.recipeChoices)."))
    var recipe: [String]

    @Option(help: "α of the mixing rate λ ~ Beta(α, α), for recipes that mix; else their own.")
    var mixupAlpha: Double?

    @Option(
        help: """
            Layers to mix at, for recipes that mix hidden states: 0,1,2,3; 0 is the image, 4 the \
            features.
            """, transform: Layers.init)
    var mixupLayers: Layers?

    @OptionGroup var options: ComparisonOptions

    func run() throws {
        let overrides = options.training.overrides(
            mixupAlpha: mixupAlpha, mixupLayers: mixupLayers, onePhase: true)
        try options.run(options.comparison(Comparison.Entry.recipes(recipe, overrides), .recipes))
    }
}

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Train one recipe at several mixing rates and layers, and draw the map.",
        discussion: """
            As fewshot compare, over every pair of a mixing rate and a set of layers, and beside \
            one recipe without them. Run folders in OUTPUT/runs are named RECIPE-aALPHA-lLAYERS-SEED.
            """)

    @Option(help: "A recipe that mixes hidden states.")
    var recipe = "manifold-mixup"

    @Option(help: "What it is held against.")
    var against = "baseline"

    @Option(help: "Mixing rates, as in 0.5,1,2,4.")
    var mixupAlpha = "0.5,1,2,4"

    @Option(help: "Sets of layers, 0 being the input, as in 0,01,012,0123.")
    var mixupLayers = "0,01,012,0123"

    @OptionGroup var options: ComparisonOptions

    func run() throws {
        let overrides = options.training.overrides(onePhase: true)
        try options.run(
            options.comparison(
                Comparison.Entry.grid(
                    of: recipe, alphas: mixupAlpha, layers: mixupLayers, against: against,
                    overrides), .mixing))
    }
}
