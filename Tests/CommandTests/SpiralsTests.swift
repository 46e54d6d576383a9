import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot spirals")
struct SpiralsTests {
    private struct Record: Decodable {
        struct Measures: Decodable, Equatable {
            let accuracy, negativeLogLikelihood, boundaryDistance, nearestTenth: Double
            let newNearestTenth, confidentShare, hiddenConfidentShare, hiddenSpread: Double
            let spreadBetween, directions, hiddenFlatness: Double
        }
        struct Claim: Decodable, Equatable { let difference, student, wilcoxon: Double }
        struct Method: Decodable {
            let name: String
            let runs: [Measures]
            let claims: [Claim]
        }
        struct Start: Decodable {
            let plain, mixed: [Measures]
            let claims: [Claim]
        }
        let methods: [Method]
        let otherStarts: [Start]
    }

    private func spirals(_ folder: URL, _ words: [String]) throws -> Command {
        try Command(["spirals", "--output", folder.path, "--threads", "1"] + words)
    }

    private func record(_ folder: URL) throws -> Record {
        try JSONDecoder().decode(
            Record.self, from: Data(contentsOf: folder.appending(path: "spirals.json")))
    }

    @Test("what it cannot compute in is refused", arguments: ["spirals", "flattening", "glyphs"])
    func singlePrecision(_ command: String) throws {
        let folder = try TemporaryFolder()
        let run = try Command([
            command, "--output", folder.url.appending(path: "r").path, "--precision", "bf16",
        ])
        #expect(run.status == 64 && run.errors.contains("--precision"), "\(run.errors)")
    }

    @Test("networks that have learned name new points; the report has its figures")
    func learns() throws {
        let folder = try TemporaryFolder()
        let words = ["--seeds", "2", "--steps", "400", "--points", "60"]
        let run = try spirals(folder.url, words)
        #expect(run.status == 0, "\(run.errors)")
        let record = try record(folder.url)
        #expect(record.methods.count == 8 && record.methods.allSatisfy { $0.runs.count == 2 })
        #expect(record.methods[0].name == "no regulariser")
        #expect(record.methods[1].name == "Manifold Mixup")
        #expect(record.methods.map(\.claims.count) == [0] + [Int](repeating: 7, count: 7))
        for measures in record.methods[0].runs {
            #expect(measures.accuracy > 0.85 && measures.negativeLogLikelihood < 1.5)
            // Neighbouring windings are about 0.35 apart, so a boundary between them is nearer.
            #expect(measures.boundaryDistance > 0.03 && measures.boundaryDistance < 0.35)
            #expect(measures.nearestTenth < measures.boundaryDistance)
            #expect(measures.newNearestTenth < measures.nearestTenth + 0.05)
            for share in [measures.confidentShare, measures.hiddenConfidentShare] {
                #expect((0...1).contains(share))
            }
            #expect((0...1).contains(measures.hiddenFlatness) && measures.hiddenSpread > 0)
            #expect((0...2).contains(measures.directions))
            // A part of the spread in the plane.
            #expect(measures.spreadBetween <= 1.0001 * measures.hiddenSpread)
        }
        #expect(record.otherStarts.count == 3)
        #expect(Set(record.otherStarts.map(\.plain[0].negativeLogLikelihood)).count == 3)
        let page = try InputFile.readText(folder.url.appending(path: "spirals.html"))
        #expect(WebPage(page).faults == [])
        let text = try InputFile.readText(folder.url.appending(path: "spirals.md"))
        // Wilcoxon's p of two differences is never below 0.5.
        #expect(run.output.contains("Two seeds cannot show whether claims hold"), "\(run.output)")
        #expect(run.output.contains("Ask for 6 or more."))
        #expect(!text.contains("not seen clearly") && !text.contains(" of 7 |"))
        for name in ["planes"] + (3...8).map({ "plane-\($0)" }) {
            #expect(text.contains("spirals-figures/\(name).svg"))
            let figure = folder.url.appending(path: "spirals-figures/\(name).svg")
            #expect(FileManager.default.fileExists(atPath: figure.path))
        }
    }

    @Test("a seed's network repeats, whatever others are trained beside it")
    func repeats() throws {
        let folder = try TemporaryFolder()
        func runs(_ seeds: Int) throws -> [[Record.Measures]] {
            let folder = folder.url.appending(path: "\(seeds)")
            let words = ["--seeds", "\(seeds)", "--steps", "30", "--overwrite"]
            #expect(try spirals(folder, words).status == 0)
            return try record(folder).methods.map(\.runs)
        }
        let three = try runs(3)
        #expect(try runs(3) == three)
        #expect(try runs(2) == three.map { Array($0.prefix(2)) })
    }

    @Test("untrained networks guess, and numbers that make no experiment are refused")
    func untrained() throws {
        let folder = try TemporaryFolder()
        #expect(try spirals(folder.url, ["--seeds", "2", "--steps", "1"]).status == 0)
        for measures in try record(folder.url).methods[0].runs {
            #expect(measures.accuracy < 0.8)
        }
        let largest = "\(Int.max)"
        for words in [
            ["--seeds", "1"], ["--points", "1"], ["--steps", "0"], ["--seeds", "1000000000"],
            ["--points", "1001"], ["--steps", largest],
        ] {
            let run = try spirals(folder.url, words)
            #expect(run.status == 64 && run.errors.contains("it must be from "), "\(run.errors)")
        }
    }
}
