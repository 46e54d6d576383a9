import ArgumentParser
import Experiments
import Files
import Foundation
import Ranks

/// The command line. It reads options and hands them on; everything else is in `Experiments`.
@main
struct Fewshot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fewshot",
        abstract: "Few-shot learning on images: pretrain a backbone, evaluate it on episodes.",
        version: Version.text,
        subcommands: [
            PretrainCommand.self, EvalCommand.self, ClassifyCommand.self, CalibrateCommand.self,
            EpisodesCommand.self,
            FeaturesCommand.self, ExportCommand.self, DemoCommand.self,
            DrawDatasetCommand.self, SpiralsCommand.self, FlatteningCommand.self,
            GlyphsCommand.self, AnalyzeCommand.self, CompareCommand.self, SweepCommand.self,
            InspectCommand.self, DoctorCommand.self, CacheCommand.self, CiteCommand.self,
            LeaderboardCommand.self,
        ])

    /// Errors of ours leave with their own exit code, all others as ArgumentParser has it.
    static func main() {
        Interruption.receiveOnOwnThread()
        Terminal.prepare()
        settleThreadEnvironment()
        // A file that may not grow is an error to report, not a reason to die without a word.
        signal(SIGXFSZ, SIG_IGN)
        var asked: ParsableCommand.Type = Fewshot.self
        do {
            try CommandWords.requireWords()
            try CommandWords.requireKnown()
            var command = try parseAsRoot(NumberWords.joined(Array(CommandWords.all.dropFirst())))
            asked = type(of: command)
            if !(command is any SharedCommand) { try MPI.requireAlone() }
            try command.run()
        } catch {
            OutputFolder.removeEmpty()
            // What is wrong for all, the first one says, and ends the others before they do.
            if Launch.ofThisProcess.rank > 0 { sleep(1) }
            if let error = error as? UserError {
                let options = CommandWords.options(of: asked)
                Terminal.fail(
                    MPI.speaker + error.message { options.contains($0) ? "--\($0)" : nil })
                exit(error.kind.rawValue)
            }
            if let error = NumberWords.fault(error) {
                Terminal.fail(MPI.speaker + error.message { "--\($0)" })
                exit(error.kind.rawValue)
            }
            // A request for help is among these.
            let (text, status) = (fullMessage(for: error), exitCode(for: error))
            if !text.isEmpty { status.isSuccess ? Terminal.say(text) : Terminal.complain(text) }
            exit(status.rawValue)
        }
        exit(0)
    }

    /// Ends this process, and those that it has joined: with success together, else at once.
    private static func exit(_ status: Int32) -> Never {
        MPI.leave(status: status)
        Terminal.exit(status)
    }
}

/// What every command that computes asks for.
struct ComputeOptions: ParsableArguments {
    @Option(help: "Seed of everything random.")
    var seed: UInt64 = 0

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads: Int?

    @Option(help: "Precision; auto takes the faster one, which is measured once for each network.")
    var precision = PrecisionChoice.auto

    /// For networks that are too small to gain by anything else.
    ///
    /// - Throws: `UserError` `.usage` where another was asked for.
    func requireSinglePrecision() throws {
        try CommandWords.refuse(
            [("precision", precision == .bf16)],
            "not here: these networks are computed in f32 alone.")
    }

    func setting(
        _ reports: ReportOptions? = nil, _ record: RecordOptions? = nil,
        replacing: OverwriteOptions? = nil, reading: ImageOptions? = nil,
        excluded: ExcludeOptions? = nil,
        featureCache: Int = CacheOptions.usualBytes
    ) throws -> Setting {
        try .terminal(
            threads: threads, precision: precision, seed: seed,
            overwrites: (replacing ?? reports?.replacing)?.overwrite ?? false,
            opens: reports?.open ?? false,
            reading: reading, excluded: excluded, featureCache: featureCache,
            forPrograms: (record ?? reports?.record)?.json ?? false)
    }
}

extension PrecisionChoice: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {}

/// What every command that reads images asks for.
struct ImageOptions: ParsableArguments {
    @Flag(
        help: """
            Leave out images whose bytes are those of another of their class, and all that are in \
            two classes.
            """)
    var withoutCopies = false

    @OptionGroup var excluded: ExcludeOptions
}

/// Photos that a command is to do without.
struct ExcludeOptions: ParsableArguments {
    @Option(
        help: """
            Leave out the photos in this list: findings.csv of fewshot doctor, or any csv file with \
            a column path.
            """)
    var exclude: String?

    /// The photos in the list; none without one.
    var photos: ExcludedPhotos {
        get throws {
            try exclude.map { try ExcludedPhotos(URL(fileURLWithPath: $0)) } ?? ExcludedPhotos()
        }
    }
}

/// What every command that could take the place of another's work asks for.
struct OverwriteOptions: ParsableArguments {
    @Flag(help: "Replace what another command wrote.")
    var overwrite = false
}

/// What every command that writes a report asks for.
struct ReportOptions: ParsableArguments {
    @OptionGroup var replacing: OverwriteOptions

    @Flag(help: "Open the page in a browser when it is written.")
    var open = false

    @OptionGroup var record: RecordOptions
}

/// What every command asks for that has a record.
struct RecordOptions: ParsableArguments {
    @Flag(
        help: """
            Print the record as JSON to standard output and nothing else there: what is for people \
            goes to standard error.
            """)
    var json = false

    /// Prints the record where that was asked for.
    func show(_ record: some Encodable) throws {
        if json, MPI.isFirst { Terminal.print(try JSONFile.text(record)) }
    }
}

/// What is to be known of a checkpoint from another program.
struct NetworkOptions: ParsableArguments {
    @Option(help: "Backbone of a checkpoint that does not say it.")
    var backbone: String?

    @Option(
        help: """
            Features of a transformer: class (its class token), mean (of the squares' tokens), \
            class+mean, projection (CLIP's) or attention (SigLIP's); the family's own unless given.
            """)
    var pooling: String?

    @Option(help: "Side of the square input, in pixels; the checkpoint's own unless given.")
    var imageSize: Int?

    @Option(
        help: ArgumentHelp(
            """
            What weights of others were trained on, where fewshot inspect does not know it, in \
            words joined by commas, or repeated: \(Evaluate.preprocessingChoices).
            """))
    var preprocessing: [String] = []

    /// The options by name, and whether each was given.
    var given: [(name: String, isGiven: Bool)] {
        [
            ("backbone", backbone != nil), ("image-size", imageSize != nil),
            ("pooling", pooling != nil), ("preprocessing", !preprocessing.isEmpty),
        ]
    }

    /// The choice by these words.
    var choice: NetworkChoice {
        get throws {
            try NetworkChoice(
                backbone: backbone, pooling: pooling, imageSize: imageSize,
                preprocessing: preprocessing.isEmpty
                    ? nil : preprocessing.joined(separator: ","))
        }
    }
}

extension Setting {
    /// Results to standard output, remarks to standard error.
    static func terminal(
        threads: Int? = nil, precision: PrecisionChoice = .auto, seed: UInt64,
        overwrites: Bool = false, opens: Bool = false, reading: ImageOptions? = nil,
        excluded: ExcludeOptions? = nil, featureCache: Int = CacheOptions.usualBytes,
        forPrograms: Bool = false
    ) throws -> Setting {
        try Setting(
            command: CommandWords.command, program: Version.program, threads: threads,
            precision: precision, seed: seed,
            overwrites: overwrites, leavesOutCopies: reading?.withoutCopies ?? false,
            excluded: (excluded ?? reading?.excluded)?.photos ?? ExcludedPhotos(),
            precisions: .ofUser, featureCache: featureCache,
            say: { if MPI.isFirst { forPrograms ? Terminal.complain($0) : Terminal.say($0) } },
            warn: { if MPI.isFirst { Terminal.warn($0) } },
            show: { if opens { Browser.open($0) } })
    }
}
