import ArgumentParser
import Experiments
import Files

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Say what is kept for other commands, or remove it.",
        discussion: """
            Features that eval and features compute are kept in the user's cache (XDG_CACHE_HOME, else \
            ~/.cache) and used again for the same weights and images. The least recently used go \
            first where they take too much. compare and sweep keep theirs in their own folder. \
            What reading the images found is kept beside them, in 512 MB at most: a file of the same \
            path, size, inode and times is not read again to be trained on or evaluated. So is how \
            fast this machine computes in which precision.
            """)

    @Flag(help: "Remove all of it.")
    var clear = false

    func run() throws {
        ListCache(clears: clear).run(try .terminal(seed: 0))
    }
}

/// What every command asks for that keeps features.
struct CacheOptions: ParsableArguments {
    @Option(
        help: """
            Keep so much of computed features at most, for other commands: 2GB, 500MB, or off, which \
            also forgets what was found in images.
            """)
    var featureCache = "2GB"

    /// What is kept unless a person says otherwise, in bytes.
    static let usualBytes = 2 << 30

    /// What a person said, in bytes.
    var bytes: Int { get throws { try ByteSize.bytes(featureCache, setting: "feature-cache") } }
}
