import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot sweep")
struct SweepTests {
    @Test("a sweep draws its maps beside one recipe without mixing")
    func sweep() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let run = try Command(
            [
                "sweep", Fixture.data.path, "--output", folder.url.path, "--seeds", "1",
                "--episodes", "200", "--mixup-alpha", "0.5,2", "--mixup-layers", "0,12",
            ] + ComparisonRun.small)
        #expect(run.status == 0, "\(run.errors)")
        let file = try ComparisonFile(in: folder.url)
        #expect(
            file.runs.map(\.entry) == [
                "baseline", "manifold-mixup-a0.5-l0", "manifold-mixup-a2-l0",
                "manifold-mixup-a0.5-l12", "manifold-mixup-a2-l12",
            ])
        #expect(Set(file.runs.map { $0.values["heldOutLoss"]! }).count == 5)
        // Each setting beside the recipe without mixing, in seventeen measures.
        #expect(file.differences.count == 68)
        #expect(file.differences.allSatisfy { $0.first == "baseline" })
        let text = try ComparisonRun.expectLinks(folder.url.appending(path: "report.md"))
        for name in ["fiveShot", "oneShot", "heldOutLoss", "heldOutAccuracy"] {
            #expect(text.contains("report-figures/grid-\(name).svg"))
        }
    }

    @Test("a dropout that the backbone has not is refused, in stages and of compared recipes too")
    func dropout() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let staged = [
            "pretrain", Fixture.data.path, "--output", folder.file("staged").path, "--recipe",
            "s2m2-r-staged",
        ]
        for words in [staged, ComparisonRun.arguments(folder.file("compared"))] {
            let refused = try Command(words + ["--dropout", "0.3"])
            #expect(refused.status == 64, "\(refused.errors)")
            #expect(refused.errors.contains("See --feature-dropout"), "\(refused.errors)")
        }
        #expect(!folder.file("staged").exists && !folder.file("compared").exists)
    }
}
