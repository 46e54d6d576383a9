import Files
import Foundation
import Recipes
import Records
import Reports
import TestSupport
import Testing

@Suite("Tables for papers")
struct PaperTableTests {
    /// Three inductive rows and two transductive ones; of the first three the first two are a tie.
    private func record(tied: Bool = true) -> EvaluationRecord {
        let rows = [
            ("nearest-centroid", 0.601, false), ("logistic", 0.603, false), ("knn", 0.5, false),
            ("pt-map", 0.7, true), ("alpha-tim", 0.65, true),
        ]
        let results = rows.map { name, accuracy, transductive in
            EvaluationResult(
                way: 5, shot: 1, query: 15, episodes: 600, classifier: name, transform: "l2",
                transductive: transductive, split: "novel", accuracy: accuracy, ci95: 0.0021,
                open: .init(accuracy: accuracy - 0.01, ci95: 0.02, episodes: 148), seconds: 1)
        }
        var comparisons: [PairedResult] = []
        for first in rows.indices {
            for second in rows.indices where second > first {
                let isTie = tied && (first, second) == (0, 1)
                comparisons.append(
                    PairedResult(
                        first: first, second: second, difference: rows[first].1 - rows[second].1,
                        ci95: 0.001, p: isTie ? 0.04 : 0.001, holm: isTie ? 0.2 : 0.01))
            }
        }
        return EvaluationRecord(
            results: results,
            run: EvaluationRun(
                command: "fewshot eval data", seed: 3,
                models: [.init(name: "run", files: [], backbone: "resnet12", recipe: "s2m2-r")],
                data: .init(path: "data", fingerprint: "abc"), threads: 1,
                machine: Samples.machine, seconds: 1),
            comparisons: comparisons)
    }

    private func bold(_ latex: String) -> [String] {
        latex.matches(of: #/(?m)^(.*?) & \$\\mathbf/#).map { String($0.1) }
    }

    @Test("Bold is the highest of each kind, with what cannot be told from it")
    func bolds() {
        let latex = PaperTable(record()).text(.latex)
        #expect(
            bold(latex) == ["nearest centroid, l2", "logistic regression, l2", "PT-MAP, l2"])
        #expect(
            bold(PaperTable(record(tied: false)).text(.latex)) == [
                "logistic regression, l2", "PT-MAP, l2",
            ])
        var none = record()
        for index in none.comparisons.indices { none.comparisons[index].holm = 0.6 }
        #expect(bold(PaperTable(none).text(.latex)).isEmpty)
        // Without tests nothing is known to be better.
        none.comparisons = []
        #expect(bold(PaperTable(none).text(.latex)).isEmpty)
    }

    @Test("The table is even, groups are apart, and all that LaTeX reads is escaped")
    func latex() throws {
        var record = record()
        record.results[2].model = "50 % & {run_1}"
        let latex = PaperTable(record).text(.latex)
        let rows = latex.split(separator: "\n").filter { $0.hasSuffix("\\\\") }
        #expect(rows.count == 6)
        #expect(rows.allSatisfy { $0.replacing("\\&", with: "").count { $0 == "&" } == 1 })
        #expect(latex.matches(of: #/\\midrule/#).count == 2)
        #expect(latex.contains("50 \\% \\& \\{run\\_1\\}: nearest neighbours"))
        #expect(latex.contains("$\\alpha$-TIM") && latex.contains("$65.00 \\pm 0.21$"))
        #expect(latex.contains("Holm's correction over 10 comparisons"))
        #expect(latex.hasPrefix("% fewshot eval data\n% data abc, seed 3"))
    }

    @Test("The rows read back with all numbers to the bit")
    func csv() throws {
        var record = record()
        record.results[0].leastShot = 1
        record.results[0].leastWay = 5
        record.results[0].queryImbalance = 2
        record.results[4].ci95 = nil
        record.results[4].open = nil
        record.results[1].model = "=cmd"
        let rows = CSV.rows(PaperTable(record).text(.csv)).filter { !$0.isBlank }.map(\.fields)
        #expect(rows.count == 6 && rows.allSatisfy { $0.count == 20 })
        func column(_ name: String) throws -> [String] {
            let place = try #require(rows[0].firstIndex(of: name))
            return rows.dropFirst().map { $0[place] }
        }
        #expect(try column("accuracy").compactMap(Double.init) == record.results.map(\.accuracy))
        #expect(try column("ci95") == ["0.0021", "0.0021", "0.0021", "0.0021", ""])
        #expect(try column("open_episodes") == ["148", "148", "148", "148", ""])
        // The first row is of a task of its own now, in which nothing is better than it.
        #expect(try column("best") == ["false", "true", "false", "true", "false"])
        #expect(try column("query_imbalance")[0] == "2.0")
        #expect(try column("least_way") == ["5", "", "", "", ""])
        #expect(CSV.text(ofCell: try column("model")[1]) == "=cmd")
    }

    @Test("Works are cited once, braces match, and the program is among them")
    func citations() {
        let works = Citation.works(of: record(), dataset: "mini-imagenet")
        let keys = works.map(\.key)
        #expect(Set(keys).count == keys.count)
        for key in [
            "vinyals2016matching", "he2016residual", "mangla2020charting", "hu2020leveraging",
            "veilleux2021realistic", "lafargue2024oops", "fewshot",
        ] {
            #expect(keys.contains(key), "\(key)")
        }
        #expect(!keys.contains("boudiaf2022openset"))
        for work in works {
            let text = work.bibTeX
            #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
            #expect(text.hasPrefix("@") && text.contains("author = {") && text.contains("year = {"))
        }
    }

    @Test("What options put into a recipe is cited, of a training and of its evaluation")
    func options() {
        var training = Samples.training("s2m2-r", epochs: 5)
        func keys(_ works: [Citation]) -> Set<String> { Set(works.map(\.key)) }
        let plain = keys(Citation.works(of: training, dataset: nil))
        training.recipe.cutout = 0.25
        training.recipe.featureDropout = 0.5
        training.recipe.mixupLayers = [0]
        training.recipe.rotationPass = .whole
        let more: Set = [
            "devries2017cutout", "srivastava2014dropout", "zhang2018mixup", "bendou2022easy",
        ]
        #expect(plain.isDisjoint(with: more))
        #expect(keys(Citation.works(of: training, dataset: nil)) == plain.union(more))
        var evaluation = record()
        evaluation.run.models[0].methods = training.recipe.methods
        #expect(keys(Citation.works(of: evaluation, dataset: nil)).isSuperset(of: more))
        training.recipe = .baseline
        training.recipe.head = .cosine
        training.recipe.featureDropout = 0
        #expect(training.recipe.methods == ["baseline", "s2m2-head"])
    }

    @Test("A card has what the Hub reads, what was measured, and what it is not for")
    func card() throws {
        var evaluation = record()
        evaluation.run.models[0].seenClasses = []
        let card = ModelCard(
            name: "a \"name\"", file: "a.safetensors", backbone: "resnet12", recipe: "s2m2-r",
            classes: 64, epochs: 3, sha256: "ff", training: Samples.training("s2m2-r", epochs: 5),
            evaluations: [evaluation], licence: "apache-2.0", usage: "fewshot classify"
        ).markdown
        #expect(card.hasPrefix("---\nlicense: \"apache-2.0\"\nlibrary_name: fewshot\n"))
        #expect(card.contains("- name: \"a \\\"name\\\"\"\n"))
        #expect(card.contains("      value: 60.30\n") && card.contains("      split: novel\n"))
        #expect(card.contains("## What it is not for\n"))
        #expect(card.contains("trained on none of these names"))
        #expect(card.contains("@inproceedings{mangla2020charting,"))
        let bare = ModelCard(
            name: "b", file: "b.safetensors", backbone: "conv4", recipe: "baseline", classes: 3,
            epochs: 5, sha256: "00", training: nil, evaluations: [], licence: nil,
            usage: "fewshot classify"
        ).markdown
        #expect(bare.contains("license: \"unknown\"") && !bare.contains("model-index"))
        #expect(bare.contains("no licence was stated"))
        #expect(card.contains("3 of 5 epochs, seed") && !bare.contains("To cite"))
    }
}
