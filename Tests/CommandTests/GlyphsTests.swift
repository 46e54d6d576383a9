import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot glyphs")
struct GlyphsTests {
    private struct Record: Decodable {
        struct Method: Decodable {
            struct Run: Decodable, Equatable {
                struct Point: Decodable, Equatable {
                    let step: Int
                    let errorRate, negativeLogLikelihood: Double
                }
                let errorRate, negativeLogLikelihood, trainingErrorRate: Double
                let curve: [Point]
            }
            let name: String
            let runs: [Run]
        }
        struct Sample: Decodable, Equatable {
            let label: [Int]
            let read: [[Int]]
        }
        let methods: [Method]
        let samples: [Sample]
    }

    private func glyphs(_ folder: URL, _ words: [String]) throws -> Command {
        try Command(["glyphs", "--output", folder.path, "--threads", "1"] + words)
    }

    private func record(_ folder: URL) throws -> Record {
        try JSONDecoder().decode(
            Record.self, from: Data(contentsOf: folder.appending(path: "glyphs.json")))
    }

    @Test("a network learns to read; the report has its figures")
    func learns() throws {
        let folder = try TemporaryFolder()
        let words = ["--seeds", "2", "--steps", "200", "--strings", "60"]
        let run = try glyphs(folder.url, words)
        #expect(run.status == 0, "\(run.errors)")
        let record = try record(folder.url)
        #expect(record.methods.map(\.name) == ["no mixing", "Manifold Mixup"])
        for method in record.methods {
            #expect(method.runs.count == 2)
            for run in method.runs {
                let first = try #require(run.curve.first)
                #expect(run.curve.map(\.step).last == 200 && run.curve.count == 12)
                #expect(run.errorRate < 0.85 && run.errorRate > 0)
                #expect(run.negativeLogLikelihood < first.negativeLogLikelihood)
            }
        }
        // Plain training reads what it learned from better than what is new.
        for run in record.methods[0].runs { #expect(run.trainingErrorRate < run.errorRate) }
        #expect(record.samples.allSatisfy { (3...6).contains($0.label.count) })
        #expect(record.samples.allSatisfy { $0.read.count == 2 })
        let page = try InputFile.readText(folder.url.appending(path: "glyphs.html"))
        #expect(WebPage(page).faults == [])
        let text = try InputFile.readText(folder.url.appending(path: "glyphs.md"))
        for name in ["learning", "strings"] {
            #expect(text.contains("glyphs-figures/\(name).svg"))
            let figure = folder.url.appending(path: "glyphs-figures/\(name).svg")
            #expect(FileManager.default.fileExists(atPath: figure.path))
        }
    }

    @Test("a seed repeats")
    func repeats() throws {
        let records = try (0..<2).map { _ in
            let folder = try TemporaryFolder()
            let words = ["--seeds", "2", "--steps", "5", "--strings", "20"]
            #expect(try glyphs(folder.url, words).status == 0)
            return try record(folder.url)
        }
        #expect(records[0].methods.map(\.runs) == records[1].methods.map(\.runs))
        #expect(records[0].samples == records[1].samples)
        // The same strings and first weights, but not the same training.
        #expect(records[0].methods[0].runs != records[0].methods[1].runs)
    }

    @Test(
        "an untrained network reads nothing right, and numbers that make no experiment are refused")
    func untrained() throws {
        let folder = try TemporaryFolder()
        let words = ["--seeds", "2", "--steps", "1", "--strings", "2"]
        #expect(try glyphs(folder.url, words).status == 0)
        for run in try record(folder.url).methods.flatMap(\.runs) {
            #expect(run.errorRate > 0.85 && run.curve.count == 1)
        }
        let largest = "\(Int.max)"
        for words in [
            ["--seeds", "1"], ["--strings", "1"], ["--steps", "0"], ["--seeds", "1000000000"],
            ["--strings", "10001"], ["--steps", largest],
        ] {
            let run = try glyphs(folder.url, words)
            #expect(run.status == 64 && run.errors.contains("it must be from "), "\(run.errors)")
        }
    }
}
