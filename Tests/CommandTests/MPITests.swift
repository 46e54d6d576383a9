import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite(
    "Several processes under MPI",
    .enabled(if: MPIRun.path != nil, "there is no mpirun; Debian's is in openmpi-bin"), .serialized)
struct MPITests {
    @Test("2 and 4 processes come to the weights of one, to the bit", arguments: [2, 4])
    func same(_ count: Int) throws {
        let alone = try #require(MPIRun.alone)
        let folder = try TemporaryFolder()
        let output = folder.file("run")
        let run = try MPIRun.run(count, MPIRun.pretrain(output))
        #expect(run.status == 0, "\(run.errors)")
        #expect(try MPIRun.state(output) == alone)
        // One process speaks, and writes.
        #expect(run.output.matches(of: #/Epoch 2/2/#).count == 1, "\(run.output)")
        let record: RunRecord = try JSONFile.read(from: output.appending(path: "run.json"))
        let processes = try #require(record.processes)
        #expect(processes.hosts.count == count && Set(processes.hosts).count == 1)
        #expect(processes.mpi.contains("Open MPI"))
        #expect(record.recipe.shards == 4 && record.threads == 1 && record.ended != nil)
    }

    @Test("a recipe in stages comes to the weights of one process, and goes on by another number")
    func stages() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let (one, several) = (folder.file("one"), folder.file("several"))
        func command(_ output: URL) -> [String] {
            [
                "pretrain", Fixture.data.path, "--output", output.path, "--recipe",
                "s2m2-r-staged", "--epochs", "4", "--image-size", "32", "--batch-size", "16",
                "--shards", "2", "--threads", "1", "--precision", "f32",
            ]
        }
        #expect(try Command(command(one)).status == 0)
        let run = try MPIRun.run(2, command(several))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.matches(of: #/Stage 3 of 3/#).count == 1, "\(run.output)")
        let weights = try MPIRun.state(one)
        #expect(try MPIRun.state(several) == weights)

        // Stages that are trained already are passed over by all.
        for name in ["last.safetensors", "best.safetensors", "run.json", "log.csv"] {
            try FileManager.default.removeItem(at: several.appending(path: name))
        }
        let again = try MPIRun.run(2, command(several) + ["--resume"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(try MPIRun.state(several) == weights)
    }

    @Test("2 and 4 processes evaluate to the numbers of one, to the byte", arguments: [2, 4])
    func evaluation(_ count: Int) throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let (alone, shared) = (folder.file("a/report.md"), folder.file("b/report.md"))
        // Random crops are the same for whoever computes them.
        let crops = ["--support-crops", "2"]
        #expect(try Command(SharedEvalTests.eval(alone, crops)).status == 0)
        let run = try MPIRun.run(count, SharedEvalTests.eval(shared, crops))
        #expect(run.status == 0, "\(run.errors)")
        #expect(try SharedEvalTests.numbers(shared) == SharedEvalTests.numbers(alone))
        #expect(run.output.matches(of: #/Report: /#).count == 1, "one process speaks")

        let features = [
            "features", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
            "--threads", "1", "--feature-cache", "off", "--output",
        ]
        let (one, several) = (folder.file("a.npz"), folder.file("b.npz"))
        #expect(try Command(features + [one.path]).status == 0)
        #expect(try MPIRun.run(count, features + [several.path]).status == 0)
        #expect(try Data(contentsOf: one) == Data(contentsOf: several))
    }

    @Test("processes that were asked for different episodes do not count them together")
    func otherOptions() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let report = folder.file("a/report.md")
        let words = SharedEvalTests.eval(report, [])
        let other = "[ \"$OMPI_COMM_WORLD_RANK\" = 0 ] || set -- \"$@\" --seed 3; exec \"$@\""
        let run = try Command(
            words, shell: MPIRun.shell(2).replacing("-n 2 ", with: "-n 2 bash -c '\(other)' x "))
        #expect(run.status == 65 && run.errors.contains("has other options than"), "\(run.errors)")
        #expect(!report.exists)
    }

    @Test("processes that were asked for different commands say so")
    func otherCommand() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let report = folder.file("a/report.md")
        let other = "[ \"$OMPI_COMM_WORLD_RANK\" = 0 ] || set -- \"$1\" demo; exec \"$@\""
        let run = try Command(
            SharedEvalTests.eval(report, []),
            shell: MPIRun.shell(2).replacing("-n 2 ", with: "-n 2 bash -c '\(other)' x "))
        #expect(run.status == 65 && run.errors.contains("has other commands than"), "\(run.errors)")
        #expect(!report.exists)
    }

    @Test("images that are decoded once serve all processes, and change nothing")
    func pixels() throws {
        let alone = try #require(MPIRun.alone)
        let folder = try TemporaryFolder()
        let output = folder.file("run")
        let run = try MPIRun.run(2, MPIRun.pretrain(output) + ["--pixel-cache", "1GB"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try MPIRun.state(output) == alone)
    }

    @Test(
        "two machines, over a link of 200 Mbit/s, come to the same",
        .enabled(if: MPIRun.makesHosts, "network namespaces need root and iproute2"))
    func hosts() throws {
        let alone = try #require(MPIRun.alone)
        let folder = try TemporaryFolder()
        let output = folder.file("run")
        let link = "tbf rate 200mbit burst 64kb latency 100ms"
        let run = try Command(
            MPIRun.pretrain(output),
            shell: "set -- '\(MPIRun.twoHosts)' -l '\(link)' 2 \"$@\"; ")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try MPIRun.state(output) == alone)
        let record: RunRecord = try JSONFile.read(from: output.appending(path: "run.json"))
        #expect(record.processes?.hosts == ["nodea", "nodeb"])
    }

    @Test(
        "killed at any moment, any of them, all end at once, and any number goes on",
        .timeLimit(.minutes(5)))
    func killed() throws {
        let alone = try #require(MPIRun.alone)
        for (round, delay) in [300_000, 900_000, 1_500_000].enumerated() {
            let folder = try TemporaryFolder()
            let output = folder.file("run")
            let process = try Command.start(MPIRun.pretrain(output), shell: MPIRun.shell(4))
            usleep(UInt32(delay))
            let ranks = Self.children(of: process.processIdentifier)
            if ranks.count > round { kill(ranks[round], SIGKILL) }
            let killed = Date()
            process.waitUntilExit()
            #expect(Date().timeIntervalSince(killed) < 10)
            let resumed = try MPIRun.run(2, MPIRun.pretrain(output) + ["--resume"])
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(try MPIRun.state(output) == alone)
        }
    }

    @Test("Asked to stop, all stop after the same step, and what they did is saved")
    func stopped() throws {
        let alone = try #require(MPIRun.alone)
        let folder = try TemporaryFolder()
        let output = folder.file("run")
        let process = try Command.start(MPIRun.pretrain(output), shell: MPIRun.shell(2))
        usleep(1_000_000)
        // To the ranks, as a scheduler does before the end of a job's time.
        for rank in Self.children(of: process.processIdentifier) { kill(rank, SIGTERM) }
        process.waitUntilExit()
        let resumed = try MPIRun.run(4, MPIRun.pretrain(output) + ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try MPIRun.state(output) == alone)
    }

    @Test("Shards that do not fit, other data, and commands that are not divided are refused")
    func refused() throws {
        try #require(Fixture.isReady)
        let (folder, other) = try Fixture.copy()
        let output = folder.file("run")
        let uneven = try MPIRun.run(
            2, ["pretrain", Fixture.data.path, "--output", output.path] + Fixture.small)
        #expect(uneven.status == 64)
        #expect(
            uneven.errors.contains(
                "--shards is 1, and 2 processes are to share them out. Use 2 or 4 or 8."),
            "\(uneven.errors)")

        let three = try MPIRun.run(3, MPIRun.pretrain(output))
        #expect(three.status == 64 && three.errors.contains("start 2 or 4"), "\(three.errors)")

        let files = FileManager.default.enumerator(
            at: other.appending(path: "base"), includingPropertiesForKeys: nil)
        let image = try #require(
            files?.compactMap { $0 as? URL }.first { $0.pathExtension == "jpg" })
        try FileManager.default.removeItem(at: image)
        let words = [Command.executable.path] + MPIRun.pretrain(output)
        let others = words.map { $0 == Fixture.data.path ? other.path : $0 }
        let unlike = try Command(
            Array(words.dropFirst()) + [":", "-n", "1"] + others, shell: MPIRun.shell(1))
        #expect(unlike.status == 65, "\(unlike.errors)")
        #expect(unlike.errors.contains("has other base images than Rank 0"), "\(unlike.errors)")

        let inspect = try MPIRun.run(2, ["inspect", Fixture.run.path])
        #expect(inspect.status == 69 && inspect.errors.contains("not divided"), "\(inspect.errors)")
    }

    @Test("Where a scheduler started several that cannot find each other, none works alone")
    func singletons() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let run = try Command(
            MPIRun.pretrain(folder.file("run")),
            shell: "export SLURM_NTASKS=4 SLURM_PROCID=2 SLURM_JOB_ID=1; ")
        #expect(run.status == 69)
        #expect(run.errors.contains("srun --mpi=pmix"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("run").path))
    }

    /// The processes that a process has started, in turn.
    private static func children(of process: Int32) -> [Int32] {
        let path = "/proc/\(process)/task/\(process)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }
}
