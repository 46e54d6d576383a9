import Files
import Records

/// The results of an evaluation, ordered for reading: a row for each classifier and transform, a
/// column for each task (way and shot).
struct ResultTable {
    /// The tasks in the order in which they first occur.
    let tasks: [String]
    /// The classifiers with their transforms, likewise.
    let methods: [String]
    private let cells: [[String]: EvaluationResult]

    init(_ results: [EvaluationResult]) {
        var (tasks, methods) = ([String](), [String]())
        var cells: [[String]: EvaluationResult] = [:]
        for result in results {
            let (task, method) = (Names.task(result), Names.method(result))
            if !tasks.contains(task) { tasks.append(task) }
            if !methods.contains(method) { methods.append(method) }
            cells[[method, task]] = result
        }
        (self.tasks, self.methods, self.cells) = (tasks, methods, cells)
    }

    /// The accuracy in words, "–" where there is none.
    func cell(_ method: String, _ task: String) -> String {
        cells[[method, task]].map(Names.accuracy) ?? "–"
    }

    /// The table in markdown.
    var markdown: String {
        Markdown.table(
            ["Classifier"] + tasks,
            methods.map { method in
                [Markdown.text(method)] + tasks.map { cell(method, $0) }
            })
    }

    /// What every ± in a report is.
    static let interval = """
        ± is the 95 % interval over episodes (closed: re-uses images), 1.96 · s / √episodes. It \
        says how far the mean would move if other episodes were drawn from these same images. It \
        says nothing about other images, other classes or another training run, and it shrinks \
        with more episodes although nothing more is known about those.
        """
}

extension EvaluationRecord {
    /// The positions of the most accurate result of each task, in the order of the tasks.
    var best: [Int] {
        ResultTable(results).tasks.compactMap { task in
            results.indices.filter { Names.task(results[$0]) == task }
                .max { results[$0].accuracy < results[$1].accuracy }
        }
    }

    /// Throws where numbers are missing that a report needs.
    func requireSound() throws {
        for result in results {
            let name = "\(Names.method(result)), \(Names.task(result))"
            guard result.accuracy.isFinite, result.ci95?.isFinite ?? true else {
                throw UserError(
                    .badData,
                    "No report can be written: the accuracy of \(name) is \(result.accuracy) ± "
                        + "\(result.ci95 ?? 0), not a finite number. Look for features that are "
                        + "not finite in the checkpoint that was evaluated.")
            }
        }
        guard !results.isEmpty else {
            throw UserError(.badData, "No report can be written: the evaluation has no results.")
        }
        guard tables.isEmpty || tables.count == results.count else {
            throw UserError(
                .badData,
                "No report can be written: there are \(results.count) results, but tables for "
                    + "\(tables.count) of them.")
        }
    }
}
