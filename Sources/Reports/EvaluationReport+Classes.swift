import Documents
import Files
import Foundation
import Records

/// The sections that say where it fails: classes and confused pairs.
extension EvaluationReport {
    func addClasses(to report: inout RenderedReport) throws {
        let best = evaluation.best.filter { ranked($0)?.isEmpty == false }
        guard let last = best.last, let order = ranked(last) else { return }
        let shown = best.suffix(3)
        report.heading(2, "Classes")
        let cut = order.count > 40
        let drawn = cut ? Array(order.prefix(20) + order.suffix(20)) : order
        try report.add(
            BarChart(
                title: "Accuracy by class",
                note: (cut
                    ? "The 20 hardest and the 20 easiest classes" : "From hardest to easiest")
                    + (drawn.contains { $0.ci95 != nil } ? "; lines are 95 % intervals" : ""),
                axisTitle: "queries of the class answered rightly",
                series: shown.map { method(of: $0) },
                rows: drawn.map { item in
                    (
                        item.shown,
                        shown.compactMap { index in
                            let found = ranked(index)?.first { $0.isNamed(item.name) }
                            return found.map { .init($0.accuracy!, interval: $0.ci95) }
                        }
                    )
                }, mark: shown.map { evaluation.results[$0] }.chance.map { ($0, "guessing") }),
            as: "classes")
        let header = ["Images"] + shown.map { method(of: $0) }
        let rows = evaluation.tables[last].classes.map { item in
            [Table.Cell(Text(Names.both(item))), Table.Cell(Text(Format.count(item.images)))]
                + shown.map { index in
                    let found = evaluation.tables[index].classes.first { $0.isNamed(item.name) }
                    guard let found, let accuracy = found.accuracy else { return Table.Cell("–") }
                    return Table.Cell(
                        Text(Format.percent(accuracy, plusMinus: found.ci95)),
                        interval: found.ci95.map { .init(mean: accuracy, plusMinus: $0) })
                }
        }
        let columns = [Table.Column.words("Class")] + header.map { .numbers(Text($0)) }
        report.show(
            .details(
                summary: "All classes in numbers", [.table(Table(columns, cells: rows))]))
        addRecognised(last, to: &report)
    }

    /// "5-way 1-shot, nearest centroid".
    private func method(of index: Int) -> String {
        let result = evaluation.results[index]
        return "\(Names.task(result)), \(Names.method(result))"
    }

    /// Two classes taken for each other: positions, and the share of each one's queries that were
    /// answered with the other.
    struct ConfusedPair {
        let first, second: Int
        let forth, back: Double
    }

    /// The pairs of result `index` that were confused at all, most confused first.
    func confusedPairs(_ index: Int) -> [ConfusedPair] {
        let counts = evaluation.tables[index].confusion
        let totals = counts.map { Double($0.reduce(0, +)) }
        let pairs = counts.indices.flatMap { i in
            counts.indices.filter { $0 > i && counts[i][$0] + counts[$0][i] > 0 }.map { j in
                let forth = totals[i] > 0 ? Double(counts[i][j]) / totals[i] : 0
                let back = totals[j] > 0 ? Double(counts[j][i]) / totals[j] : 0
                return forth >= back
                    ? ConfusedPair(first: i, second: j, forth: forth, back: back)
                    : ConfusedPair(first: j, second: i, forth: back, back: forth)
            }
        }
        return pairs.enumerated().sorted {
            let (a, b) = ($0.element.forth + $0.element.back, $1.element.forth + $1.element.back)
            return a != b ? a > b : $0.offset < $1.offset
        }.map(\.element)
    }

    func addConfusions(to report: inout RenderedReport) throws {
        guard let last = evaluation.best.last, evaluation.tables.indices.contains(last) else {
            return
        }
        let table = evaluation.tables[last]
        let classes = table.classes
        let pairs = Array(confusedPairs(last).prefix(6))
        guard !pairs.isEmpty, classes.count == table.confusion.count else { return }
        report.heading(2, "Confusions")
        if (3...60).contains(classes.count) {
            let names = classes.map(\.shown)
            try report.add(
                Heatmap(
                    title: "What was taken for what",
                    note: "Percent of the queries of each class; \(method(of: last))",
                    rows: Side("class", names), columns: Side("answer", names),
                    values: table.confusion.map { row in
                        let total = max(Double(row.reduce(0, +)), 1)
                        return row.map { Double($0) / total }
                    }, neutralDiagonal: true), as: "confusions")
        }
        addMistakes(last, to: &report)
        var photos: [Int: Text] = [:]
        let allowed = knownDataset?.allowsSamples != false
        for index in pairs.flatMap({ [$0.first, $0.second] }) where allowed && photos[index] == nil
        {
            let item = classes[index]
            photos[index] = (samples[ExactText(item.name)] ?? []).prefix(3).enumerated().map {
                report.photo(
                    $1, as: "sample-\(index + 1)-\($0 + 1)", words: item.shown, side: 64)
            }.joined(separator: " ")
        }
        func cell(_ index: Int) -> Text {
            let name = Text(classes[index].shown)
            guard let photo = photos[index], !photo.isEmpty else { return name }
            return "\(name)\(Text([.lineBreak]))\(photo)"
        }
        let result = evaluation.results[last]
        report.paragraph("The most confused pairs (\(method(of: last))):")
        let confused = Table(
            [
                .words("Class"), .words("Other class"), .numbers("Taken for the other"),
                .numbers("… and the other way"),
            ],
            pairs.map {
                [
                    cell($0.first), cell($0.second), Text(Format.percent($0.forth, decimals: 1)),
                    Text(Format.percent($0.back, decimals: 1)),
                ]
            })
        report.show(.table(confused))
        let meet = Double(result.way - 1) / Double(max(classes.count - 1, 1))
        var note = "Shares are of all queries of a class."
        if result.leastWay == nil {
            note +=
                " A class meets a given other one in about "
                + "\(Format.percent(min(meet, 1), decimals: 0)) of its episodes, so no share can be "
                + "much above that."
        }
        if !allowed {
            note += " No photos are shown: the data set's terms forbid passing its images on."
        }
        report.paragraph(Text(note))
    }
}
