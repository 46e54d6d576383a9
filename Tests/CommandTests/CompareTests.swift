import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot compare")
struct CompareTests {
    @Test("measures every network, tests every pair, and writes a report whose links hold")
    func whole() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "out")
        let run = try Command(ComparisonRun.arguments(output))
        #expect(run.status == 0, "\(run.errors)")
        let file = try ComparisonFile(in: output)
        #expect(
            file.runs.map(\.folder) == [
                "runs/baseline-0", "runs/cutout-0", "runs/manifold-mixup-0", "runs/baseline-1",
                "runs/cutout-1", "runs/manifold-mixup-1",
            ])
        // A fifth of 24 images of each class is held out.
        #expect(file.imagesPerClass == ["trained": 19, "base": 5, "val": 24])
        for run in file.runs {
            try expectHeldOut(run, in: output)
            for name in ["oneShot", "fiveShot", "calibrationError"] {
                #expect((0...1).contains(try #require(run.values[name])), "\(name)")
            }
            // n images around their mean have n − 1 directions.
            for (images, count) in file.imagesPerClass {
                let most = Double(count - 1)
                func value(_ name: String) throws -> Double {
                    try #require(run.values[images + name], "\(images)\(name)")
                }
                #expect(try (1...most + 1e-4).contains(value("Rank")))
                #expect(try (0...most).contains(value("Directions")))
                #expect(try value("WideDirections") <= value("Directions"))
                #expect(try value("SumShare") > 0)
            }
            #expect(try #require(run.seconds) > 0 && #require(run.peakMemory) > 10 << 20)
        }
        try expectStatistics(file)
        let text = try ComparisonRun.expectLinks(output.appending(path: "report.md"))
        for part in ["## Which differences are real", "## Claimed and seen", "beside cutout"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.contains("report-figures/fiveShot.svg"))

        // Asked for again, everything is there already: the same numbers to the last digit.
        func content() throws -> [Data] {
            try ["comparison.json", "report.md", "runs/cutout-1/run.json"].map {
                try Data(contentsOf: output.appending(path: $0))
            }
        }
        let before = try content()
        #expect(try Command(ComparisonRun.arguments(output)).status == 0)
        #expect(try content() == before)

        // What it is not asked for like this stays as it is, also where it may go but cannot.
        let asked = ComparisonRun.arguments(output)
        let longer = asked.map { $0 == "2" ? "3" : $0 } + ["--batch-size", "8"]
        let sweep = ["sweep"] + ComparisonRun.arguments(output, recipes: []).dropFirst()
        let fewer = ComparisonRun.arguments(output, recipes: ["baseline", "cutout"])
        for words in [
            longer, fewer, sweep, asked + ["--episodes", "100"], asked + ["--seed", "1"],
            asked + ["--seeds", "1"],
        ] {
            let refused = try Command(words)
            #expect(refused.status == 73, "\(words): \(refused.errors)")
            #expect(refused.errors.contains("--overwrite"), "\(refused.errors)")
        }
        let refused = try Command(longer + ["--overwrite"])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("report.md stays as it is"), "\(refused.errors)")
        #expect(try content() == before)

        // With more seeds and another recipe, all that it tells is told again.
        let more = try Command(asked + ["--seeds", "3", "--recipe", "input-mixup"])
        #expect(more.status == 0, "\(more.errors)")
        let after = try ComparisonFile(in: output)
        #expect(after.runs.count == 12)
        for run in file.runs {
            #expect(after.runs.first { $0.folder == run.folder }?.values == run.values)
        }
    }

    /// Accuracy and likelihood again, from the features in the cache and the head's weights.
    private func expectHeldOut(_ run: ComparisonFile.Run, in output: URL) throws {
        let folder = output.appending(path: run.folder)
        let cache = output.appending(path: "features")
        let names = try FileManager.default.contentsOfDirectory(atPath: cache.path)
        let hash = try Fingerprint.sha256(contentsOf: folder.appending(path: "last.safetensors"))
        // 4 classes × 5 images are held out and × 19 trained on; the val table has 120.
        func table(of images: Int) throws -> (file: Safetensors, paths: [String]) {
            let files = try names.filter { $0.hasPrefix("features-") }.map {
                try Safetensors(contentsOf: cache.appending(path: $0))
            }.filter {
                $0.entries["labels"]?.shape == [images]
                    && $0.metadata["key"]?.contains(hash) == true
            }
            let file = try #require(files.count == 1 ? files[0] : nil)
            let paths = Data(try #require(file.metadata["paths"]).utf8)
            return (file, try JSONDecoder().decode([String].self, from: paths))
        }
        let (heldOut, trained) = (try table(of: 20), try table(of: 76))
        try #require(firstOfEach(19, without: heldOut.paths) == trained.paths.sorted())
        let table = heldOut.file
        let labels = try table.integers("labels").map(Int.init)
        let features = try table.floats("features").map(Double.init)
        let head = try Safetensors(contentsOf: folder.appending(path: "last.safetensors"))
        let weights = try head.floats("classifier.weight").map(Double.init)
        let bias = try head.floats("classifier.bias").map(Double.init)
        let width = features.count / labels.count
        var (right, loss) = (0.0, 0.0)
        for (image, label) in labels.enumerated() {
            let scores = bias.indices.map { k in
                (0..<width).reduce(bias[k]) {
                    $0 + weights[k * width + $1] * features[image * width + $1]
                }
            }
            if scores.max() == scores[label] { right += 1 }
            loss += log(scores.reduce(0) { $0 + exp($1) }) - scores[label]
        }
        expectClose(try #require(run.values["heldOutAccuracy"]), right / 20, "accuracy")
        expectClose(
            try #require(run.values["heldOutLoss"]), loss / 20, relative: 1e-4, "likelihood")
    }

    /// The first base images of each class that are not among some.
    private func firstOfEach(_ count: Int, without some: [String]) throws -> [String] {
        let base = Fixture.data.appending(path: "base").path
        return try FileManager.default.contentsOfDirectory(atPath: base).flatMap { name in
            try FileManager.default.contentsOfDirectory(atPath: "\(base)/\(name)").sorted()
                .map { "base/\(name)/\($0)" }.filter { !some.contains($0) }.prefix(count)
        }.sorted()
    }

    /// Means, spreads, tests over two seeds and Holm's correction of three pairs, again.
    private func expectStatistics(_ file: ComparisonFile) throws {
        for summary in file.summaries {
            let values = file.runs.filter { $0.entry == summary.entry }
                .map { $0.values[summary.measure]! }
            #expect(summary.runs == 2)
            expectClose(summary.mean, (values[0] + values[1]) / 2)
            expectClose(
                try #require(summary.deviation), abs(values[0] - values[1]) / 2.0.squareRoot())
            #expect((summary.unitInterval == nil) == (summary.measure == "calibrationError"))
        }
        #expect(file.summaries.count == 51 && file.differences.count == 51)
        for difference in file.differences {
            for (seed, value) in difference.bySeed.enumerated() {
                func own(_ name: String) -> Double {
                    file.runs.first { $0.entry == name && $0.seed == seed }!
                        .values[difference.measure]!
                }
                expectClose(value, own(difference.first) - own(difference.second))
            }
            let (a, b) = (difference.bySeed[0], difference.bySeed[1])
            guard abs(a - b) > 1e-6 else { continue }
            // Student's t with one degree of freedom is Cauchy's distribution.
            let p = 1 - 2 / Double.pi * atan(abs(a + b) / abs(a - b))
            expectClose(try #require(difference.overSeeds).p, p, relative: 1e-4, absolute: 1e-4)
        }
        for measure in Set(file.differences.map(\.measure)) {
            let tests = file.differences.filter { $0.measure == measure }.compactMap(\.overUnits)
                .sorted { $0.p < $1.p }
            var least = 0.0
            for (rank, test) in tests.enumerated() {
                least = max(least, min(1, Double(tests.count - rank) * test.p))
                expectClose(test.holm, least, "\(measure)")
            }
        }
    }

    @Test("killed, and begun by hand, it ends with the same weights and numbers")
    func resumes() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let recipes = ["baseline", "cutmix+rotation"]
        let (whole, parts) = (folder.url.appending(path: "whole"), folder.url.appending(path: "b"))
        #expect(try Command(ComparisonRun.arguments(whole, recipes: recipes)).status == 0)

        let byHand = try Command(
            [
                "pretrain", Fixture.data.path, "--recipe", "cutmix+rotation", "--one-phase",
                "--seed", "1", "--output", parts.appending(path: "runs/cutmix+rotation-1").path,
            ] + ComparisonRun.small)
        #expect(byHand.status == 0, "\(byHand.errors)")
        let process = try Command.start(ComparisonRun.arguments(parts, recipes: recipes))
        let second = parts.appending(path: "runs/cutmix+rotation-0/last.safetensors")
        for _ in 0..<20_000 where !FileManager.default.fileExists(atPath: second.path) {
            usleep(1000)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(FileManager.default.fileExists(atPath: parts.path + "/report.md"))
        let again = try Command(ComparisonRun.arguments(parts, recipes: recipes))
        #expect(again.status == 0, "\(again.errors)")

        let (expected, actual) = (try ComparisonFile(in: whole), try ComparisonFile(in: parts))
        #expect(actual.runs.map(\.values) == expected.runs.map(\.values))
        #expect(actual.summaries == expected.summaries)
        #expect(actual.differences == expected.differences)
        for run in expected.runs {
            let name = "\(run.folder)/last.safetensors"
            #expect(
                try Safetensors(contentsOf: parts.appending(path: name)).entries
                    == Safetensors(contentsOf: whole.appending(path: name)).entries)
        }
    }

    @Test("one run that fails has its reason in the report, and the others are there")
    func failure() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let damaged = folder.url.appending(path: "runs/manifold-mixup-0")
        try folder.write("no checkpoint", to: "runs/manifold-mixup-0/last.safetensors")
        let command = ComparisonRun.arguments(
            folder.url, recipes: ["baseline", "manifold-mixup"])
        let run = try Command(command)
        #expect(run.status == 1)
        #expect(run.errors.contains("manifold-mixup, seed 0, failed"))
        let file = try ComparisonFile(in: folder.url)
        try #require(file.runs.map { $0.failure == nil } == [true, false, true, true])
        #expect(file.runs[1].failure?.contains("last.safetensors") == true)
        #expect(file.runs[1].values.isEmpty && !file.runs[2].values.isEmpty)
        // One seed is left of manifold-mixup, and the pair is compared on that one.
        #expect(file.differences.allSatisfy { $0.bySeed.count == 1 && $0.overSeeds == nil })
        let text = try ComparisonRun.expectLinks(folder.url.appending(path: "report.md"))
        #expect(text.contains("**1 of 4 runs failed.**") && text.contains("seed 0, failed:"))

        try FileManager.default.removeItem(at: damaged)
        #expect(try Command(command).status == 0)
        try folder.write("no checkpoint", to: "runs/manifold-mixup-0/last.safetensors")
        #expect(try Command(command).errors.contains("report.md stays as it is"))
        #expect(try ComparisonFile(in: folder.url).runs.allSatisfy { $0.failure == nil })
    }

    @Test(
        "what makes no comparison is one sentence and an exit code, before anything is trained",
        arguments: [
            (["compare", "--recipe", "baseline"], "at least two"),
            (["compare", "--recipe", "baseline", "--recipe", "baseline"], "each once"),
            (["compare", "--recipe", "baseline", "--recipe", "magic"], "magic"),
            (
                ["compare", "--recipe", "baseline", "--recipe", "cutout", "--mixup-alpha", "1"],
                "none of the recipes mixes"
            ),
            (
                ["compare", "--recipe", "baseline", "--recipe", "cutmix", "--mixup-layers", "0"],
                "mixes hidden states"
            ),
            (
                [
                    "compare", "--recipe", "baseline", "--recipe", "cutout", "--rotation-head",
                    "cosine",
                ],
                "none of the recipes predicts rotations"
            ),
            (["compare", "--recipe", "baseline", "--recipe", "cutout", "--seeds", "0"], "--seeds"),
            (
                ["compare", "--recipe", "baseline", "--recipe", "cutout", "--holdout", "1"],
                "--holdout is 1"
            ),
            (["sweep", "--recipe", "input-mixup"], "manifold-mixup or s2m2-r"),
            (["sweep", "--mixup-alpha", "1,x"], "--mixup-alpha is 1,x"),
            (["sweep", "--mixup-layers", "0,-1"], "--mixup-layers"),
            (["sweep", "--mixup-layers", "0,0"], "each once"),
            (["sweep", "--mixup-layers", "10,01"], "each once"),
            (["sweep", "--mixup-layers", "0,5"], "cannot mix at layer 5, only at 0, 1, 2, 3, 4."),
        ])
    func usage(_ words: [String], _ part: String) throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let run = try Command(
            words + [Fixture.data.path, "--output", folder.url.appending(path: "out").path])
        #expect(run.status == 64)
        #expect(run.errors.contains(part), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/out/runs"))
    }
}
