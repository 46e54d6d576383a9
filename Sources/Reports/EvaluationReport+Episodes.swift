import Documents
import Files
import Records

/// How single episodes went.
extension EvaluationReport {
    func addEpisodes(to report: inout RenderedReport) throws {
        let tables = evaluation.tables.map(\.episodesByCorrect)
        guard let last = evaluation.best.last, tables.contains(where: { $0.contains { $0 > 0 } })
        else { return }
        report.heading(2, "Episodes")
        try report.add(
            Histogram(
                title: "How the accuracy varies from episode to episode",
                note: "Share of episodes by accuracy; the upright line is the mean",
                axisTitle: "accuracy in an episode",
                rows: evaluation.distributionsToShow.map { index in
                    let result = evaluation.results[index]
                    return .init(
                        "\(Names.task(result)), \(Names.method(result))",
                        summary: Names.accuracy(result), counts: tables[index])
                }, mark: evaluation.results.chance.map { ($0, "guessing") }), as: "episodes")
        let counts = tables[last]
        let total = counts.reduce(0, +)
        guard total > 0 else { return }
        func quantile(_ share: Double) -> String {
            var seen = 0
            let k = counts.firstIndex { count in
                seen += count
                return Double(seen) >= share * Double(total) && seen > 0
            }
            return Format.percent(Double(k ?? 0) / Double(counts.count - 1), decimals: 1)
        }
        let result = evaluation.results[last]
        report.paragraph(
            Text(
                "A single task can go much better or worse than the mean. For \(Names.task(result)) "
                    + "with \(Names.method(result)), nine episodes in ten lie between "
                    + "\(quantile(0.05)) and \(quantile(0.95)); the worst reached \(quantile(0)), "
                    + "the best \(quantile(1))."))
        addHardest(last, to: &report)
        addWholeEpisodes(last, to: &report)
    }

    /// The episodes of result `index` that went worst, with the support images that they had.
    private func addHardest(_ index: Int, to report: inout RenderedReport) {
        let table = evaluation.tables[index]
        guard !table.hardest.isEmpty else { return }
        let titles = Dictionary(
            table.classes.map { (ExactText($0.name), $0.shown) },
            uniquingKeysWith: { first, _ in first })
        let shown = 5
        let rows = table.hardest.map { episode -> [Text] in
            let support = zip(episode.classes, episode.support).map { name, paths -> Text in
                let more = paths.count > shown ? " and \(paths.count - shown) more" : ""
                let names = paths.prefix(shown).map { "\(code: $0)" as Text }
                return "\(titles[ExactText(name)] ?? name): \(names.joined(separator: " "))\(more)"
            }
            return [
                "\(episode.index)", Text(Format.percent(episode.accuracy, decimals: 1)),
                support.joined(separator: Text([.lineBreak])),
            ]
        }
        report.show(
            .details(
                summary: "The hardest episodes, with their support images",
                [
                    .table(
                        Table(
                            [.numbers("Episode"), .numbers("Accuracy"), .words("Support")], rows))
                ]))
    }
}

extension EvaluationRecord {
    /// The results whose distributions are drawn: all, or where they are more than fit one look, the
    /// best of each task and model.
    fileprivate var distributionsToShow: [Int] {
        results.count <= 8 ? Array(results.indices) : bestOfModels
    }
}
