import Files
import Foundation
import TestSupport
import Testing

/// What `fewshot compare` writes down, as far as tests look at it.
struct ComparisonFile: Decodable {
    struct Run: Decodable {
        let entry: String
        let seed: UInt64
        let folder: String
        let failure: String?
        let values: [String: Double]
        let seconds: Double?
        let peakMemory: UInt64?
    }
    struct Summary: Decodable, Equatable {
        let entry, measure: String
        let runs: Int
        let mean: Double
        let deviation, seedInterval, unitInterval: Double?
    }
    struct Difference: Decodable, Equatable {
        struct Test: Decodable, Equatable {
            let ci95, p, holm: Double
        }
        let first, second, measure: String
        let bySeed: [Double]
        let overUnits, overSeeds: Test?
    }
    let runs: [Run]
    let summaries: [Summary]
    let differences: [Difference]
    let imagesPerClass: [String: Int]

    init(in folder: URL) throws {
        self = try JSONDecoder().decode(
            Self.self, from: Data(contentsOf: folder.appending(path: "comparison.json")))
    }
}

/// Tiny comparisons of drawn images.
enum ComparisonRun {
    /// Options of trainings that take a moment, as `pretrain` and `compare` take them.
    static let small = [
        "--epochs", "2", "--batch-size", "16", "--image-size", "16", "--threads", "1",
        "--precision", "f32", "--holdout", "0.2",
    ]

    /// `fewshot compare` of baseline, cutout and manifold-mixup with two seeds.
    static func arguments(
        _ output: URL, recipes: [String] = ["baseline", "cutout", "manifold-mixup"]
    )
        -> [String]
    {
        [
            "compare", Fixture.data.path, "--output", output.path, "--seeds", "2", "--episodes",
            "200",
        ]
            + recipes.flatMap { ["--recipe", $0] } + small
    }

    /// Every link of a report that is a file leads to one, and its page holds.
    static func expectLinks(
        _ report: URL, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let page = try InputFile.readText(
            report.deletingPathExtension().appendingPathExtension("html"))
        #expect(WebPage(page).faults == [], sourceLocation: sourceLocation)
        let text = try InputFile.readText(report)
        for link in text.matches(of: #/\]\(([^)#:]+)\)/#) {
            let target = report.deletingLastPathComponent().appending(path: String(link.1))
            #expect(
                FileManager.default.fileExists(atPath: target.path), "\(link.1)",
                sourceLocation: sourceLocation)
        }
        return text
    }
}
