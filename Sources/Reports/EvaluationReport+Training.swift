import Documents
import Files
import Foundation
import Recipes
import Records

/// The sections on where the weights come from, and on how to get all of it again.
extension EvaluationReport {
    func addTraining(to report: inout RenderedReport) throws {
        let known = zip(evaluation.run.models, trainings).compactMap { model, run in
            run.map { (name: model.name, run: $0) }
        }
        guard let first = known.first else { return }
        report.heading(2, "Training")
        for (name, run) in known {
            if known.count > 1 { report.heading(3, Text(name)) }
            for (i, part) in run.chain.enumerated() {
                let then = i == 0 ? "" : "Then, from those weights with fresh heads: "
                report.paragraph("\(then)\(part.story)")
                report.show(.table(part.phaseTable))
            }
            if let start = run.start, start.runs.isEmpty {
                report.paragraph("It started from the weights in \(code: start.path).")
            }
        }
        guard known.count > 1 else {
            guard !first.run.epochs.isEmpty else { return }
            let figures = TrainingFigures(
                epochs: first.run.epochs, recipe: first.run.recipe, start: first.run.start)
            try report.add(figures.accuracy, as: "accuracy")
            try report.add(figures.loss, as: "loss")
            return
        }
        report.heading(3, "Side by side")
        let note = "Nearest centroid on the fixed episodes of the val classes"
        let charts: [(String, String, (EpochRecord) -> Double?)] = [
            ("Val accuracy, 1-shot", "val-1-shot", \.validation1Shot),
            ("Val accuracy, 5-shot", "val-5-shot", \.validation5Shot),
        ]
        for (title, file, value) in charts {
            let series = known.map { name, run in
                TrainingFigures(epochs: run.epochs, recipe: run.recipe).curveByPasses(name, value)
            }
            guard series.contains(where: { !$0.points.isEmpty }) else { continue }
            try report.add(
                LineChart(
                    title: title, note: note, x: ("passes over the images", .whole),
                    y: ("accuracy", .percent), series: series), as: file)
        }
    }

    func addRecord(to report: inout RenderedReport) throws {
        let run = evaluation.run
        report.heading(2, "To repeat it")
        // One command may have done both.
        var commands: [String] = []
        for command in trainings.flatMap({ ($0?.chain ?? []).map(\.command) }) + [run.command]
        where !commands.contains(command) {
            commands.append(command)
        }
        report.show(.code(commands.joined(separator: "\n"), language: "sh"))
        var rows: [(Text, Text)] = run.models.flatMap { model in
            model.files.flatMap { file -> [(Text, Text)] in
                [
                    ("Checkpoint", "\(code: file.path)"),
                    ("its SHA-256", "\(code: file.sha256)"),
                ]
            }
        }
        rows += [
            ("Data", "\(code: run.data.path)"),
            ("fingerprint of the evaluated images", "\(code: run.data.fingerprint)"),
        ]
        if let base = run.data.baseFingerprint {
            rows.append(("fingerprint of the base images (for their mean)", "\(code: base)"))
        }
        if run.data.hasStoredMean == true {
            rows.append(("Mean of the base features", "that of the checkpoint"))
        }
        let prints = trainings.compactMap { $0?.data.base.fingerprint }
        for print in Set(prints).sorted() {
            rows.append(("fingerprint of the training images", "\(code: print)"))
        }
        let seeds = trainings.compactMap { $0.map { "\($0.seed)" } }
        if !seeds.isEmpty {
            rows.append(
                (
                    seeds.count == 1 ? "Seed of the training" : "Seeds of the trainings",
                    Text(Format.list(seeds))
                ))
        }
        if let list = run.episodeList {
            rows.append(("List of episodes", "\(code: list.path)"))
            rows.append(("its SHA-256", "\(code: list.sha256)"))
        } else {
            rows.append(("Seed of the episodes", Text(String(run.seed))))
        }
        if let vectors = run.classVectors {
            rows.append(("Class vectors", "\(code: vectors.path)"))
            rows.append(("their SHA-256", "\(code: vectors.sha256)"))
        }
        let sizes = Set(run.models.compactMap(\.imageSize)).sorted()
        if !sizes.isEmpty {
            rows.append(("Images", "\(Format.list(sizes.map { "\($0) × \($0)" })) pixels"))
        }
        if let crops = run.supportCrops {
            rows.append(("Support features", "the mean of \(crops) random crops"))
        }
        if let crops = run.crops {
            rows.append(("Features", "of every image the mean of \(crops) random crops"))
        }
        rows.append(("Wall time of the evaluation", Text(Format.duration(run.seconds))))
        rows += run.machine.rows(threads: run.threads)
        if let training, training.machine != run.machine || training.threads != run.threads {
            rows += training.machine.rows(threads: training.threads).map {
                ("Training: \($0.0)", $0.1)
            }
        }
        report.show(.table(Table([.words(""), .words("")], rows.map { [$0.0, $0.1] })))
        let name = RenderedReport.recordName(
            "results.json", beside: URL(fileURLWithPath: report.fileName))
        let numbers = try report.add(record: evaluation, as: name)
        report.paragraph("The numbers behind this page: \(numbers).")
    }
}

extension Machine {
    /// The machine as rows of a table.
    func rows(threads: Int) -> [(Text, Text)] {
        let versions =
            [("fewshot", fewshot), ("Swift", swift)]
            + libraries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let extras = instructions.isEmpty ? "" : " (\(instructions.joined(separator: ", ")))"
        let gibibytes = Format.trimmed(Double(memory) / 1_073_741_824, decimals: 0)
        return [
            ("Processor", Text(cpu + extras)),
            ("Cores, threads used, memory", "\(cores), \(threads), \(gibibytes) GiB"),
            ("System", Text(system)),
            ("Versions", Text(versions.map { "\($0.0) \($0.1)" }.joined(separator: ", "))),
        ]
    }
}

extension RunRecord {
    /// What was trained on what, for how long, in one paragraph.
    var story: Text {
        var sentences: [Text] = [
            """
            \(Names.backbone(backbone, backboneTitle)) (\(Format.count(parameters)) weights without heads), \
            recipe \(strong: recipe.name) (\(recipe.source)), on \
            \(Format.count(data.base.images, "image")) of \
            \(Format.count(data.base.classes, "base class", "base classes")), \
            \(recipe.imageSize) × \(recipe.imageSize) pixels, batches of \(recipe.batchSize), \
            \(recipe.head.rawValue) class head, precision \(precision).
            """
        ]
        if data.base.rejected > 0 {
            sentences.append(
                """
                \(Format.count(data.base.rejected, "file")) could not be read and \
                \(data.base.rejected == 1 ? "was" : "were") left out.
                """)
        }
        let alpha = Format.trimmed(recipe.mixupAlpha, decimals: 3)
        if recipe.mixesAtLayers {
            let layers = recipe.mixupLayers.map { layers in
                layers.count == 1
                    ? "layer \(layers[0])" : "layers \(Format.list(layers.map(String.init)))"
            }
            sentences.append(
                """
                Mixing: λ ~ Beta(α, α) with α = \(alpha) at \(layers ?? "all layers that allow it").
                """)
        } else if recipe.mixes {
            sentences.append(
                "Boxes from other images: λ ~ Beta(α, α) of their own pixels, α = \(alpha).")
        }
        for setting in RecipeOverrides.settings {
            switch setting.sentence(recipe) {
            case .share(let share, let words):
                sentences.append(Text(words(Format.percent(share, decimals: 0))))
            case .number(let number, let words):
                sentences.append(Text(words(Format.trimmed(number, decimals: 3))))
            case .words(let words): sentences.append(Text(words))
            case nil: break
            }
        }
        let done = epochs.count
        if !epochs.isEmpty {
            let speed = epochs.map(\.imagesPerSecond).reduce(0, +) / Double(done)
            let again = resumed == 1 ? "once" : "\(Format.word(resumed)) times"
            sentences.append(
                """
                \(Format.count(done, "epoch")) took \(Format.duration(seconds)) \
                (\(Format.count(speed)) images a second)\
                \(resumed == 0 ? "" : ", resumed \(again)").
                """)
        }
        if done < recipe.epochs {
            sentences.append(
                "\(strong: "The run is unfinished: \(done) of \(Format.count(recipe.epochs, "epoch")).")"
            )
        }
        let before = [
            ("1-shot", start?.validation1Shot), ("5-shot", start?.validation5Shot),
        ].compactMap { name, value in
            value.map { "\(Format.percent($0, decimals: 1)) \(name)" }
        }
        if !before.isEmpty {
            sentences.append(
                "Before the first epoch, the weights that it started from had \(Format.list(before)) on the val episodes."
            )
        }
        if let bestEpoch, let best = epochs.first(where: { $0.epoch == bestEpoch }) {
            let scores = [("1-shot", best.validation1Shot), ("5-shot", best.validation5Shot)]
                .compactMap { name, value in
                    value.map { "\(Format.percent($0, decimals: 1)) \(name)" }
                }
            sentences.append(
                """
                Best on the val episodes: epoch \(bestEpoch)\
                \(scores.isEmpty ? "" : " (\(Format.list(scores)))").
                """)
        }
        return sentences.joined(separator: " ")
    }

    /// The phases in a table.
    var phaseTable: Table {
        Table(
            [
                .numbers("Phase"), .words("Objective"), .numbers("Epochs"), .words("Optimiser"),
                .words("Learning rate"), .numbers("Weight decay"),
            ],
            recipe.phases.enumerated().map { i, phase in
                let optimizer = phase.optimizer
                let momentum =
                    optimizer.kind == .sgd && optimizer.momentum > 0
                    ? " \(optimizer.nesterov ? "Nesterov " : "momentum ")"
                        + Format.trimmed(optimizer.momentum, decimals: 3) : ""
                return [
                    "\(i + 1)", phase.objective.rawValue, Format.count(phase.epochs),
                    optimizer.kind.rawValue + momentum,
                    "\(Format.plain(optimizer.learningRate)), \(phase.schedule.kind.rawValue)",
                    Format.plain(optimizer.weightDecay),
                ].map { Text($0) }
            })
    }
}
