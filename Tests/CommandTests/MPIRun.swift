import Files
import Foundation
import TestSupport
import Testing

/// The program under Open MPI's mpirun.
enum MPIRun {
    static let path = ["/usr/bin/mpirun", "/usr/local/bin/mpirun"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Words of bash that put mpirun before a command, for `count` processes, however few cores there
    /// are and whoever runs the tests.
    static func shell(_ count: Int, _ options: String = "") -> String {
        "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; "
            + "set -- mpirun --oversubscribe \(options) -n \(count) \"$@\"; "
    }

    /// Makes two machines of this one.
    static let twoHosts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Scripts/two-hosts").standardizedFileURL.path

    /// Whether it may do so.
    static let makesHosts: Bool = {
        let probe = Process()
        probe.executableURL = URL(fileURLWithPath: "/bin/bash")
        probe.arguments = ["-c", "ip netns add fs-probe && ip netns del fs-probe && tc -V"]
        (probe.standardOutput, probe.standardError) = (Pipe(), Pipe())
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    static func run(_ count: Int, _ arguments: [String]) throws -> Command {
        try Command(arguments, shell: shell(count))
    }

    /// Options of a training that takes a second, in four shards.
    static let small =
        Fixture.small + [
            "--recipe", "s2m2-r", "--one-phase", "--shards", "4", "--pixel-cache", "off",
        ]

    /// A training of the fixture's data into `output`.
    static func pretrain(_ output: URL) -> [String] {
        ["pretrain", Fixture.data.path, "--output", output.path] + small
    }

    /// The weights and all else that a training goes on from.
    static func state(_ run: URL) throws -> [String: Safetensors.Entry] {
        try Safetensors(contentsOf: run.appending(path: "last.safetensors")).entries
    }

    /// The fixture's data learned by one process, the first time that somebody asks.
    static let alone: [String: Safetensors.Entry]? = {
        guard Fixture.isReady else { return nil }
        let run = Fixture.folder.url.appending(path: "run-in-shards")
        guard (try? Command(pretrain(run)).status) == 0 else { return nil }
        return try? state(run)
    }()
}
