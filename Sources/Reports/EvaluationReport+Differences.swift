import Documents
import Records

/// The sections that say which differences are real.
extension EvaluationReport {
    /// Differences with a corrected p below this are called real.
    private static let level = 0.05
    private static let here = "for these images and these weights"
    /// How many are said in words; the others stand in a table.
    private static let inWords = 12

    func addDifferences(to report: inout RenderedReport) {
        let pairs = evaluation.comparisons
        guard !pairs.isEmpty else { return }
        report.heading(3, "Which differences are real")
        let real = pairs.filter { $0.holm < Self.level }
        let correction =
            pairs.count > 1
            ? "p is corrected for making \(Format.count(pairs.count, "comparison")) (Holm). " : ""
        let verdict: Text =
            real.count == pairs.count
            ? "\(strong: "All differences are real") at the level 0.05, \(Self.here)."
            : real.isEmpty
                ? """
                \(strong: "No difference is real") at the level 0.05: which row is ahead may be chance.
                """
                : """
                \(Format.count(real.count)) of \(Format.count(pairs.count)) differences \
                \(real.count == 1 ? "is" : "are") real at the level 0.05, \(Self.here).
                """
        report.paragraph(
            """
            Each two rows were compared episode by episode: the same tasks for both, so that easy \
            and hard episodes cancel. \(correction)\(verdict) \(verdictOnOthers(areAllReal: real.count == pairs.count))
            """)
        if pairs.count <= Self.inWords {
            report.show(.list(pairs.map(sentence)))
        }
        let table = Table(
            [
                .words("Task"), .words("First"), .words("Second"),
                .numbers("First − second (points)"), .numbers("p"), .numbers("p corrected"),
            ] + (hasOpen ? [.numbers("Other images (points)"), .numbers("p corrected")] : []),
            pairs.map { pair in
                let (first, second) = (
                    evaluation.results[pair.first], evaluation.results[pair.second]
                )
                let open = [
                    pair.open.map { points($0.difference, $0.ci95) } ?? "–",
                    pair.open.map { Format.probability($0.holm) } ?? "–",
                ]
                return
                    ([
                        Names.task(first), Names.method(first), Names.method(second),
                        points(pair.difference, pair.ci95), Format.probability(pair.p),
                        Format.probability(pair.holm),
                    ] + (hasOpen ? open : [])).map { Text($0) }
            })
        for task in ResultTable(evaluation.results).tasks {
            if let matrix = matrix(of: task) { report.show(.matrix(matrix)) }
        }
        report.show(
            pairs.count > Self.inWords
                ? .details(summary: "All differences in numbers", [.table(table)]) : .table(table))
    }

    /// What holds for other images than these, of which all differences are real or not.
    private func verdictOnOthers(areAllReal: Bool) -> Text {
        let open = evaluation.comparisons.compactMap(\.open)
        let counts = Set(open.map(\.episodes)).sorted().map { Format.count($0) }
        guard !open.isEmpty else {
            let reason: Text =
                evaluation.results.allSatisfy { $0.queryShares != nil }
                ? "episodes that share no image are drawn with equally many queries of each class"
                : "there are not enough images for several episodes that share none"
            return "Whether that holds for other images of these classes is not known: \(reason)."
        }
        let real = open.count { $0.holm < Self.level }
        // Some comparisons may not have the images for it.
        let judged = open.count < evaluation.comparisons.count ? " that can be judged so" : ""
        let all =
            open.count == 1
            ? "the difference\(judged) is real" : "all differences\(judged) are real"
        let verdict: Text =
            real == open.count
            ? "\(strong: all)\(areAllReal ? ", too" : "")"
            : real == 0
                ? "\(strong: "no difference\(judged) is real")"
                : """
                \(Format.count(real)) of \(Format.count(open.count)) differences\(judged) \
                \(real == 1 ? "is" : "are") real
                """
        return """
            For other images of these classes, judged by the \(Format.list(counts)) episodes that \
            share no image, \(verdict).
            """
    }

    /// Whether some comparison was made over episodes that share no image.
    private var hasOpen: Bool { evaluation.comparisons.contains { $0.open != nil } }

    /// Every classifier of `task` against every other; nil where only two were compared, which one
    /// sentence says.
    private func matrix(of task: String) -> DifferenceMatrix? {
        let rows = evaluation.results.indices.filter { Names.task(evaluation.results[$0]) == task }
        guard rows.count > 2 else { return nil }
        let cells = rows.map { row in
            rows.map { column -> DifferenceMatrix.Cell? in
                evaluation.comparisons.first {
                    ($0.first, $0.second) == (row, column) || ($0.first, $0.second) == (column, row)
                }.map { pair in
                    let gain = pair.first == row ? pair.difference : -pair.difference
                    let verdict: DifferenceMatrix.Verdict =
                        pair.holm >= Self.level ? .open : gain > 0 ? .better : .worse
                    return .init(verdict, sentence(pair).plain)
                }
            }
        }
        return DifferenceMatrix(
            title: "\(task): is the row better than the column?",
            names: rows.map { Names.method(evaluation.results[$0]) }, cells: cells)
    }

    /// Where several trainings were evaluated that differ in their seed alone.
    func addSeeds(to report: inout RenderedReport) {
        guard !evaluation.seeds.isEmpty else { return }
        report.heading(3, "Over training seeds")
        report.paragraph(
            """
            Another training from another seed moves the accuracy too. That spread is kept apart \
            from the one over episodes: more episodes do not make it smaller.
            """)
        let table = Table(
            [
                .words("Recipe"), .words("Task"), .words("Classifier"), .words("Trainings"),
                .numbers("Mean over seeds"), .numbers("Standard deviation"),
            ],
            evaluation.seeds.map { seeds in
                var result = evaluation.results[seeds.result]
                result.model = nil
                return [
                    seeds.recipe, Names.task(result), Names.method(result),
                    seeds.models.joined(separator: ", "),
                    Format.percent(seeds.mean, plusMinus: seeds.ci95),
                    Format.percent(seeds.deviation),
                ].map { Text($0) }
            })
        report.show(.table(table))
    }

    private func points(_ difference: Double, _ ci95: Double) -> String {
        "\(Format.signed(100 * difference, decimals: 2)) ± "
            + Format.fixed(100 * ci95, decimals: 2)
    }

    private func sentence(_ pair: PairedResult) -> Text {
        let (first, second) = (evaluation.results[pair.first], evaluation.results[pair.second])
        let (ahead, behind) = pair.difference >= 0 ? (first, second) : (second, first)
        let size = Format.fixed(abs(100 * pair.difference), decimals: 2)
        let interval = Format.fixed(100 * pair.ci95, decimals: 2)
        let chance = pair.holm < Self.level ? "" : ", which may be chance"
        return """
            \(Names.task(first)): \(strong: Names.method(ahead)) is \(size) ± \(interval) points \
            above \(strong: Names.method(behind))\(chance) \
            (p \(Format.probability(pair.holm, relation: true)))\(others(pair)).
            """
    }

    /// What a comparison says of other images, as the end of a sentence whose difference has the
    /// sign of the one ahead.
    private func others(_ pair: PairedResult) -> String {
        guard let open = pair.open else { return "" }
        let gain = pair.difference >= 0 ? open.difference : -open.difference
        let chance = open.holm < Self.level ? "" : ", which may be chance"
        return "; for other images \(points(gain, open.ci95))\(chance) "
            + "(p \(Format.probability(open.holm, relation: true)))"
    }
}
