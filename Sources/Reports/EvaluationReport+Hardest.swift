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
        let rows = table.hardest.map { episode in
            [
                "\(episode.index)", Format.percent(episode.accuracy, decimals: 1),
                zip(episode.classes, episode.support).map { name, paths in
                    let more = paths.count > shown ? " and \(paths.count - shown) more" : ""
                    return "\(Markdown.text(titles[ExactText(name)] ?? name)): "
                        + paths.prefix(shown).map { Markdown.code($0) }.joined(separator: " ")
                        + more
                }.joined(separator: "<br>"),
            ]
        }
        report.add(
            "<details><summary>The hardest episodes, with their support images</summary>\n\n"
                + Markdown.table(["Episode", "Accuracy", "Support"], rows, left: [2])
                + "\n\n</details>")
    }
}
