import Datasets
import Files
import Foundation
import Records
import Reports

/// `fewshot doctor`: what is wrong with a folder of photos, before it costs an evening.
public struct Doctor {
    /// The folder.
    public var data: URL
    /// Where the report goes; findings.csv lies beside it.
    public var report: URL
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?

    /// An examination of `data`.
    public init(data: URL, report: URL) {
        self.data = data
        self.report = report
    }

    /// Looks at every photo, and writes the report.
    ///
    /// - Throws: `UserError` for a folder without images, or a report that cannot be written.
    public func run(_ setting: Setting) throws -> ExaminationRecord {
        let started = Date()
        try setting.requireReplaceable(report: report)
        let dataset = try Dataset.open(data, dividedBy: classSplit)
        setting.warn(
            leftOut: dataset.unlisted.map {
                "the folder \($0), which the class split does not have"
            })
        // The classes of a plain folder are the same whatever they are to serve as.
        let splits = dataset.kind == .plainFolder ? [Split.novel] : dataset.splits
        let listed = try splits.map { try setting.withoutExcluded(dataset.images(of: $0)) }
        let bar = ProgressBar(
            "Looking at photos", total: listed.reduce(0) { $0 + $1.files.count }, unit: "photos")
        var photos = ExaminedPhotos()
        var before = 0
        for (split, images) in zip(splits, listed) {
            let start = before
            photos.examine(images, of: split, threads: setting.threads) { done, _ in
                bar.update(start + done)
            }
            before += images.files.count
            setting.warn(unread: images.unread)
        }
        bar.finish()
        let record = ExaminationRecord(
            command: setting.command, parts: photos.parts, findings: photos.findings(),
            machine: setting.machine, seconds: Date().timeIntervalSince(started))
        let page = DoctorReport(
            record: record,
            photos: try Thumbnails.byPath(photos.files, at: DoctorReport.shown(record)))
        try page.write(to: report)
        setting.say(page.summary)
        setting.present(report)
        return record
    }
}
