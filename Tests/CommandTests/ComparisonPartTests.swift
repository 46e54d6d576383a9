import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot compare in parts")
struct ComparisonPartTests {
    private func comparison(_ output: URL) -> [String] {
        ComparisonRun.arguments(output, recipes: ["baseline", "cutout"])
    }

    @Test("parts side by side, gathered by the same command, are the comparison to the digit")
    func parts() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let (whole, shared) = (folder.file("whole"), folder.file("shared"))
        #expect(try Command(comparison(whole)).status == 0)

        // The second as a task of a job array.
        let array =
            "export SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=6;"
        let parts = try [("", "1/2"), (array, "slurm")].map {
            try Command.start(comparison(shared) + ["--only", $1], shell: $0)
        }
        for part in parts {
            part.waitUntilExit()
            #expect(part.terminationStatus == 0)
        }
        func trained() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: shared.appending(path: "runs").path)
                .sorted()
        }
        #expect(try trained() == ["baseline-0", "baseline-1", "cutout-0", "cutout-1"])
        #expect(!shared.appending(path: "report.md").exists)

        // Its features too are there already: gathering writes no checkpoint and no cache, which
        // would be another file of the same name.
        func numbers() throws -> [String: Int] {
            let folders = try trained().map { "runs/\($0)" } + ["features"]
            return try folders.reduce(into: [:]) { numbers, name in
                let folder = shared.appending(path: name)
                for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
                where file.hasSuffix(".safetensors") {
                    numbers["\(name)/\(file)"] =
                        try FileManager.default.attributesOfItem(
                            atPath: folder.appending(path: file).path)[.systemFileNumber] as? Int
                }
            }
        }
        let before = try numbers()
        #expect(before.count == 4 * 5)
        let gathered = try Command(comparison(shared))
        #expect(gathered.status == 0, "\(gathered.errors)")
        #expect(try numbers() == before)
        let (one, other) = (try ComparisonFile(in: whole), try ComparisonFile(in: shared))
        #expect(one.runs.map(\.values) == other.runs.map(\.values))
        #expect(one.runs.map(\.folder) == other.runs.map(\.folder))
        #expect(one.differences == other.differences)
    }

    @Test("a part without a training has nothing to do; one that is none is refused")
    func edges() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let idle = try Command(comparison(folder.url) + ["--only", "9/9"])
        #expect(idle.status == 0 && idle.output.contains("0 of 4 trainings"))
        let wrong = try Command(comparison(folder.url) + ["--only", "3/2"])
        #expect(wrong.status == 64 && wrong.errors.contains("--only is 3/2"))
        #expect(!folder.file("report.md").exists)
    }
}
