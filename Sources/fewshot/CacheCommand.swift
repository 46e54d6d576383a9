import ArgumentParser
import Experiments
import Files

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Say what features are kept for other commands, or remove them.",
        discussion: """
            Features that eval and features compute are kept in the user's cache (XDG_CACHE_HOME, else \
            ~/.cache) and used again for the same weights and images. The least recently used go \
            first where they take too much. compare and sweep keep theirs in their own folder.
            """)

    @Flag(help: "Remove all of them.")
    var clear = false

    func run() throws {
        ListCache(clears: clear).run(try .terminal(seed: 0))
    }
}

/// What every command asks for that keeps features.
struct CacheOptions: ParsableArguments {
    @Option(
        help: "Keep so much of computed features at most, for other commands: 2GB, 500MB, or off.")
    var featureCache = "2GB"

    /// What is kept unless a person says otherwise, in bytes.
    static let usualBytes = 2 << 30

    /// What a person said, in bytes.
    var bytes: Int { get throws { try ByteSize.bytes(featureCache, setting: "feature-cache") } }
}
