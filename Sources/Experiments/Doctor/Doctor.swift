import Datasets
import Files
import Foundation
import Networks
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
    /// Run folders or files of weights, whose features are put together; none unless given.
    public var checkpoints: [URL] = []
    /// What a person says of the networks.
    public var network = NetworkChoice()

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
        try requireReplaceable(setting)
        let listed = try parts(setting)
        guard listed.contains(where: { !$0.images.files.isEmpty }) else {
            throw UserError(
                .badData, "The list of excluded photos takes out every photo in \(data.path).")
        }
        let folder =
            try OutputFolder.isDevice(report)
            ? nil : HeldFolder(holding: report.deletingLastPathComponent())
        defer { folder?.release() }
        let checkpoints = try checkpoints.map(RunFolder.checkpoint(at:))
        let extractors = try checkpoints.map { try network.extractor(of: $0, setting) }
        let bar = ProgressBar(
            "Looking at photos", total: listed.reduce(0) { $0 + $1.images.files.count },
            unit: "photos")
        var photos = ExaminedPhotos()
        var before = 0
        for (split, images) in listed {
            let start = before
            photos.examine(images, of: split, threads: setting.threads) { done, _ in
                bar.update(start + done)
            }
            before += images.files.count
            setting.warn(unread: images.unread)
        }
        bar.finish()
        let features =
            extractors.isEmpty
            ? nil
            : try PhotoFeatures(
                of: photos.images, layouts: photos.photos.map(\.picture.layout), by: extractors)
        let examination = photos.examination(by: features, threads: setting.threads)
        var record = ExaminationRecord(
            command: setting.command, parts: photos.parts, findings: examination.findings,
            machine: setting.machine, seconds: 0)
        if let features {
            record.judgements = examination.judgements
            record.checkpoints = checkpoints.map(\.relativePath)
            let trained = TrainedImages(joining: extractors.compactMap { $0.header?.images })
            record.trainedOn = photos.photos.count { trained.contains($0.file.digest!) }
            record.prospects = try zip(photos.parts.filter { $0.photos > 0 }, features.tables)
                .flatMap { try Prospects.of($1, split: $0.split, setting) }
        }
        record.seconds = Date().timeIntervalSince(started)
        let page = DoctorReport(
            record: record,
            photos: try Thumbnails.byPath(
                photos.photos.map(\.file), at: DoctorReport.shown(record)))
        try page.write(to: report)
        setting.say(page.summary)
        for words in page.judgements { setting.say(words) }
        setting.present(report)
        try setting.listLeftOut(beside: report)
        return record
    }

    /// Sees to it, before the work, that nothing is lost: neither what another command wrote nor a
    /// list that a person has taken lines out of.
    private func requireReplaceable(_ setting: Setting) throws {
        func beside(_ name: String) -> URL {
            report.deletingLastPathComponent().appending(
                path: RenderedReport.recordName(name, beside: report))
        }
        try setting.requireReplaceable(
            report: report, record: beside("doctor.json"), tables: [beside("findings.csv")])
    }

    /// The photos of each split.
    private func parts(_ setting: Setting) throws -> [(split: Split, images: LabeledImages)] {
        let dataset: Dataset
        do {
            dataset = try Dataset.open(data, dividedBy: classSplit)
        } catch let error as UserError where error.kind == .missingInput && classSplit == nil {
            // Photos that nobody has sorted yet are of one class without a name.
            guard let loose = try? LabeledImages.ofOneClass(in: data) else { throw error }
            try setting.requireExcluded(in: [(data, loose)])
            return [(.novel, setting.withoutExcluded(loose, named: "photos", in: data))]
        }
        try setting.requireExcluded(in: [dataset])
        setting.warn(
            leftOut: dataset.unlisted.map {
                "the folder \($0), which the class split does not have"
            })
        // The classes of a plain folder are the same whatever they are to serve as.
        let splits = dataset.kind == .plainFolder ? [Split.novel] : dataset.splits
        return try splits.map {
            (
                $0,
                setting.withoutExcluded(
                    try dataset.images(of: $0), named: "\($0.rawValue) photos", in: data)
            )
        }
    }
}
