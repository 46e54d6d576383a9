import Documents
import Files
import Foundation
import Records

/// What is wrong with a folder of photos: findings.csv for programs, a page for people.
public struct DoctorReport: Sendable {
    /// What was found.
    public var record: ExaminationRecord
    /// Small JPEG files of the photos shown, by path.
    public var photos: [ExactText: Data]

    /// Photos shown of each kind of finding.
    private static let limit = 30
    /// Queries of each class in the usual tasks.
    private static let query = 15
    /// Photos of each class in the smallest of these.
    private static let fewest = 1 + query

    /// A report of `record`.
    public init(record: ExaminationRecord, photos: [ExactText: Data]) {
        self.record = record
        self.photos = photos
    }

    /// The photos that the report shows: what `photos` is worth filling with.
    public static func shown(_ record: ExaminationRecord) -> [String] {
        groups(record).flatMap { $0.findings.prefix(limit).flatMap { [$0.path, $0.other ?? ""] } }
            .filter { !$0.isEmpty }
    }

    /// What was found in one sentence.
    public var summary: String {
        let photos = Format.count(record.parts.reduce(0) { $0 + $1.photos }, "photo")
        let small = smallClasses.count
        let classes = sorted.reduce(0) { $0 + $1.classes.count }
        let few =
            "\(Format.count(small)) of \(Format.count(classes, "class", "classes")) "
            + "\(small == 1 ? "has" : "have") fewer photos than the \(Self.fewest) of the usual tasks."
        guard !record.findings.isEmpty else {
            return "\(photos): nothing was found wrong" + (small > 0 ? ", but \(few)" : ".")
        }
        let kinds = Self.groups(record).map { group in
            let count = group.findings.count
            let name = count == 1 ? group.name : group.name.replacing("copy", with: "copies")
            return "\(Format.count(count)) \(name)"
        }
        return "\(photos) that can be read. Found: \(kinds.joined(separator: ", "))."
            + (small > 0 ? " \(few)" : "")
    }

    /// What is sorted into classes.
    private var sorted: [ExaminationRecord.Part] { record.parts.filter { !$0.isUnsorted } }

    /// The classes that are too small for tasks with one example and the usual questions, the smallest
    /// first.
    private var smallClasses: [String] {
        sorted.flatMap { part in
            part.classes.filter { $0.photos < Self.fewest }
                .map { ($0.photos, "\($0.name) (\(part.split), \($0.photos))") }
        }.sorted { $0 < $1 }.map(\.1)
    }

    /// Writes the report to `url`, and findings.csv and doctor.json beside it.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` naming the file.
    public func write(to url: URL) throws {
        var report = RenderedReport(fileName: url.lastPathComponent)
        let list = RenderedReport.recordName("findings.csv", beside: url)
        report.files[list] = Data(Self.csv(record).utf8)
        report.heading(1, "Photos, examined")
        report.paragraph(Text(summary))
        if !record.findings.isEmpty {
            report.paragraph(
                """
                All findings are in \(link: list, to: list). Nothing was changed in the folder. Take \
                the lines out of it whose photos are to stay, and give it to any command as the list \
                of photos to exclude.
                """)
        }
        addTasks(to: &report)
        addProspects(to: &report)
        addJudgements(to: &report)
        for (place, group) in Self.groups(record).enumerated() {
            add(group, place: place, to: &report)
        }
        try report.addOrigin(
            record.command, "Examined in \(Format.duration(record.seconds)).", in: record,
            as: RenderedReport.recordName("doctor.json", beside: url))
        try report.write(to: url)
    }

    /// The list: a row for each finding.
    public static func csv(_ record: ExaminationRecord) -> String {
        let head = ["path", "finding", "class", "split", "other", "measure"]
        let rows = record.findings.map { finding in
            [
                finding.path, finding.name, finding.className, finding.split, finding.other ?? "",
                finding.measure,
            ].map(CSV.cell)
        }
        return ([head] + rows).map { CSV.line($0) + "\n" }.joined()
    }

    /// Which of the usual tasks can be drawn.
    private func addTasks(to report: inout RenderedReport) {
        guard !sorted.isEmpty else {
            report.paragraph("The photos are in no folders of classes: no tasks can be drawn.")
            return
        }
        report.heading(2, "What can be asked of it")
        let rows = record.parts.map { part -> [Text] in
            let counts = part.classes.map(\.photos).sorted()
            func enough(_ shot: Int) -> Text {
                "\(counts.count { $0 >= shot + Self.query }) of \(counts.count)"
            }
            return [
                Text(part.split), "\(counts.count)", "\(counts.reduce(0, +))",
                "\(counts.first ?? 0)", "\(counts.last ?? 0)", enough(1), enough(5),
            ]
        }
        report.show(
            .table(
                Table(
                    [
                        .words("split"), .numbers("classes"), .numbers("photos"),
                        .numbers("fewest of a class"), .numbers("most"),
                        .numbers("classes for 1 shot, 15 queries"), .numbers("for 5 shots"),
                    ], rows)))
        let small = smallClasses
        guard !small.isEmpty else { return }
        let named = small.prefix(Self.limit).joined(separator: ", ")
        report.paragraph(
            """
            Too small for a task with 15 queries of each class; fewer make it possible: \
            \(named)\(small.count > Self.limit ? ", …" : "").
            """)
    }

    private func add(_ group: Group, place: Int, to report: inout RenderedReport) {
        report.heading(2, "\(group.title) (\(Format.count(group.findings.count)))")
        report.paragraph(Text(group.meaning))
        let cells = group.findings.prefix(Self.limit).enumerated().map { index, finding -> Text in
            var cell = Text()
            for (number, path) in [finding.path, finding.other].compactMap(\.self).enumerated() {
                guard let photo = photos[ExactText(path)] else { continue }
                cell.append(
                    report.photo(
                        photo, as: "finding-\(place + 1)-\(index + 1)-\(number + 1)", words: path,
                        side: 96))
            }
            cell.append(Text([.lineBreak]))
            cell.append("\(code: finding.path)")
            if let other = finding.other { cell.append(" and \(code: other)") }
            cell.append(Text(": \(finding.measure)"))
            return cell
        }
        report.show(.grid(cells, columns: min(3, cells.count)))
        if group.findings.count > Self.limit {
            report.paragraph("… and \(Format.count(group.findings.count - Self.limit)) more.")
        }
    }

    /// The findings of one kind.
    private struct Group {
        let name: String
        let findings: [ExaminationRecord.Finding]

        var title: String { name.prefix(1).uppercased() + name.dropFirst() }

        /// What they do to a result.
        var meaning: String {
            switch (findings[0].fault, findings[0].relation) {
            case (.copy, .splits), (.nearCopy, .splits):
                "What is measured on was trained on: accuracies are too high."
            case (.copy, .classes), (.nearCopy, .classes):
                "One of the two labels is wrong, or the classes overlap."
            case (.copy, _), (.nearCopy, _):
                "A task may hold one as an example and the other as a question: accuracies are too "
                    + "high, and two examples teach no more than one."
            case (.unreadable, _): "All commands leave them out."
            case (.oneColor, _), (.dark, _), (.blown, _): "There is little to see in them."
            case (.blurred, _): "Details by which classes are told apart may be missing."
            case (.tiny, _): "They are enlarged to what the network takes."
            case (.extremeShape, _): "What is cut out of their middle may miss what they show."
            case (.misplaced, _):
                "By the features of all other photos they are of another class than the one that "
                    + "they stand in. Look before they go: some classes cannot be told apart by "
                    + "these features."
            case (.rotated, _):
                "By the features of all other photos they lie on a side or upside down."
            }
        }
    }

    private static func groups(_ record: ExaminationRecord) -> [Group] {
        var names: [String] = []
        for finding in record.findings where !names.contains(finding.name) {
            names.append(finding.name)
        }
        return names.map { name in
            Group(name: name, findings: record.findings.filter { $0.name == name })
        }
    }
}
