import Foundation
import Randomness
import Recipes
import Records

/// A made-up run of realistic size and shape: what the report's tests draw.
enum Samples {
    static let machine = Machine(
        cpu: "Some Processor @ 2.70GHz", instructions: ["avx2", "avx512f", "avx512_bf16"],
        cores: 2, memory: 8_589_934_592, system: "Debian GNU/Linux 12 (bookworm)",
        swift: "6.3.1", fewshot: "0.1.0", libraries: ["oneDNN": "2.6.3", "OpenBLAS": "0.3.21"])

    static let animals = [
        "goose", "Ibizan hound", "white wolf", "meerkat", "rhinoceros beetle", "cannon", "carton",
        "catamaran", "combination lock", "garbage truck", "gymnastic bar", "horizontal pipe",
        "miniskirt, mini", "missile launcher", "poncho", "coral reef",
    ]
    static let names = [
        "n01855672", "n02091244", "n02114548", "n02138441", "n02174001", "n02950826", "n02971356",
        "n02981792", "n03075370", "n03417042", "n03535780", "n03584254", "n03770439", "n03773504",
        "n03980874", "n09256479",
    ]

    /// A recipe in two phases, as S2M2_R has them.
    static func recipe(_ name: String, epochs: Int) -> Recipe {
        let adam = OptimizerSettings(.adam, learningRate: 0.001)
        let phases: [Phase] =
            name == "s2m2-r"
            ? [
                Phase(
                    epochs: epochs * 4 / 5, objective: .rotation, optimizer: adam,
                    schedule: .constant),
                Phase(
                    epochs: epochs - epochs * 4 / 5, objective: .s2m2r, optimizer: adam,
                    schedule: .constant),
            ]
            : [
                Phase(
                    epochs: epochs, objective: .classification,
                    optimizer: OptimizerSettings(
                        .sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 0.0005),
                    schedule: .cosine)
            ]
        return Recipe(
            name: name, source: "Mangla et al. 2020, train.py", phases: phases, batchSize: 64,
            imageSize: 84, head: name == "s2m2-r" ? .cosine : .linear)
    }

    /// `epochs` epochs that rise with noise towards `ceiling` (5-shot).
    static func training(_ name: String, epochs: Int, ceiling: Double = 0.70) -> RunRecord {
        let recipe = recipe(name, epochs: epochs)
        var generator = Generator(seed: 1).stream(name)
        let rotates = recipe.phases[0].objective.rotates
        let records = (1...max(epochs, 1)).map { epoch in
            let second = rotates && epoch > epochs * 4 / 5
            let progress = 1 - exp(-Double(epoch) / (0.2 * Double(epochs) + 1))
            let noise = 0.004 * generator.normal()
            let five = 0.45 + (ceiling - 0.45) * progress + noise + (second ? 0.01 : 0)
            return EpochRecord(
                epoch: epoch, phase: second ? 2 : 1, learningRate: 0.001,
                loss: 3.9 - 1.9 * progress + 0.02 * generator.normal() + (second ? 0.5 : 0),
                classLoss: rotates ? 4.0 - 1.8 * progress + (second ? 0.7 : 0) : nil,
                rotationLoss: rotates ? 1.3 - 0.8 * progress : nil,
                classAccuracy: 0.05 + 0.42 * progress - (second ? 0.13 : 0),
                rotationAccuracy: rotates ? 0.4 + 0.42 * progress : nil,
                validation1Shot: five - 0.17 + 0.003 * generator.normal(),
                validation5Shot: five, imagesPerSecond: 480 + 8 * generator.normal(), seconds: 80)
        }
        return RunRecord(
            command: "fewshot pretrain mini-imagenet --output runs/\(name) --backbone conv4 "
                + "--recipe \(name) --epochs \(epochs) --seed 1", recipe: recipe,
            overrides: RecipeOverrides(epochs: epochs), backbone: "conv4",
            backboneTitle: "a Conv-4", parameters: 113_088,
            seed: 1, threads: 2, precision: "bf16", mean: [0.485, 0.456, 0.406],
            deviation: [0.229, 0.224, 0.225],
            data: TrainingData(
                path: "mini-imagenet",
                base: .init(
                    classes: 64, images: 38_400, rejected: 0,
                    fingerprint: String(repeating: "ab", count: 32)),
                val: .init(
                    classes: 16, images: 9_600, rejected: 0,
                    fingerprint: String(repeating: "cd", count: 32))),
            machine: machine, started: Date(timeIntervalSince1970: 1_790_000_000), resumed: 1,
            seconds: 80 * Double(epochs), bestEpoch: epochs, epochs: records)
    }

    /// 10,000 episodes around `accuracy`, 75 queries each: the counts of episodes by rightly
    /// answered queries, a mixture over easy and hard episodes.
    static func episodes(accuracy: Double, spread: Double, seed: UInt64) -> [Int] {
        var generator = Generator(seed: seed)
        var counts = [Int](repeating: 0, count: 76)
        for _ in 0..<10_000 {
            let p = accuracy + spread * generator.normal()
            counts[min(max(Int((75 * p).rounded()), 0), 75)] += 1
        }
        return counts
    }

    /// An evaluation of both classifiers, 1-shot and 5-shot, on the classes `names`.
    static func evaluation(
        names: [String] = names, titles: [String]? = animals, split: String = "val",
        shift: Double = 0
    ) -> EvaluationRecord {
        var results: [EvaluationResult] = []
        var tables: [EvaluationTable] = []
        let settings = [
            (1, "nearest-centroid", 0.5231, 0.10), (1, "logistic", 0.5187, 0.10),
            (5, "nearest-centroid", 0.6914, 0.088), (5, "logistic", 0.7026, 0.085),
        ]
        for (index, (shot, classifier, mean, spread)) in settings.enumerated() {
            let counts = episodes(accuracy: mean + shift, spread: spread, seed: UInt64(index))
            let (accuracy, interval) = moments(counts)
            results.append(
                EvaluationResult(
                    way: 5, shot: shot, query: 15, episodes: 10_000, classifier: classifier,
                    transform: "cl2n", split: split, accuracy: accuracy, ci95: interval,
                    seconds: classifier == "logistic" ? 2.7 : 0.4))
            tables.append(table(names, titles, around: accuracy, counts: counts, seed: shot))
        }
        return EvaluationRecord(
            results: results,
            run: EvaluationRun(
                command: "fewshot eval mini-imagenet --checkpoint runs/s2m2-r --split \(split) "
                    + "--way 5 --shot 1 --shot 5 --transform cl2n --report report.md",
                seed: 0,
                models: [
                    .init(
                        name: "s2m2-r",
                        files: [
                            .init(
                                path: "runs/s2m2-r/best.safetensors",
                                sha256: String(repeating: "0123abcd", count: 8))
                        ], backbone: "conv4", backboneTitle: "a Conv-4", imageSize: 84,
                        recipe: "s2m2-r", seed: 1,
                        seenClasses: [])
                ],
                data: .init(
                    path: "mini-imagenet", fingerprint: String(repeating: "cd", count: 32),
                    baseFingerprint: String(repeating: "ab", count: 32)), threads: 2,
                machine: machine, seconds: 41.2), tables: tables)
    }

    /// Mean and closed 95 % interval of counts by rightly answered queries.
    static func moments(_ counts: [Int]) -> (mean: Double, interval: Double) {
        let total = Double(counts.reduce(0, +))
        let values = counts.indices.map { Double($0) / Double(counts.count - 1) }
        let mean = zip(values, counts).map { $0 * Double($1) }.reduce(0, +) / total
        let squares = zip(values, counts).map { ($0 - mean) * ($0 - mean) * Double($1) }
        return (mean, 1.96 * (squares.reduce(0, +) / (total - 1) / total).squareRoot())
    }

    private static func table(
        _ names: [String], _ titles: [String]?, around accuracy: Double, counts: [Int], seed: Int
    ) -> EvaluationTable {
        var generator = Generator(seed: UInt64(seed) + 7)
        let own = names.map { _ in min(max(accuracy + 0.1 * generator.normal(), 0.05), 0.97) }
        let queries = 10_000 * 75 / max(names.count, 1)
        let confusion = names.indices.map { i in
            let weights = names.indices.map { j -> Double in
                let near = exp(-abs(Double(i - j)) / 2) + 0.3 * generator.uniform()
                return i == j ? 0 : near
            }
            let sum = max(weights.reduce(0, +), 1e-9)
            return names.indices.map { j in
                let share = i == j ? own[i] : (1 - own[i]) * weights[j] / sum
                return Int((share * Double(queries)).rounded())
            }
        }
        return EvaluationTable(
            episodesByCorrect: counts,
            classes: names.indices.map { i in
                ClassResult(
                    name: names[i], title: titles?[i], images: 600, accuracy: own[i], ci95: 0.006)
            }, confusion: confusion)
    }
}
