import Documents
import Files
import Foundation
import Records

/// What only a page has room for: mistakes, episodes and classes, photo by photo.
extension EvaluationReport {
    /// The photos that a page shows beside the samples: what `photos` is worth filling with.
    public var photosToShow: [String] {
        guard knownDataset?.allowsSamples != false else { return [] }
        var paths: [String] = []
        for seen in evaluation.best.suffix(1).compactMap({ evaluation.tables[$0].seen }) {
            for mistake in seen.mistakes { paths += [mistake.photo] + mistake.support }
            for episode in seen.hardest + seen.easiest {
                paths += episode.support.joined() + Array(episode.queries.joined())
            }
            paths += seen.photos.joined().map(\.photo)
        }
        return paths
    }

    /// Shows `blocks` on the page alone, with the photos that `show` asks for.
    private func addToPage(
        _ report: inout RenderedReport, _ blocks: ((String, String) -> Text) -> [Block]
    ) {
        guard !photos.isEmpty else { return }
        var used: [String: Data] = [:]
        let shown = blocks { path, words in
            guard let data = photos[ExactText(path)] else { return Text(words) }
            used[path] = data
            return Text([.picture(Picture(path: path, words: words, width: 56))])
        }
        report.addToPage(shown, photos: used)
    }

    /// The confusion matrix of result `index`, whose cells show the photos behind them.
    func addMistakes(_ index: Int, to report: inout RenderedReport) {
        let table = evaluation.tables[index]
        guard let seen = table.seen, (2...60).contains(table.classes.count) else { return }
        let names = table.classes.map(\.shown)
        let totals = table.confusion.map { Double(max(1, $0.reduce(0, +))) }
        let shares = zip(table.confusion, totals).map { row, total in
            row.map { Double($0) / total }
        }
        let most =
            shares.enumerated().flatMap { row, own in
                own.enumerated().filter { $0.offset != row }.map(\.element)
            }.max() ?? 0
        let mistakes = Dictionary(grouping: seen.mistakes) { [$0.label, $0.answer] }
        addToPage(&report) { photo in
            let cells = names.indices.map { row in
                names.indices.map { column -> PhotoSquare.Cell in
                    let share = shares[row][column]
                    let percent = Format.percent(share, decimals: 1)
                    return .init(
                        number: Format.fixed(100 * share, decimals: 1),
                        shade: row == column ? 0 : share / max(most, 1e-9),
                        sentence: "\(percent) of the queries of \(names[row]) were taken for "
                            + "\(names[column]).",
                        photos: (mistakes[[row, column]] ?? []).map { mistake in
                            let support = mistake.support.map {
                                photo($0, "example of \(names[column])")
                            }
                            return
                                """
                                \(photo(mistake.photo, mistake.photo)) \(Format.word(mistake.count)) \
                                times, \(Text([.lineBreak]))once beside \
                                \(support.joined(separator: " "))
                                """
                        })
                }
            }
            return [
                .square(
                    PhotoSquare(
                        title:
                            "Rows: the class of the query; columns: the answer; percent of the row. "
                            + "A number that can be pressed shows photos.", names: names,
                        cells: cells)),
                .paragraph(
                    Text("Photos are of the first \(Format.count(seen.count, "episode")).")),
            ]
        }
    }

    /// The hardest and easiest episodes of result `index` as they were seen.
    func addWholeEpisodes(_ index: Int, to report: inout RenderedReport) {
        let table = evaluation.tables[index]
        guard let seen = table.seen else { return }
        let titles = Dictionary(
            table.classes.map { (ExactText($0.name), $0.shown) }, uniquingKeysWith: { a, _ in a })
        addToPage(&report) { photo in
            [("hardest", seen.hardest), ("easiest", seen.easiest)].flatMap { word, episodes in
                episodes.map { episode in
                    let names = episode.classes.map { titles[ExactText($0)] ?? $0 }
                    let rows = names.indices.map { label -> [Text] in
                        let queries = zip(episode.queries[label], episode.answers[label])
                        let right = queries.filter { $1 == label }.map { photo($0.0, "right") }
                        let wrong = names.indices.filter { $0 != label }.compactMap { answer in
                            let own = queries.filter { $1 == answer }.map { photo($0.0, "wrong") }
                            return own.isEmpty
                                ? nil : "\(names[answer]): \(own.joined(separator: " "))" as Text
                        }
                        return [
                            Text(names[label]),
                            episode.support[label].prefix(5).map { photo($0, "support") }
                                .joined(separator: " "),
                            right.joined(separator: " "),
                            wrong.joined(separator: Text([.lineBreak])),
                        ]
                    }
                    return .details(
                        summary:
                            "One of the \(word), photo by photo: episode \(episode.index), \(Format.percent(episode.accuracy, decimals: 1))",
                        [
                            .table(
                                Table(
                                    [
                                        .words("Class"), .words("Support"),
                                        .words("Queries answered rightly"),
                                        .words("Queries taken for"),
                                    ], rows))
                        ])
                }
            }
        }
    }

    /// The photos of each class by how well they are recognised.
    func addRecognised(_ index: Int, to report: inout RenderedReport) {
        let table = evaluation.tables[index]
        guard let seen = table.seen, table.classes.count <= 60 else { return }
        addToPage(&report) { photo in
            let inner = zip(table.classes, seen.photos).flatMap { item, photos -> [Block] in
                guard !photos.isEmpty else { return [] }
                return [
                    .heading(3, Text(item.shown)),
                    .grid(
                        photos.map {
                            """
                            \(photo($0.photo, $0.photo))\(Text([.lineBreak]))\
                            \(Format.percent($0.share, decimals: 0)) of \($0.queries)
                            """
                        }, columns: 6),
                ]
            }
            return [
                .details(
                    summary:
                        "Each class's photos, the worst and the best recognised (share of the times that it was a query)",
                    inner)
            ]
        }
    }
}
