import Files
import Foundation
import Records

/// Several runs side by side: results in one table, training curves in one figure each.
public struct ComparisonReport: Sendable {
    /// One of the runs.
    public struct Entry: Sendable {
        /// What the report calls it.
        public var name: String
        /// What was measured.
        public var evaluation: EvaluationRecord
        /// How it was trained; nil where unknown.
        public var training: RunRecord?

        /// A run called `name`.
        public init(_ name: String, evaluation: EvaluationRecord, training: RunRecord? = nil) {
            self.name = name
            self.evaluation = evaluation
            self.training = training
        }
    }

    /// The heading.
    public var title: String
    /// Paragraphs of markdown below the heading, in the words of who made the comparison; may be
    /// empty.
    public var introduction: String
    /// The runs; the first is what the others are compared with.
    public var entries: [Entry]

    /// A comparison of `entries`.
    public init(title: String, introduction: String = "", entries: [Entry]) {
        self.title = title
        self.introduction = introduction
        self.entries = entries
    }

    /// The report as text and files, to be stored as `fileName` ("comparison.md").
    ///
    /// - Throws: `UserError` `.badData` for numbers that are missing or not finite.
    public func rendered(fileName: String) throws -> RenderedReport {
        for entry in entries { try entry.evaluation.requireSound() }
        var report = RenderedReport(fileName: fileName)
        report.add("# \(Markdown.text(title))")
        if !introduction.isEmpty { report.add(introduction) }
        report.add("## Results")
        report.add(resultTable)
        if !differences.isEmpty { report.add(differences.joined(separator: "\n")) }
        report.add((caveats + [ResultTable.interval]).joined(separator: " "))
        try addCurves(to: &report)
        report.add("## To repeat it")
        let commands = entries.flatMap { entry in
            ["# \(entry.name.split(whereSeparator: \.isNewline).joined(separator: " "))"]
                + [entry.training?.command, entry.evaluation.run.command].compactMap { $0 }
        }
        report.add(Markdown.block(commands.joined(separator: "\n"), language: "sh"))
        report.add(
            Markdown.table(
                ["Run", "Checkpoint (SHA-256)", "Evaluated images", "Seeds"],
                entries.map { entry in
                    let run = entry.evaluation.run
                    let seeds = [
                        entry.training.map { "training \($0.seed)" }, "episodes \(run.seed)",
                    ]
                    return [
                        Markdown.text(entry.name), Markdown.code(run.checkpoint.sha256),
                        Markdown.code(run.data.fingerprint),
                        seeds.compactMap { $0 }.joined(separator: ", "),
                    ]
                }, left: [0, 1, 2, 3]))
        return report
    }

    /// Writes the report to `url` and its figures beside it; errors as of `rendered`, and
    /// `UserError` `.cannotCreate` or `.inputOutput` for files.
    public func write(to url: URL) throws {
        try rendered(fileName: url.lastPathComponent).write(to: url)
    }

    private var tables: [ResultTable] { entries.map { ResultTable($0.evaluation.results) } }

    private var tasks: [String] {
        tables.flatMap(\.tasks).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private var resultTable: String {
        let rows = zip(entries, tables).flatMap { entry, table in
            table.methods.map { method in
                [Markdown.text(entry.name), Markdown.text(method)]
                    + tasks.map { table.cell(method, $0) }
            }
        }
        return Markdown.table(["Run", "Classifier"] + tasks, rows, left: [0, 1])
    }

    /// For each task, each run's best result against the first run's.
    private var differences: [String] {
        guard let first = entries.first else { return [] }
        func best(_ entry: Entry, _ task: String) -> EvaluationResult? {
            entry.evaluation.best.map { entry.evaluation.results[$0] }
                .first { Names.task($0) == task }
        }
        return entries.dropFirst().flatMap { entry in
            tasks.compactMap { task -> String? in
                guard let own = best(entry, task), let other = best(first, task) else { return nil }
                let gap = own.accuracy - other.accuracy
                let sum = (own.ci95 ?? 0) + (other.ci95 ?? 0)
                let size = Format.fixed(abs(100 * gap), decimals: 2)
                let what =
                    "- \(task), best classifier of each: **\(Markdown.text(entry.name))** is \(size) "
                    + "points \(gap < 0 ? "below" : "above") **\(Markdown.text(first.name))**"
                return abs(gap) > sum
                    ? "\(what), more than both intervals together."
                    : "\(what); the intervals overlap, so this may be chance."
            }
        }
    }

    /// What a reader must know before believing the differences.
    private var caveats: [String] {
        let runs = entries.map(\.evaluation.run)
        guard let first = entries.first, entries.count > 1 else { return [] }
        let same =
            runs.allSatisfy {
                $0.data.fingerprint == runs[0].data.fingerprint && $0.seed == runs[0].seed
            }
            && entries.allSatisfy { entry in
                entry.evaluation.results.map(\.episodes) == first.evaluation.results.map(\.episodes)
            }
        return [
            same
                ? "All were evaluated on the same images and the same episodes."
                : "**They were not evaluated on the same images and episodes**, so differences of "
                    + "the size of an interval mean nothing.",
            "Each is one training run: another seed can move it by more than its interval.",
        ]
    }

    private func addCurves(to report: inout RenderedReport) throws {
        let trained = entries.compactMap { entry in entry.training.map { (entry.name, $0) } }
        guard !trained.isEmpty else { return }
        report.add("## Training")
        report.add(
            Markdown.table(
                ["Run", "Recipe", "Epochs", "Wall time", "Images/s", "Best epoch"],
                trained.map { name, run in
                    let speed = run.epochs.map(\.imagesPerSecond).reduce(0, +)
                    return [
                        Markdown.text(name), Markdown.text(run.recipe.name),
                        "\(run.epochs.count)"
                            + (run.epochs.count < run.recipe.epochs
                                ? " of \(run.recipe.epochs)" : ""),
                        Format.duration(run.seconds),
                        Format.count(Int((speed / Double(max(run.epochs.count, 1))).rounded())),
                        run.bestEpoch.map(String.init) ?? "–",
                    ]
                }, left: [0, 1]))
        func chart(
            _ title: String, _ note: String, _ y: (String, Axis.Numbers), as name: String,
            _ value: (EpochRecord) -> Double?
        ) throws {
            let series = trained.map { name, run in
                TrainingFigures(epochs: run.epochs).curve(name, value)
            }
            guard series.contains(where: { !$0.points.isEmpty }) else { return }
            try report.add(
                LineChart(title: title, note: note, x: ("epoch", .whole), y: y, series: series),
                as: name)
        }
        let note = "Nearest centroid on the fixed episodes of the val classes"
        try chart("Val accuracy, 1-shot", note, ("accuracy", .percent), as: "val-1-shot") {
            $0.validation1Shot
        }
        try chart("Val accuracy, 5-shot", note, ("accuracy", .percent), as: "val-5-shot") {
            $0.validation5Shot
        }
        try chart(
            "Training loss", "Recipes with other losses have other scales: compare the shapes",
            ("loss", .plain), as: "loss"
        ) { $0.loss }
    }
}
