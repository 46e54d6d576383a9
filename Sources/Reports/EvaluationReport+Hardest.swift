import Documents
import Files
import Records

extension EvaluationReport {
    /// The episodes of result `index` that went worst, with the support images that they had.
    func addHardest(_ index: Int, to report: inout RenderedReport) {
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
