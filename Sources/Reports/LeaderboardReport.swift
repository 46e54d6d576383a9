import Documents
import Files
import Foundation
import Records

/// The page of `fewshot leaderboard`.
public struct LeaderboardReport: Sendable {
    /// The heading.
    public var title: String
    /// Who took part, and how they did.
    public var record: LeaderboardRecord

    /// Differences with a corrected p below this are called real.
    private static let level = 0.05

    /// A page of `record`.
    public init(title: String, record: LeaderboardRecord) {
        self.title = title
        self.record = record
    }

    /// Writes it to `url`, its page and leaderboard.json beside it.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` for files.
    public func write(to url: URL) throws {
        try rendered(fileName: url.lastPathComponent).write(to: url)
    }

    /// The report as it is to be stored as `fileName`.
    public func rendered(fileName: String) throws -> RenderedReport {
        var report = RenderedReport(fileName: fileName)
        report.heading(1, Text(title))
        report.paragraph(introduction)
        for transductive in [false, true] {
            let places = places(transductive)
            guard !places.isEmpty else { continue }
            report.heading(2, Text(Self.heading(transductive)))
            report.show(.table(table(places)))
        }
        report.paragraph(
            """
            A tie is a row whose difference from the first the paired t-test cannot tell from none \
            (p ≥ \(Format.plain(Self.level)), Holm's correction over \
            \(Format.count(record.entries.count { $0.difference != nil }, "comparison"))). \
            \(ResultTable.interval(over: [record.episodes]))
            """)
        addSeeds(to: &report)
        addRefused(to: &report)
        try report.addOrigin(
            record.command, "fewshot \(record.fewshot).", in: record,
            as: RenderedReport.recordName(
                "leaderboard.json", beside: URL(fileURLWithPath: fileName)))
        return report
    }

    /// A line for each entry, for a terminal.
    public var summary: String {
        [false, true].flatMap { transductive in
            let places = places(transductive)
            return (places.isEmpty ? [] : ["\(Self.heading(transductive)):"])
                + places.map { place in
                    let entry = record.entries[place]
                    let accuracy = Format.percent(entry.accuracy, plusMinus: entry.ci95)
                    let model = entry.model.map { " of \($0.name)" } ?? ""
                    return "\(rank(place)). \(accuracy)  \(method(entry))\(model): "
                        + verdict(entry)
                }
        }.joined(separator: "\n")
    }

    private static func heading(_ transductive: Bool) -> String {
        transductive ? "All queries of an episode together" : "Each query by itself"
    }

    private func places(_ transductive: Bool) -> [Int] {
        record.entries.indices.filter { record.entries[$0].transductive == transductive }
    }

    private var introduction: Text {
        let files = Set(record.entries.map { $0.evaluation ?? $0.table }).count
        return """
            \(Format.count(record.entries.count, "row")) of \
            \(Format.count(files, "evaluation")), all over the same \
            \(Format.count(record.episodes)) episodes: the list with the fingerprint \
            \(code: record.list).
            """
    }

    private func table(_ places: [Int]) -> Table {
        Table(
            [
                .numbers("Rank"), .words("Classifier"), .words("Features"),
                .numbers("Accuracy"), .numbers("Difference from the first (points)"),
                .words("Against the first"), .words("From"),
            ],
            cells: places.map { place in
                let entry = record.entries[place]
                let difference = entry.difference
                return [
                    Table.Cell("\(rank(place))"), Table.Cell("\(method(entry))\(marks(entry))"),
                    Table.Cell(Text(features(entry))),
                    Table.Cell(
                        Text(Format.percent(entry.accuracy, plusMinus: entry.ci95)),
                        interval: .init(mean: entry.accuracy, plusMinus: entry.ci95)),
                    Table.Cell(
                        Text(difference.map(points) ?? "–"), value: difference?.mean ?? 0),
                    Table.Cell(Text(verdict(entry))),
                    Table.Cell("\(code: entry.evaluation ?? entry.table)"),
                ]
            })
    }

    /// Its place among its kind, counted from 1.
    private func rank(_ place: Int) -> Int {
        1
            + record.entries[..<place].count {
                $0.transductive == record.entries[place].transductive
            }
    }

    /// "nearest centroid, l2", or what another program calls it.
    private func method(_ entry: LeaderboardRecord.Entry) -> String {
        let words = entry.name.split(separator: " ", maxSplits: 1)
        guard entry.evaluation != nil, words.count == 2 else { return entry.name }
        return Names.classifier(String(words[0])) + (words[1] == "none" ? "" : ", \(words[1])")
    }

    private func verdict(_ entry: LeaderboardRecord.Entry) -> String {
        guard let difference = entry.difference else { return "first" }
        return (difference.holm < Self.level ? "behind" : "tie")
            + " (p \(Format.probability(difference.holm, relation: true)))"
    }

    /// "run: Conv-4, s2m2-r, seed 1, means of 30 crops".
    private func features(_ entry: LeaderboardRecord.Entry) -> String {
        guard let model = entry.model else { return "of another program" }
        let words = [
            model.backbone.map { Names.backbone($0, model.backboneTitle) }, model.recipe,
            model.seed.map { "seed \($0)" },
            entry.supportCrops.map { "support means of \(Format.count($0, "crop"))" },
            entry.crops.map { "means of \(Format.count($0, "crop"))" },
        ].compactMap(\.self)
        return model.name + (words.isEmpty ? "" : ": \(words.joined(separator: ", "))")
    }

    /// What makes a row incomparable with others.
    private func marks(_ entry: LeaderboardRecord.Entry) -> Text {
        let seen = entry.model?.seenClasses?.count ?? 0
        let marks =
            (entry.usesQueryCounts ? ["uses query counts"] : [])
            + (seen > 0 ? ["trained on \(Format.count(seen)) of these classes"] : [])
        return marks.isEmpty ? "" : " – \(emphasis: marks.joined(separator: ", "))"
    }

    private func points(_ difference: LeaderboardRecord.Entry.Difference) -> String {
        "\(Format.signed(100 * difference.mean, decimals: 2)) ± "
            + Format.fixed(100 * difference.ci95, decimals: 2)
    }

    private func addSeeds(to report: inout RenderedReport) {
        guard !record.seeds.isEmpty else { return }
        report.heading(2, "Over training seeds")
        report.paragraph(
            """
            Rows whose trainings differ in their seed alone. That spread is kept apart from \
            the one over episodes, which is what the last column would be if all trainings were \
            equally good: unless the deviation is well above it, seeds made no difference that these \
            episodes show.
            """)
        let table = Table(
            [
                .words("Classifier"), .words("Recipe"), .words("Seeds"), .numbers("Ranks"),
                .numbers("Mean over seeds"), .numbers("Standard deviation"),
                .numbers("By episodes alone"),
            ],
            record.seeds.map { seeds in
                let own = seeds.entries.map { record.entries[$0] }
                let model = own[0].model!
                return [
                    Text(method(own[0])),
                    Text(
                        "\(Names.backbone(model.backbone!, model.backboneTitle)), \(model.recipe!)"),
                    Text(own.map { "\($0.model!.seed!)" }.joined(separator: ", ")),
                    Text(seeds.entries.map { "\(rank($0))" }.joined(separator: ", ")),
                    Text(Format.percent(seeds.mean, plusMinus: seeds.ci95)),
                    Text(Format.percent(seeds.deviation)),
                    Text(Format.percent(seeds.episodeError)),
                ]
            })
        report.show(.table(table))
    }

    private func addRefused(to report: inout RenderedReport) {
        guard !record.refused.isEmpty else { return }
        report.heading(2, "What takes no part")
        report.show(
            .list(record.refused.map { "\(code: $0.file) \($0.reason)." }))
    }
}
