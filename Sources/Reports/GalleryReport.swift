import Files
import Foundation
import Records

/// What `fewshot classify` found: labels.csv for programs, gallery.md for people.
public struct GalleryReport: Sendable {
    /// What was said of each image.
    public var record: ClassificationRecord
    /// Small JPEG files of the images shown, by path.
    public var photos: [ExactText: Data]
    /// Small JPEG files of each class's examples.
    public var examples: [ExactText: [Data]]

    /// Images shown of each label.
    private static let limit = 60

    /// A report of `record`.
    public init(
        record: ClassificationRecord, photos: [ExactText: Data], examples: [ExactText: [Data]]
    ) {
        self.record = record
        self.photos = photos
        self.examples = examples
    }

    /// The images that the gallery shows: what `photos` is worth filling with.
    public static func shown(_ record: ClassificationRecord) -> [String] {
        groups(record).flatMap { $0.answers.prefix(limit).map(\.path) }
    }

    /// Writes labels.csv and gallery.md with its pictures into `folder`.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` naming the file.
    public func write(to folder: URL) throws {
        var report = gallery()
        report.files["labels.csv"] = Data(csv.utf8)
        try report.write(to: folder.appending(path: "gallery.md"))
    }

    /// A row for each image: path, label (empty for none of these), probability of that label or of
    /// the likeliest, typicality, and the probability of each class.
    var csv: String {
        let head =
            ["path", "label", "probability", "typicality"] + record.classes.map { "p(\($0))" }
        let rows = record.answers.map { answer in
            [
                CSV.cell(answer.path), CSV.cell(answer.label ?? ""),
                Format.fixed(answer.probabilities.max() ?? 0, decimals: 4),
                answer.typicality.map { Format.fixed($0, decimals: 4) } ?? "",
            ] + answer.probabilities.map { Format.fixed($0, decimals: 4) }
        }
        return ([head] + rows).map { CSV.line($0) + "\n" }.joined()
    }

    private func gallery() -> RenderedReport {
        var report = RenderedReport(fileName: "gallery.md")
        report.add("# Labels of \(Format.count(record.answers.count, "image"))")
        report.add(record.summary)
        report.add(
            "A percentage is the probability that the image is of the class it stands under, if it "
                + "is of one of these classes at all. It is calibrated on the examples, each left "
                + "out in turn. Images stand under “none of these” where they are farther from "
                + "every class than examples of the classes are. All numbers: "
                + "[labels.csv](labels.csv).")
        for (place, group) in Self.groups(record).enumerated() {
            let name = group.label.map(Markdown.text) ?? "None of these"
            report.add("## \(name) (\(Format.count(group.answers.count)))")
            let shown = (group.label.flatMap { examples[ExactText($0)] } ?? []).prefix(3)
                .enumerated().map {
                    report.photo(
                        $1, as: "example-\(place + 1)-\($0 + 1)",
                        words: "example of \(group.label ?? "")", side: 48)
                }
            if !shown.isEmpty { report.add("Examples: \(shown.joined(separator: " "))") }
            let cells = group.answers.prefix(Self.limit).enumerated().compactMap { index, answer in
                photos[ExactText(answer.path)].map { photo in
                    let picture = report.photo(
                        photo, as: "image-\(place + 1)-\(index + 1)", words: answer.path, side: 96)
                    let share = Format.percent(answer.probabilities.max() ?? 0, decimals: 0)
                    return "\(picture)<br>\(group.label == nil ? "" : "\(share) ")"
                        + Markdown.text(answer.path)
                }
            }
            guard !cells.isEmpty else { continue }
            let columns = min(5, cells.count)
            let rows = stride(from: 0, to: cells.count, by: columns).map { start in
                (0..<columns).map { start + $0 < cells.count ? cells[start + $0] : "" }
            }
            report.add(
                Markdown.table(
                    [String](repeating: "", count: columns), rows, left: Set(0..<columns)))
            if group.answers.count > Self.limit {
                report.add("… and \(Format.count(group.answers.count - Self.limit)) more.")
            }
        }
        report.add("Made by:")
        report.add(Markdown.block(record.command, language: "sh"))
        return report
    }

    /// Answers by label, in the order of the classes, none of these last; likeliest first.
    private static func groups(
        _ record: ClassificationRecord
    ) -> [(label: String?, answers: [ClassificationRecord.Answer])] {
        (record.classes.map { Optional($0) } + [nil]).compactMap { label in
            let name = label.map(ExactText.init)
            let own = record.answers.filter { $0.label.map(ExactText.init) == name }.sorted {
                let (a, b) = ($0.probabilities.max() ?? 0, $1.probabilities.max() ?? 0)
                return a != b ? a > b : $0.path < $1.path
            }
            return own.isEmpty ? nil : (label, own)
        }
    }
}

extension ClassificationRecord {
    /// What was found and what to expect, in a few sentences of markdown.
    public var summary: String {
        let unknown = answers.count { $0.label == nil }
        var text =
            "\(Format.count(answers.count - unknown)) of \(Format.count(answers.count, "image")) "
            + "got one of \(Format.word(classes.count)) labels; "
            + "\(unknown == 0 ? "none is" : "\(Format.count(unknown)) are") none of these. "
        guard let leftOut else {
            return text
                + "With one example per class nothing can be left out, so that neither an accuracy "
                + "nor “none of these” can be told. Add a second example of each class."
        }
        text +=
            "Expect \(Format.percent(leftOut.accuracy, decimals: 0)) of the labels to be right "
            + "(95 % interval \(Format.percent(leftOut.low, decimals: 0)) to "
            + "\(Format.percent(leftOut.high, decimals: 0))): of \(Format.count(leftOut.count, "example")), "
            + "each left out in turn, \(Format.count(leftOut.right)) were named rightly by the others. "
            + "That errs on the low side, since one example of each class was missing each time, "
            + "and it holds for images like the examples."
        return text
    }
}
