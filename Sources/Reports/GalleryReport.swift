import Documents
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

    /// Images shown of each label, beside those whose label a person said.
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
        groups(record).flatMap { group in
            group.answers.prefix(limit + group.answers.count { $0.isSaid }).map(\.path)
        }
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
        report.heading(1, "Labels of \(Format.count(record.answers.count, "image"))")
        report.paragraph(Text(record.summary))
        report.paragraph(
            """
            A percentage is the probability that the image is of the class it stands under, if it \
            is of one of these classes at all. \(record.basis) Images stand under “none of these” \
            where they are less like every class than nearly all examples are. All numbers: \
            \(link: "labels.csv", to: "labels.csv").
            """)
        report.show(
            .workbench(
                Workbench(
                    Self.groups(record).enumerated().map { place, group in
                        self.group(group.label, group.answers, place: place, in: &report)
                    })))
        report.paragraph("Made by:")
        report.show(.code(record.command, language: "sh"))
        return report
    }

    /// The photos of one label with those that there are pictures of, and a few examples.
    private func group(
        _ label: String?, _ answers: [ClassificationRecord.Answer], place: Int,
        in report: inout RenderedReport
    ) -> Workbench.Group {
        let examples = label.flatMap { self.examples[ExactText($0)] } ?? []
        let shown = examples.prefix(3).enumerated().map { index, example in
            report.picture(
                example, as: "example-\(place + 1)-\(index + 1)",
                words: "example of \(label ?? "")", side: 48)
        }
        var (photos, unseen): ([Workbench.Photo], [Double]) = ([], [])
        for (index, answer) in answers.enumerated() {
            let probability = answer.probabilities.max() ?? 0
            guard let photo = self.photos[ExactText(answer.path)] else {
                unseen.append(probability)
                continue
            }
            let picture = report.picture(
                photo, as: "image-\(place + 1)-\(index + 1)", words: answer.path, side: 96)
            photos.append(
                .init(
                    picture: picture, probability: label == nil ? nil : probability,
                    isSaid: answer.isSaid))
        }
        return .init(label: label, examples: shown, photos: photos, unseen: unseen)
    }

    /// Answers by label, in the order of the classes, none of these last; what a person said first,
    /// then least sure first.
    private static func groups(
        _ record: ClassificationRecord
    ) -> [(label: String?, answers: [ClassificationRecord.Answer])] {
        (record.classes.map { Optional($0) } + [nil]).map { label in
            let name = label.map(ExactText.init)
            let own = record.answers.filter { $0.label.map(ExactText.init) == name }.sorted {
                if $0.isSaid != $1.isSaid { return $0.isSaid }
                let (a, b) = ($0.probabilities.max() ?? 0, $1.probabilities.max() ?? 0)
                return a != b ? a < b : $0.path < $1.path
            }
            return (label, own)
        }
    }
}
