import Documents
import Records

extension DoctorReport {
    /// What accuracy is to be expected of tasks from this folder.
    func addProspects(to report: inout RenderedReport) {
        guard let prospects = record.prospects, !prospects.isEmpty else { return }
        report.heading(2, "What to expect of it")
        let rows = prospects.map { prospect -> [Table.Cell] in
            let open = prospect.open.flatMap { open in
                open.ci95.map {
                    Table.Cell(
                        Text(Format.percent(open.accuracy, plusMinus: $0)),
                        interval: .init(mean: open.accuracy, plusMinus: $0))
                }
            }
            return [
                Table.Cell(Text(prospect.split)),
                Table.Cell("\(prospect.way)-way, \(prospect.shot)-shot, \(prospect.query) queries"),
                Table.Cell("\(prospect.classes)"),
                Table.Cell(Text(Format.percent(prospect.accuracy, plusMinus: prospect.ci95))),
                open ?? Table.Cell("–"),
                Table.Cell("\(prospect.open?.episodes ?? 0)"),
            ]
        }
        report.show(
            .table(
                Table(
                    [
                        .words("split"), .words("tasks"), .numbers("classes"),
                        .numbers("accuracy"), .numbers("accuracy of other photos"),
                        .numbers("tasks that share no photo"),
                    ], cells: rows)))
        let dash =
            prospects.contains { $0.open?.ci95 == nil }
            ? " A dash: so few tasks say nothing of how far others would differ." : ""
        let networks = (record.checkpoints ?? []).map { Text("\(code: $0)") }
        report.paragraph(
            """
            Nearest centroid on features of unit length by \(networks.joined(separator: " and ")), all \
            photos as they are. The first interval is of drawing tasks from these very photos; the \
            second, over tasks that share none, counts the photos as drawn at random, too.\(dash)
            """)
    }
}
