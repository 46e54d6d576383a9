import Foundation
import Records
import Reports
import Testing

@Suite("The report of an analysis")
struct AnalysisReportTests {
    private static func measures(rank: Double, recall: Double?) -> AnalysisMeasures {
        let names = ["image", "layer 1", "features"]
        return AnalysisMeasures(
            layers: names.map { name in
                .init(
                    name: name, shape: name == "features" ? [256] : [64, 16, 16],
                    shortSize: name == "features" ? 256 : 1024, deviations: [0.4, 0.2, 0.1],
                    directions: .init(values: [rank, rank], mean: rank, ci95: 0.25),
                    wideDirections: .init(values: [3, 4], mean: 3.5, ci95: 0.5),
                    effectiveRank: .init(values: [rank, rank], mean: rank, ci95: 0.25),
                    within: 3, between: 1, angle: name == "image" ? nil : 71.25)
            },
            features: .init(
                decay: 0.5, directions: recall == nil ? 256 : 250, possibleDirections: 256,
                sumShare: .init(values: [0.25, 0.5], mean: 0.375, ci95: 0.02),
                intra: 0.3, inter: 0.6, ratio: 0.5,
                recall: recall.map { .init(values: [$0, $0], mean: $0, ci95: 0.02) },
                mutualInformation: recall.map { _ in 0.123 }),
            picture: .init(
                classes: [0, 1], labels: [0, 1], principal: [[0, 0], [1, 1]],
                principalShares: [0.5, 0.25], neighbours: [[0, 0], [1, 1]], divergence: 0.7))
    }

    static func record(names: [String] = ["plain", "mixed"]) -> AnalysisRecord {
        AnalysisRecord(
            command: "fewshot analyze data", data: "data",
            parts: [
                .init(
                    split: "base", classes: ["n1", "n2"], titles: ["goose", "wolf"],
                    fingerprint: "ab"),
                .init(
                    split: "val", classes: ["n3", "n4"], titles: ["poncho", "<b>"],
                    fingerprint: "cd"),
            ], imagesPerClass: 20, imageSize: 32,
            networks: names.enumerated().map { index, name in
                .init(
                    name: name, file: .init(path: "runs/\(index)", sha256: "ef"),
                    backbone: "conv4", backboneTitle: "a Conv-4", recipe: "recipe-\(index)",
                    mixesHiddenStates: index == 1,
                    parts: [
                        measures(rank: 12.5 - Double(index), recall: nil),
                        measures(rank: 9, recall: 0.4),
                    ])
            }, seed: 3, threads: 2, precision: "f32", machine: Samples.machine, seconds: 61)
    }

    private func comparison(
        _ difference: Double, holm: Double, part: Int = 0, layer: String = "layer 1",
        _ measure: AnalysisRecord.Comparison.Measure = .directions
    ) -> AnalysisRecord.Comparison {
        .init(
            measure: measure, network: 1, part: part, layer: layer, difference: difference,
            ci95: 0.04, below: 2, p: holm / 2, holm: holm)
    }

    private func markdown(_ change: (inout AnalysisRecord) -> Void = { _ in }) throws -> String {
        var record = Self.record()
        change(&record)
        return try AnalysisReport(record: record).rendered(fileName: "r.md").markdown
    }

    @Test("A difference is clear by its corrected p, and its sign says which network is flatter")
    func differences() throws {
        let text = try markdown {
            $0.comparisons = [
                comparison(-1, holm: 0.01), comparison(2, holm: 0.001, layer: "features"),
                comparison(-1, holm: 0.06, part: 1),
                comparison(0.03, holm: 0.02, part: 1, layer: "features", .recall),
            ]
        }
        #expect(text.contains("**mixed** on the 2 base classes seen in training:"))
        #expect(
            text.contains(
                "- At layer 1, **flatter** by 1.00 ± 0.04 directions, 8.0 % (11.5 against "
                    + "12.5; lower in 2 of 2 classes)."))
        #expect(text.contains("- At the features, **less flat** by 2.00 ± 0.04 directions, 16.0 %"))
        #expect(text.contains("- At layer 1, no clear difference (−1.00 ± 0.04;"))
        #expect(text.contains("- Recall@1 is higher by 3.0 ± 4.0 points."))
        #expect(text.contains("corrected for 4 comparisons (Holm)"))
    }

    @Test("The claim is judged only where one network mixes hidden states and the other does not")
    func claims() throws {
        func text(_ mixes: [Bool?]) throws -> String {
            try markdown { record in
                record.comparisons = [
                    comparison(-1, holm: 0.01), comparison(2, holm: 0.001, layer: "features"),
                    comparison(-1, holm: 0.06, part: 1),
                ]
                for index in 0..<2 { record.networks[index].mixesHiddenStates = mixes[index] }
            }
        }
        let second = try text([false, true])
        #expect(
            second.contains(
                "In mixed beside plain, on the 2 base classes, it was **seen** at layer 1, by 8.0 %; "
                    + "**the opposite was seen** at the features, by 16.0 %."))
        #expect(second.contains("on the 2 val classes, nothing clear was seen at layer 1."))
        let first = try text([true, false])
        #expect(
            first.contains(
                "In plain beside mixed, on the 2 base classes, it was **seen** at the features, by 16.0 %; "
                    + "**the opposite was seen** at layer 1, by 8.0 %."))
        for mixes in [[true, true], [false, false], [nil, true], [false, nil]] as [[Bool?]] {
            #expect(try !text(mixes).contains("The claim"))
        }
    }

    @Test("Tables have a column for each network and part; what is not there is a dash")
    func tables() throws {
        let text = try markdown()
        #expect(text.contains("| State | plain, base | mixed, base | plain, val | mixed, val |"))
        #expect(text.contains("| layer 1 | 12.5 ± 0.2 | 11.5 ± 0.2 | 9.0 ± 0.2 | 9.0 ± 0.2 |"))
        #expect(text.contains("| layer 1 | 25.0 % | 25.0 % | 25.0 % | 25.0 % |"))
        #expect(text.contains("| image | – | – | – | – |"))
        #expect(
            text.contains("over that of all points (each over the root of its number of points;"))
        #expect(
            text.contains("| base | plain | 37.5 ± 2.0 % | 0.500 | 0.300 | 0.600 | 0.500 | – | – |")
        )
        #expect(
            text.contains(
                "| val | mixed | 37.5 ± 2.0 % | 0.500 | 0.300 | 0.600 | 0.500 | 40.0 ± 2.0 % "
                    + "| 0.123 |"))
        #expect(text.contains("plain on val classes has nothing in 6 of 256 directions"))
        #expect(text.contains("1,024 numbers at image"))
        #expect(!text.contains("base classes has nothing"))
    }

    @Test(
        "Several layers are named with the range of their differences, and few images with a word")
    func extents() throws {
        let text = try markdown { record in
            record.imagesPerClass = 14
            record.comparisons = [
                comparison(-1, holm: 0.01), comparison(-2, holm: 0.001, layer: "features"),
            ]
        }
        #expect(text.contains("it was **seen** at layer 1 and at the features, by 8.0 to 16.0 %."))
        #expect(text.contains("a class has few images for the size of a state"))
        #expect(try !markdown().contains("few images"))
    }

    @Test("One network alone is measured and not compared")
    func alone() throws {
        let text = try markdown { $0.networks.removeLast() }
        #expect(!text.contains("What was seen") && text.contains("| State | plain, base |"))
        #expect(text.contains("The network looked at images: 20 each of 2 base classes (seen"))
    }

    @Test("Figures are there once for each part, pictures for each network; names stay names")
    func figures() throws {
        var record = Self.record(names: ["<script>", "a|b"])
        record.remarks = ["<script> was trained on other classes."]
        let report = try AnalysisReport(record: record).rendered(fileName: "r.md")
        #expect(
            report.files.keys.sorted() == [
                "r-analysis.json", "r-figures/features-base-1.svg",
                "r-figures/features-base-2.svg",
                "r-figures/features-val-1.svg", "r-figures/features-val-2.svg",
                "r-figures/spectrum-base.svg", "r-figures/spectrum-val.svg",
            ])
        for (path, data) in report.files where path.hasSuffix("svg") {
            let xml = try #require(XML(String(decoding: data, as: UTF8.self)))
            #expect(!xml.names.contains("script") && !xml.names.contains("b"))
        }
        #expect(!report.markdown.contains("<script>"))
        #expect(report.markdown.contains("> &lt;script&gt; was trained on other classes."))
        let json = try JSONDecoder().decode(
            AnalysisRecord.self, from: try #require(report.files["r-analysis.json"]))
        #expect(json == record)
    }
}
