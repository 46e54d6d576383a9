import Documents
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

    /// The table: the closed interval beside each accuracy, and the open one in a
    /// column of its own.
    var table: Table {
        let header = tasks.flatMap { task in
            hasOpen(task)
                ? [Table.Column.numbers("\(task) (closed ±)"), .numbers("open ±")]
                : [.numbers(Text(task))]
        }
        return Table(
            [.words("Classifier")] + header,
            cells: methods.map { method in
                [Table.Cell("\(method)\(marks(method))")]
                    + tasks.flatMap { task in
                        [closedCell(method, task)] + (hasOpen(task) ? [openCell(method, task)] : [])
                    }
            })
    }

    private func closedCell(_ method: String, _ task: String) -> Table.Cell {
        let result = cells[[method, task]]
        return Table.Cell(
            Text(cell(method, task)),
            interval: result?.ci95.map { .init(mean: result!.accuracy, plusMinus: $0) })
    }

    private func hasOpen(_ task: String) -> Bool {
        cells.contains { $0.key[1] == task && $0.value.open?.ci95 != nil }
    }

    private func openCell(_ method: String, _ task: String) -> Table.Cell {
        guard let open = cells[[method, task]]?.open else { return Table.Cell("–") }
        guard let ci95 = open.ci95 else { return Table.Cell("– (\(open.episodes))") }
        return Table.Cell(
            "\(Format.percent(open.accuracy, plusMinus: ci95)) (\(open.episodes))",
            interval: .init(mean: open.accuracy, plusMinus: ci95))
    }

    /// What makes a row incomparable with others.
    private func marks(_ method: String) -> Text {
        let own = cells.filter { $0.key[0] == method }.map(\.value)
        let marks =
            (own.contains(where: \.transductive) ? ["transductive"] : [])
            + (own.contains(where: \.usesQueryCounts) ? ["uses query counts"] : [])
        return marks.isEmpty ? "" : " – \(emphasis: marks.joined(separator: ", "))"
    }

    /// What every ± in a report is, over as many `episodes` as the results have.
    static func interval(over episodes: [Int]) -> String {
        let few =
            episodes.contains { $0 < 100 }
            ? ", with Student's t in place of 1.96 below 100 episodes" : ""
        return """
            ± is the 95 % interval over episodes (closed: re-uses images), 1.96 · s / \
            √episodes\(few). It says how far the mean would move if other episodes were drawn from \
            these same images. It says nothing about other images, other classes or another \
            training run, and it shrinks with more episodes although nothing more is known about \
            those.
            """
    }

    /// What the open column is, or why there is none; nothing where nobody asked for it.
    var openWords: Text {
        let open = cells.values.compactMap(\.open)
        let few = Set(open.filter { $0.ci95 == nil }.map(\.episodes)).sorted()
        guard !few.isEmpty else { return open.isEmpty ? "" : " \(Self.openInterval)" }
        let counts = few.map { Format.count($0, "episode") }.joined(separator: " or ")
        return open.contains { $0.ci95 != nil }
            ? " \(Self.openInterval) A dash: of only \(counts) nothing is known of the spread."
            : """
             How far the mean would move with other images of these classes is not known: they \
            suffice for only \(counts) without a common image, of whose spread that says nothing.
            """
    }

    /// What the open column is.
    static let openInterval: Text = """
        The open column draws episodes that share no image (their number in brackets), with \
        Student's t: its ± says how far the mean would move with other images of these classes. \
        That is the one to quote for what other photos would give \
        (\(link: "why", to: "https://arxiv.org/abs/2409.02850")).
        """
}

extension [EvaluationResult] {
    /// What guessing would reach; nil where episodes differ in the number of their classes.
    var chance: Double? {
        let ways = Set(map(\.way))
        guard ways.count == 1, allSatisfy({ $0.leastWay == nil }) else { return nil }
        return 1 / Double(ways.first!)
    }
}

extension EvaluationRecord {
    /// The positions of the most accurate result of each task, in the order of the tasks.
    public var best: [Int] {
        ResultTable(results).tasks.compactMap { task in
            best(of: results.indices.filter { Names.task(results[$0]) == task })
        }
    }

    /// The best of each task and model, task by task.
    var bestOfModels: [Int] {
        ResultTable(results).tasks.flatMap { task -> [Int] in
            let own = results.indices.filter { Names.task(results[$0]) == task }
            var models: [String?] = []
            for index in own where !models.contains(results[index].model) {
                models.append(results[index].model)
            }
            return models.compactMap { model in best(of: own.filter { results[$0].model == model })
            }
        }
    }

    /// A transductive row answers another question: it is the best only among its like.
    private func best(of rows: [Int]) -> Int? {
        let inductive = rows.filter { !results[$0].transductive }
        return (inductive.isEmpty ? rows : inductive)
            .max { results[$0].accuracy < results[$1].accuracy }
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
