import Files
import Foundation
import Records

/// The results of an evaluation as other programs take them: rows of numbers for spreadsheets and
/// statistics, and a table for a paper.
///
/// What is bold in the table, and `best` in the rows, the paired test decides: of each task the row
/// with the highest mean and those that cannot be told from it (corrected p ≥ 0.05), unless that is
/// all of them. Rows that see all queries together answer another question and are compared among
/// themselves.
public struct PaperTable: Sendable {
    /// A form to write.
    public enum Form: String, CaseIterable, Sendable {
        /// Comma-separated values: a row for each result, fractions and not percent.
        case csv
        /// A table for LaTeX with the package booktabs: a row for each method, a column for each task.
        case latex

        /// What a file of it ends in.
        public var ending: String { self == .csv ? "csv" : "tex" }
    }

    private let record: EvaluationRecord
    /// Differences with a corrected p below this are called real.
    private static let level = 0.05

    /// The table of a record.
    public init(_ record: EvaluationRecord) { self.record = record }

    /// The content of a file.
    public func text(_ form: Form) -> String { form == .csv ? csv : latex }

    /// The positions of the results that are best of their task and kind.
    var best: Set<Int> {
        let results = record.results
        var best: Set<Int> = []
        for task in Set(results.map(Names.task)) {
            for isTransductive in [false, true] {
                let rows = results.indices.filter {
                    Names.task(results[$0]) == task && results[$0].transductive == isTransductive
                }
                guard rows.count > 1, let top = rows.max(by: { accuracy($0) < accuracy($1) }) else {
                    continue
                }
                let tied = rows.filter { $0 == top || !isReal(top, $0) }
                if tied.count < rows.count { best.formUnion(tied) }
            }
        }
        return best
    }

    private func accuracy(_ row: Int) -> Double { record.results[row].accuracy }

    private func isReal(_ first: Int, _ second: Int) -> Bool {
        record.comparisons.contains {
            Set([$0.first, $0.second]) == [first, second] && $0.holm < Self.level
        }
    }

    // MARK: - csv

    private var csv: String {
        let head = [
            "way", "least_way", "shot", "least_shot", "query", "query_imbalance", "open_classes",
            "model",
            "classifier", "transform", "transductive", "uses_query_counts", "split", "episodes",
            "accuracy", "ci95", "open_accuracy", "open_ci95", "open_episodes", "best",
        ]
        let best = best
        let rows = record.results.enumerated().map { index, result -> [String] in
            func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
            func count(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
            return ["\(result.way)", count(result.leastWay), "\(result.shot)"]
                + [count(result.leastShot), "\(result.query)"]
                + [
                    result.queryImbalance.map { "\($0)" } ?? result.queryShares ?? "",
                    count(result.openClasses),
                ]
                + [result.model ?? "", result.classifier, result.transform].map(CSV.cell)
                + ["\(result.transductive)", "\(result.usesQueryCounts)", result.split]
                + ["\(result.episodes)", "\(result.accuracy)", number(result.ci95)]
                + [number(result.open?.accuracy), number(result.open?.ci95)]
                + [count(result.open?.episodes), "\(best.contains(index))"]
        }
        return ([head] + rows).map { CSV.line($0) + "\n" }.joined()
    }

    // MARK: - LaTeX

    private var latex: String {
        let table = ResultTable(record.results)
        let inductive = table.methods.filter { !isTransductive($0) }
        let transductive = table.methods.filter(isTransductive)
        let best = best
        var lines = [
            "% \(record.run.command.visible)",
            "% data \(record.run.data.fingerprint), seed \(record.run.seed), fewshot "
                + record.run.machine.fewshot,
            "% Needs \\usepackage{booktabs}.",
            "\\begin{table}", "\\centering", "\\caption{\(caption)}",
            "\\begin{tabular}{l\(String(repeating: "c", count: table.tasks.count))}", "\\toprule",
            (["Classifier"] + table.tasks).map(Self.escaped).joined(separator: " & ") + " \\\\",
        ]
        for group in [inductive, transductive] where !group.isEmpty {
            lines.append("\\midrule")
            lines += group.map { method in
                let cells = table.tasks.map { cell(method, $0, best) }
                return ([Self.escaped(method)] + cells).joined(separator: " & ") + " \\\\"
            }
        }
        lines += ["\\bottomrule", "\\end{tabular}", "\\end{table}"]
        return lines.map { $0 + "\n" }.joined()
    }

    private func isTransductive(_ method: String) -> Bool {
        record.results.contains { Names.method($0) == method && $0.transductive }
    }

    private func cell(_ method: String, _ task: String, _ best: Set<Int>) -> String {
        let results = record.results
        guard
            let index = results.indices.first(where: {
                Names.method(results[$0]) == method && Names.task(results[$0]) == task
            })
        else { return "--" }
        let mean = Format.fixed(100 * results[index].accuracy, decimals: 2)
        let interval = results[index].ci95.map { " \\pm " + Format.fixed(100 * $0, decimals: 2) }
        let number = best.contains(index) ? "\\mathbf{\(mean)}" : mean
        return "$\(number)\(interval ?? "")$"
    }

    private var caption: String {
        let episodes = Format.list(Set(record.results.map(\.episodes)).sorted().map { "\($0)" })
        let isSplit = Set(record.results.map(\.transductive)).count > 1
        let words =
            "Accuracy in percent, mean over \(episodes) episodes ± 95 % interval over episodes. "
            + "Bold: the highest mean and what a paired t-test on the same episodes cannot tell from "
            + "it (p ≥ \(Self.level), Holm's correction over \(record.comparisons.count) comparisons); "
            + "none where that is all of them"
            + (isSplit
                ? ". Rows below the rule see all queries of an episode together, and are compared "
                    + "among themselves." : ".")
        return Self.escaped(words)
    }

    /// Text as LaTeX takes it.
    static func escaped(_ text: String) -> String {
        let signs: [Character: String] = [
            "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
            "%": "\\%", "_": "\\_", "^": "\\^{}", "~": "\\~{}", "±": "$\\pm$", "≥": "$\\geq$",
            "<": "\\textless{}", ">": "\\textgreater{}", "α": "$\\alpha$", "–": "--", "\u{A0}": "~",
            "\u{202F}": "\\,",
        ]
        return text.visible.map { signs[$0] ?? String($0) }.joined()
    }
}
