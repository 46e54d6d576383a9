import Foundation
import Records
import Reports
import Testing

@Suite("What a report says of several results")
struct ComparedResultsTests {
    private func markdown(_ change: (inout EvaluationRecord) -> Void) throws -> String {
        var evaluation = Samples.evaluation()
        change(&evaluation)
        return try EvaluationReport(title: "T", evaluation: evaluation)
            .rendered(fileName: "r.md").markdown
    }

    private func pair(_ difference: Double, p: Double) -> PairedResult {
        PairedResult(first: 0, second: 1, difference: difference, ci95: 0.001, p: p / 2, holm: p)
    }

    @Test("A difference is real by its corrected p alone, and the one ahead is named first")
    func differences() throws {
        let real = try markdown { $0.comparisons = [pair(-0.012, p: 0.003)] }
        #expect(real.contains("**All differences are real**"))
        #expect(
            real.contains(
                "**logistic regression, cl2n** is 1.20 ± 0.10 points above **nearest centroid, cl2n** "
                    + "(p = 0.0030)"))
        #expect(real.contains("| −1.20 ± 0.10 | 0.0015 | 0.0030 |"))
        let chance = try markdown { $0.comparisons = [pair(0.012, p: 0.06)] }
        #expect(chance.contains("**No difference is real**"))
        #expect(chance.contains("which may be chance (p = 0.060)"))
        let both = try markdown {
            $0.comparisons = [pair(0.012, p: 0.06), pair(0.02, p: 0.000_001)]
        }
        #expect(both.contains("1 of 2 differences is real") && both.contains("(p < 0.0001)"))
    }

    @Test("What holds for these images need not hold for others, and both are said")
    func otherImages() throws {
        let alone = try markdown { $0.comparisons = [pair(-0.012, p: 0.003)] }
        #expect(alone.contains("not enough images for several episodes that share none"))
        #expect(!alone.contains("Other images"))
        func open(_ difference: Double, p: Double) throws -> String {
            try markdown { record in
                record.comparisons = [pair(-0.012, p: 0.003)]
                record.comparisons[0].open = .init(
                    difference: difference, ci95: 0.02, episodes: 37, p: p / 3, holm: p)
            }
        }
        let both = try open(-0.03, p: 0.004)
        #expect(
            both.contains(
                "judged by the 37 episodes that share no image, **the difference is real**, too"))
        #expect(both.contains("; for other images +3.00 ± 2.00 (p = 0.0040)."))
        // Real for others alone is not real "too", and one of two that can be judged is not all.
        func openOnly(of count: Int) throws -> String {
            try markdown { record in
                record.comparisons = Array(repeating: pair(-0.012, p: 0.3), count: count)
                record.comparisons[0].open = .init(
                    difference: -0.03, ci95: 0.02, episodes: 37, p: 0.001, holm: 0.004)
            }
        }
        #expect(try openOnly(of: 1).contains("share no image, **the difference is real**."))
        #expect(
            try openOnly(of: 2).contains(
                "share no image, **the difference that can be judged so is real**."))
        let other = try open(0.005, p: 0.5)
        #expect(other.contains("share no image, **no difference is real**."))
        // The sign is that of the one ahead for these images: behind for others.
        #expect(other.contains("; for other images −0.50 ± 2.00, which may be chance (p = 0.50)."))
        #expect(other.contains("| −1.20 ± 0.10 | 0.0015 | 0.0030 | +0.50 ± 2.00 | 0.50 |"))
        #expect(EvaluationReportTests.widths(other).allSatisfy { $0.count == 1 })
    }

    @Test("Networks of one kind are counted, and the hardest class is of a row")
    func summary() throws {
        let both = try markdown { record in
            let model = EvaluationRun.Model(
                name: "a", files: [], backbone: "conv4", backboneTitle: "a Conv-4",
                recipe: "s2m2-r")
            record.run.models = [model, model]
        }
        let kinds = "each of two Conv-4 networks pretrained with the recipe s2m2-r tells apart"
        #expect(both.contains(kinds))
        #expect(both.contains("The hardest class of 5-way 5-shot (logistic regression, cl2n) is "))
        let other = try markdown { record in
            record.run.models = [("a Conv-4", "conv4"), ("a ResNet-12", "resnet12")].map {
                .init(name: $1, files: [], backbone: $1, backboneTitle: $0)
            }
        }
        #expect(other.contains("how well a Conv-4 network, or a ResNet-12 network, tells apart"))
    }

    @Test("Many differences stand in a table that is folded away, not in words")
    func many() throws {
        let text = try markdown { record in
            record.comparisons = (0..<20).map { _ in pair(0.01, p: 0.01) }
        }
        #expect(text.contains("<summary>All differences in numbers</summary>"))
        #expect(!text.contains("points above"))
    }

    @Test("Transductive rows are marked, and never called the best beside others")
    func transductive() throws {
        let text = try markdown { record in
            record.results[1].transductive = true
            record.results[1].usesQueryCounts = true
            record.results[1].accuracy = 0.99
        }
        #expect(text.contains("– *transductive, uses query counts*"))
        #expect(text.contains("do not answer the same question"))
        #expect(!text.contains("**99.0"))
    }

    @Test("The open interval has a column of its own, and says over how many episodes")
    func open() throws {
        let text = try markdown { record in
            record.results[0].open = .init(accuracy: 0.53, ci95: 0.021, episodes: 118)
        }
        #expect(text.contains("5-way 1-shot (closed ±) | open ±"))
        #expect(text.contains("53.0 ± 2.1 % (118)") && text.contains("share no image"))
        #expect(EvaluationReportTests.widths(text).allSatisfy { $0.count == 1 })
    }

    @Test("What ± is of few episodes is said where there are few")
    func fewEpisodes() throws {
        let words = "1.96 · s / √episodes, with Student's t in place of 1.96 below 100 episodes."
        #expect(try markdown { $0.results[0].episodes = 99 }.contains(words))
        #expect(try markdown { $0.results[0].episodes = 100 }.contains("s / √episodes. It says"))
    }

    @Test("Too few episodes that share no image have no interval, and the report says why")
    func tooFewOpen() throws {
        let few = EvaluationResult.Estimate(accuracy: 0.48, ci95: nil, episodes: 2)
        let none = try markdown { $0.results[0].open = few }
        #expect(!none.contains("open ±"))
        #expect(none.contains("they suffice for only 2 episodes without a common image"))
        let some = try markdown { record in
            record.results[0].open = .init(accuracy: 0.53, ci95: 0.021, episodes: 118)
            record.results[1].open = few
        }
        #expect(some.contains("– (2)") && some.contains("A dash: of only 2 episodes nothing is"))
    }

    @Test("Seeds, curves, calibration and hard episodes have their sections only where measured")
    func sections() throws {
        let bare = try markdown { _ in }
        let headings = [
            "### Over training seeds", "## More shots, more classes", "Can its probabilities",
            "The hardest episodes",
        ]
        for heading in headings { #expect(!bare.contains(heading)) }
        let full = try markdown { record in
            record.seeds = [
                SeedResult(
                    recipe: "s2m2-r", models: ["a", "b", "c"], result: 0, mean: 0.51,
                    deviation: 0.011, ci95: 0.027)
            ]
            record.curve = [1, 5].map { shot in
                var result = record.results[0]
                result.shot = shot
                return result
            }
            let measures = CalibrationResult.Measures(
                negativeLogLikelihood: 1.25, brier: 0.6, expectedCalibrationError: 0.083,
                bins: (0..<15).map { .init(count: $0, confidence: 0.5, accuracy: 0.4) })
            for index in record.results.indices {
                record.results[index].calibration = CalibrationResult(
                    queries: 75_000, episodes: 1000, plain: measures, temperature: 2.5,
                    scaled: measures, fittedOn: "val")
                record.tables[index].hardest = [
                    HardEpisode(
                        index: 77, accuracy: 0.2, classes: ["n01855672"],
                        support: [["val/n01855672/1.jpg"]])
                ]
            }
        }
        for heading in headings { #expect(full.contains(heading), "\(heading)") }
        #expect(
            full.contains(
                "| s2m2-r | 5-way 1-shot | nearest centroid, cl2n | a, b, c | 51.0 ± 2.7 % |"))
        #expect(full.contains("75,000 queries, those of the first 1,000 episodes. Scores were"))
        #expect(full.contains("| 1.250 | 0.600 | 8.3 % | 2.5 |"))
        #expect(full.contains("goose: `val/n01855672/1.jpg`"))
        #expect(
            full.contains("r-figures/reliability.svg") && full.contains("r-figures/by-shot.svg"))
        #expect(EvaluationReportTests.widths(full).allSatisfy { $0.count == 1 })
    }

    @Test("Small numbers keep their sign and their digits")
    func numbers() {
        #expect(Format.signed(0.314, decimals: 2) == "+0.31")
        #expect(Format.signed(-1.2, decimals: 2) == "−1.20")
        #expect(Format.signed(-0.001, decimals: 2) == "0.00")
        #expect(Format.probability(0.414) == "0.41" && Format.probability(0.0032) == "0.0032")
        #expect(Format.probability(0.000_01) == "< 0.0001" && Format.probability(1) == "1.00")
        #expect(Format.probability(0.04, relation: true) == "= 0.040")
    }
}
