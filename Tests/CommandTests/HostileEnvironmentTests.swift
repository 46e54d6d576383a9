import Files
import Foundation
import TestSupport
import Testing

/// Whatever the environment tells the numeric libraries: the same numbers to the bit, or a sentence.
@Suite("Environments that would change numbers")
struct HostileEnvironmentTests {
    /// A training of one step an image batch and one extraction, on two threads.
    private struct Work {
        let weights: [String: Safetensors.Entry]
        let features: Data
        let record: String
        let cache: String
        let run: Command

        init(_ variables: [String]) throws {
            try #require(Fixture.isReady)
            let folder = try TemporaryFolder()
            let output = folder.url.appending(path: "run")
            let file = folder.url.appending(path: "features.npz")
            let own = variables + ["XDG_CACHE_HOME='\(folder.url.path)'"]
            let shell = "export \(own.joined(separator: " "));"
            let small = ["--threads", "2", "--precision", "f32"]
            run = try Command(
                [
                    "pretrain", Fixture.data.path, "--output", output.path, "--recipe", "baseline",
                    "--epochs", "1", "--batch-size", "16", "--image-size", "32",
                ] + small, shell: shell)
            guard run.status == 0 else {
                (weights, features, record, cache) = ([:], Data(), "", "")
                return
            }
            let last = output.appending(path: "last.safetensors")
            weights = try Safetensors(contentsOf: last).entries
            record = try InputFile.readText(output.appending(path: "run.json"))
            // Of the fixture's weights, so that they do not depend on the training here.
            let checkpoint = folder.url.appending(path: "fixture.safetensors")
            try FileManager.default.copyItem(
                at: Fixture.run.appending(path: "last.safetensors"), to: checkpoint)
            let extraction = try Command(
                [
                    "features", Fixture.data.path, "--checkpoint", checkpoint.path, "--output",
                    file.path,
                ] + small, shell: shell)
            #expect(extraction.status == 0, "\(variables): \(extraction.errors)")
            features = try InputFile.read(file)
            cache = try #require(
                FileManager.default.contentsOfDirectory(
                    atPath: folder.url.path + "/fewshot/features"
                ).first { $0.hasPrefix("features-") })
        }
    }

    private static let plain: Result<Work, any Error> = Result { try Work([]) }

    /// What GNU OpenMP, OpenBLAS and oneDNN 2.6 read, as nobody sane would set it.
    private static let harmless: [[String]] = [
        [
            "OMP_DYNAMIC=true", "OMP_MAX_ACTIVE_LEVELS=0", "OMP_NUM_THREADS=1", "OMP_NESTED=true",
            "OMP_SCHEDULE=dynamic,1", "OMP_CANCELLATION=true", "OMP_PROC_BIND=true",
            "OMP_STACKSIZE=16k", "GOMP_STACKSIZE=16k", "OMP_WAIT_POLICY=active",
            "OMP_NUM_TEAMS=1", "OMP_TEAMS_THREAD_LIMIT=1", "OMP_TARGET_OFFLOAD=MANDATORY",
            "OMP_DEFAULT_DEVICE=99", "OMP_MAX_TASK_PRIORITY=9", "OMP_DISPLAY_AFFINITY=true",
            "OMP_AFFINITY_FORMAT=%n", "OMP_DISPLAY_ENV=VERBOSE",
            "OMP_ALLOCATOR=omp_low_lat_mem_alloc",
            "OMP_ADAPTIVE=1", "GOMP_DEBUG=1", "GOMP_OPENACC_DIM=1:1:1", "ACC_DEVICE_NUM=7",
            "ACC_DEVICE_TYPE=host", "ACC_PROFLIB=none",
        ],
        ["OMP_NUM_THREADS=0", "OMP_PLACES={0}", "OMP_MAX_ACTIVE_LEVELS=9", "GOMP_SPINCOUNT=0"],
        ["OMP_NUM_THREADS=abc", "GOMP_CPU_AFFINITY=0", "GOMP_SPINCOUNT=infinity"],
        [
            "OPENBLAS_NUM_THREADS=3", "GOTO_NUM_THREADS=3", "OPENBLAS_DEFAULT_NUM_THREADS=3",
            "OPENBLAS_THREAD_TIMEOUT=4", "OPENBLAS_BLOCK_FACTOR=50", "OPENBLAS_L2_SIZE=1",
            "OPENBLAS_VERBOSE=5", "OPENBLAS_CORETYPE=Haswell",
        ],
        oneDNN.map { "DNNL_" + $0 }, oneDNN.map { "ONEDNN_" + $0 },
    ]

    private static let oneDNN: [String] = [
        "DEFAULT_FPMATH_MODE=ANY", "CPU_ISA_HINTS=PREFER_YMM", "PRIMITIVE_CACHE_CAPACITY=9",
        "VERBOSE=1", "VERBOSE_TIMESTAMP=1", "JIT_PROFILE=0", "JIT_DUMP=0", "ITT_TASK_LEVEL=2",
    ]

    @Test(
        "leave the numbers as they are",
        arguments: harmless)
    func same(_ variables: [String]) throws {
        let (plain, found) = (try Self.plain.get(), try Work(variables))
        #expect(found.run.status == 0, "\(found.run.errors)")
        #expect(found.weights == plain.weights, "\(variables)")
        #expect(found.features == plain.features, "\(variables)")
        #expect(found.cache == plain.cache)
    }

    @Test("fewer threads than asked for: the sentence says where they went, and nothing is left")
    func refused() throws {
        let run = try Work(["OMP_THREAD_LIMIT=1"]).run
        #expect(run.status == 69)
        #expect(run.errors.contains("--threads is 2, but OpenMP gives this program 1 "))
        #expect(run.errors.contains("OMP_THREAD_LIMIT=1"))
    }

    @Test("another set of instructions is in the record, and has features of its own")
    func instructions() throws {
        let (plain, found) = (try Self.plain.get(), try Work(["DNNL_MAX_CPU_ISA=SSE41"]))
        #expect(found.run.status == 0, "\(found.run.errors)")
        #expect(found.record.contains(" (sse41)\""))
        #expect(!plain.record.contains(" (sse41)\""))
        #expect(found.cache != plain.cache)
        let core = try Work(["OPENBLAS_CORETYPE=Haswell"])
        #expect(core.record.contains(" (Haswell)\""))
    }

    @Test("every variable that the libraries of this machine know is tried")
    func complete() throws {
        let tried = Set(
            (Self.harmless.joined() + ["OMP_THREAD_LIMIT=1"]).map { $0.prefix { $0 != "=" } })
        // "libgomp.so.1 => /lib/libgomp.so.1 (0x…)"
        let list = try Command([], shell: "ldd \(Command.executable.path); exit 0;").output
        let libraries = list.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first {
                $0.contains("/libgomp") || $0.contains("/libopenblas")
            }
        }
        #expect(libraries.count == 2, "\(libraries)")
        for library in libraries {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: String(library)))
            for prefix in ["OMP_", "GOMP_", "ACC_", "OPENBLAS_", "GOTO_"] {
                for name in names(prefix, in: bytes) {
                    #expect(tried.contains(name[...]), "\(name) of \(library) is not tried")
                }
            }
        }
    }

    /// The words of capitals between zero bytes that begin with `prefix`.
    private func names(_ prefix: String, in bytes: Data) -> [String] {
        var names: [String] = []
        var start = bytes.startIndex
        while let found = bytes.range(of: Data([0] + prefix.utf8), in: start..<bytes.endIndex) {
            let word = bytes[(found.lowerBound + 1)...].prefix { $0 != 0 }
            start = found.upperBound
            let letters = word.dropFirst(prefix.utf8.count)
            guard !letters.isEmpty, letters.allSatisfy({ (65...90).contains($0) || $0 == 95 })
            else { continue }
            names.append(String(decoding: word, as: UTF8.self))
        }
        return names
    }
}
