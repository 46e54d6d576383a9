import Foundation
import TestSupport
import Testing

@Suite("Outputs that cannot be written")
struct OutputTests {
    @Test("are said before the work")
    func beforeTheWork() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let file = try folder.write("x", to: "file").path
        let run = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: run)
        // Where features would be kept if they were computed.
        let cache = folder.url.appending(path: "cache")
        let data = Fixture.data.path
        let small = Fixture.small + ["--holdout", "0.2"]
        let commands = [
            ["features", data, "--checkpoint", run.path, "--output", file + "/f.npz"],
            ["features", data, "--checkpoint", run.path, "--output", run.path + "/none/f.npz"],
            ["export", run.path, "--output", file + "/e.safetensors"],
            ["episodes", data, "--output", file + "/list", "--query", "5"],
            ["eval", data, "--checkpoint", run.path, "--report", file + "/report.md"],
            ["analyze", data, "--checkpoint", run.path, "--report", file + "/report.md"],
            [
                "classify", "--checkpoint", run.path, "--support", data + "/novel", "--images",
                data + "/val", "--output", file,
            ],
            ["compare", data, "--recipe", "baseline", "--recipe", "cutout", "--output", file]
                + ComparisonRun.small,
            ["pretrain", data, "--output", file + "/run"] + small,
            ["draw-dataset", file + "/data"], ["spirals", "--output", file],
            ["glyphs", "--output", file], ["demo", "--output", file],
        ]
        for command in commands {
            let refused = try Command(command, shell: "export XDG_CACHE_HOME='\(cache.path)';")
            #expect(refused.status == 73, "\(command[0]): \(refused.errors)")
            #expect(!refused.errors.contains("Cocoa") && !refused.errors.contains(".."))
            #expect(refused.output.isEmpty, "\(command[0])")
            // One sentence or two, and no traces of work.
            #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: cache.path + "/fewshot/features"))
    }
}
