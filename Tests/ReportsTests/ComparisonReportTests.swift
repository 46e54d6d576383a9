import Files
import Foundation
import Records
import Reports
import TestSupport
import Testing

@Suite("Comparison reports")
struct ComparisonReportTests {
    typealias Difference = ComparisonRecord.Difference

    /// baseline, dropout and manifold-mixup over two seeds, with differences as given.
    static func record(_ differences: [Difference]) -> ComparisonRecord {
        let names = ["baseline", "dropout", "manifold-mixup"]
        var record = ComparisonRecord(
            command: "fewshot compare Data --recipe baseline", kind: .recipes,
            entries: names.map { name in
                var recipe = Samples.recipe(name, epochs: 12)
                if name == "manifold-mixup" { recipe.phases[0].objective = .manifoldMixup }
                return .init(name: name, recipe: recipe)
            }, seeds: [0, 1], backbone: "resnet12", backboneTitle: "a ResNet-12", precision: "f32",
            machine: Samples.machine)
        record.episodes = 10_000
        record.imagesPerClass = ["trained": 15, "val": 30]
        for (place, name) in names.enumerated() {
            for seed in [0, 1] as [UInt64] {
                var run = ComparisonRecord.Run(
                    entry: name, seed: seed, folder: "runs/\(name)-\(seed)")
                let size = Double(place) + Double(seed) / 4
                run.values = ["heldOutLoss": 2 - size / 10, "fiveShot": 0.4 + size / 20]
                run.seconds = 200
                run.peakMemory = 300 << 20
                record.runs.append(run)
            }
            for measure in [ComparedMeasure.heldOutLoss, .fiveShot] {
                let values = record.runs.filter { $0.entry == name }.compactMap { $0[measure] }
                record.summaries.append(
                    .init(
                        entry: name, measure: measure, runs: 2,
                        mean: (values[0] + values[1]) / 2, deviation: 0.01, seedInterval: 0.09,
                        unitInterval: 0.004))
            }
        }
        record.differences = differences
        return record
    }

    static func difference(
        _ first: String, _ second: String, _ measure: ComparedMeasure, _ bySeed: [Double],
        holm: Double
    ) -> Difference {
        Difference(
            first: first, second: second, measure: measure, bySeed: bySeed,
            overUnits: .init(ci95: 0.01, p: holm / 2, holm: holm),
            overSeeds: .init(ci95: 0.3, p: 0.2, holm: 0.4))
    }

    func text(_ record: ComparisonRecord) throws -> (text: String, folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        let url = folder.file("report.md")
        try ComparisonReport(record: record).write(to: url)
        return (try InputFile.readText(url), folder)
    }

    @Test("A claim is seen, unclear or contradicted by the sign that is claimed, and its numbers")
    func claims() throws {
        let (text, _) = try text(
            Self.record([
                Self.difference(
                    "baseline", "manifold-mixup", .heldOutLoss, [0.2, 0.1], holm: 0.001),
                Self.difference(
                    "dropout", "manifold-mixup", .heldOutLoss, [-0.2, -0.1], holm: 0.001),
                Self.difference(
                    "baseline", "manifold-mixup", .fiveShot, [-0.02, -0.04], holm: 0.3),
                // However small its p, a difference that turns with the seed is none.
                Self.difference(
                    "dropout", "manifold-mixup", .fiveShot, [-0.05, 0.01], holm: 0.001),
            ]))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| manifold-mixup | ") }
        #expect(
            rows.contains(
                "| manifold-mixup | **seen** (−0.150 ± 0.010) | *opposite* (+0.150 ± 0.010) |"))
        #expect(
            rows.contains(
                "| manifold-mixup | unclear (+3.00 ± 1.00 points) | unclear (+2.00 ± 1.00 points) |"
            ))
        #expect(text.contains("seen in one of 2 pairs, the opposite in one, unclear in none."))
        #expect(text.contains("not seen clearly in any pair"))
        // Of the reference only: manifold-mixup's loss is smaller.
        #expect(text.contains("Smaller than baseline's: manifold-mixup (−0.150 ± 0.010)."))
        #expect(text.contains("none of 4 differences pass it"))
    }

    @Test("A difference is real by its p after Holm's correction, not before")
    func correction() throws {
        for (p, holm, verdict) in [
            (0.03, 0.09, "unclear"), (0.001, 0.04, "**seen**"), (0.0499, 0.0501, "unclear"),
        ] {
            var difference = Self.difference(
                "baseline", "manifold-mixup", .heldOutLoss, [0.2, 0.1], holm: holm)
            difference.overUnits = .init(ci95: 0.01, p: p, holm: holm)
            let (text, _) = try text(Self.record([difference]))
            #expect(
                text.contains("| manifold-mixup | \(verdict) (−0.150 ± 0.010) |"), "\(p), \(holm)")
        }
    }

    @Test("More is claimed of accuracy, and less of loss")
    func direction() throws {
        for (measure, first, cell) in [
            (ComparedMeasure.fiveShot, 0.03, "**seen** (+3.00 ± 1.00 points)"),
            (.fiveShot, -0.03, "*opposite* (−3.00 ± 1.00 points)"),
            (.heldOutLoss, -0.03, "**seen** (−0.030 ± 0.010)"),
            (.heldOutLoss, 0.03, "*opposite* (+0.030 ± 0.010)"),
        ] {
            let (text, _) = try text(
                Self.record([
                    Self.difference(
                        "manifold-mixup", "baseline", measure, [first, first], holm: 0.001)
                ]))
            #expect(text.contains("| manifold-mixup | \(cell) |"), "\(measure) \(first)")
        }
    }

    @Test("Spread over seeds and over episodes stand in columns of their own")
    func spreads() throws {
        let (text, folder) = try text(Self.record([]))
        #expect(
            text.contains("| 5-shot | baseline | 40.62 % | 0.40 % | 1.00 % | 9.00 % |"), "\(text)")
        #expect(text.contains("| baseline | 1.988 ± 0.010 | 40.6 ± 1.0 % | 3 min 20 s | 300 MiB |"))
        #expect(text.contains("each of 15 images trained on and 30 images of val; n images have"))
        #expect(
            text.contains("over that of all points (each over the root of its number of points)"))
        for name in ["heldOutLoss", "fiveShot"] {
            let figure = try InputFile.readText(folder.file("report-figures/\(name).svg"))
            #expect(figure.contains("manifold-mixup"))
        }
        #expect(!text.contains("## Claimed and seen"))
    }

    @Test("Runs that failed or are to come are said, and no number stands for them")
    func missing() throws {
        var record = Self.record([])
        record.runs[3] = .init(
            entry: "dropout", seed: 1, folder: "runs/dropout-1", failure: "The disk | is full.")
        record.runs.removeLast()
        let (some, _) = try text(record)
        #expect(some.contains("**1 of 6 runs failed and 1 of 6 are still to come.**"))
        #expect(some.contains("- **dropout, seed 1, failed:** The disk \\| is full."))
        record.runs = []
        record.summaries = []
        let (none, _) = try text(record)
        #expect(none.contains("No run has been measured.") && none.contains("**6 of 6 are still"))
    }

    @Test("A grid shades from the worst to the best, whichever way that is")
    func grid() throws {
        func map(_ prefersLess: Bool) throws -> String {
            try GridMap(
                title: "Map", rows: Side("layers", ["0", "0, 1"]),
                columns: Side("α", ["0.5", "2"]),
                cells: [
                    [.init(1, text: "one", note: "± 1"), .init(3, text: "three", note: "± 2")],
                    [nil, .init(2, text: "two", note: "")],
                ], prefersLess: prefersLess
            ).svg()
        }
        let (more, less) = (try map(false), try map(true))
        for text in [">one<", ">three<", ">± 2<", ">–<", ">layers<", ">0, 1<"] {
            #expect(more.contains(text), "\(text)")
        }
        func fill(_ svg: String, before text: String) throws -> Substring {
            let end = try #require(svg.range(of: text)).lowerBound
            return try #require(
                svg[..<end].matches(of: #/<rect[^>]*fill="(#\w+)"/#).last
            ).1
        }
        #expect(try fill(more, before: ">three<") == fill(less, before: ">one<"))
        #expect(try fill(more, before: ">two<") == fill(less, before: ">two<"))
        #expect(try fill(more, before: ">one<") != fill(more, before: ">three<"))
        #expect(throws: UserError.self) {
            try GridMap(
                title: "Map", rows: Side("", ["a"]), columns: Side("", ["b"]),
                cells: [[.init(.nan, text: "", note: "")]], prefersLess: false
            ).svg()
        }
    }

    @Test("A row of dots spans its values, and no number may be missing")
    func dots() throws {
        func chart(_ mean: Double) -> DotChart {
            DotChart(
                title: "Dots", axisTitle: "accuracy", numbers: .percent,
                rows: [
                    .init("a", mean: mean, interval: 0.01, values: [0.4, 0.42]),
                    .init("b", mean: 0.5, interval: nil, values: []),
                ])
        }
        let svg = try chart(0.41).svg()
        // Two means and two values.
        #expect(svg.matches(of: #/<circle/#).count == 4)
        #expect(svg.contains(">41.0 %<") && svg.contains(">50.0 %<"))
        #expect(throws: UserError.self) { try chart(.nan).svg() }
    }
}
