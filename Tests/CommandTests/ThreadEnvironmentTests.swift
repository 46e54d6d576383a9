import Foundation
import TestSupport
import Testing

/// How long compute threads wait awake, seen in the environment of a command at work.
@Suite("Threads that wait")
struct ThreadEnvironmentTests {
    /// The variables of a long command once `awaited` is among them, or after ten seconds.
    private func environment(_ shell: String, until awaited: String) throws -> [String] {
        let folder = try TemporaryFolder()
        let process = try Command.start(
            [
                "draw-dataset", folder.url.appending(path: "data").path, "--base", "60",
                "--images", "1000", "--size", "32",
            ], shell: shell)
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        var variables: [String] = []
        for _ in 0..<200 where !variables.contains(awaited) {
            usleep(50_000)
            let place = URL(fileURLWithPath: "/proc/\(process.processIdentifier)/environ")
            variables = try Data(contentsOf: place).split(separator: 0).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return variables
    }

    @Test("they wait awake for a moment only, whatever else the machine does")
    func brief() throws {
        let found = try environment(
            "unset GOMP_SPINCOUNT OMP_WAIT_POLICY; export OMP_STACKSIZE=16k;",
            until: "GOMP_SPINCOUNT=5000")
        #expect(found.contains("GOMP_SPINCOUNT=5000"))
        #expect(!found.contains { $0.hasPrefix("OMP_STACKSIZE") })
    }

    @Test("who says how they wait is heard")
    func theirs() throws {
        let shell = "export OMP_WAIT_POLICY=active; unset GOMP_SPINCOUNT;"
        let found = try environment(shell, until: "OMP_WAIT_POLICY=active")
        #expect(!found.contains { $0.hasPrefix("GOMP_SPINCOUNT") })
    }

    @Test("OpenBLAS's kernels are of a processor with this one's instructions, or as was said")
    func processor() throws {
        func kernels(_ shell: String) throws -> String {
            let result = try Command(["--version"], shell: shell)
            return result.output.split(separator: "\n").first { $0.contains("OpenBLAS") }
                .map(String.init) ?? ""
        }
        let told = try kernels("export OPENBLAS_CORETYPE=NEHALEM;")
        #expect(told.contains("(Nehalem)"))
        let chosen = try kernels("unset OPENBLAS_CORETYPE;").lowercased()
        #expect(chosen.contains("openblas"))
        let flags = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        if flags.contains(" avx2 ") && flags.contains(" fma ") {
            #expect(!chosen.contains("prescott") && !chosen.contains("nehalem"))
        }
    }
}
