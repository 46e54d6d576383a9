import Datasets
import Files
import Foundation
import Records

/// The usable images of one split, after every file was read once.
struct ScannedData {
    let images: LabeledImages
    let fingerprint: String
    /// The SHA-256 of each image's bytes, in the order of the files.
    let hashes: [String]
    let rejected: [RejectedFile]

    /// Reads every image of a split; says which are left out, and why.
    ///
    /// - Throws: `UserError.badData` where no image can be used.
    init(_ dataset: Dataset, _ split: Split, _ setting: Setting) throws {
        try self.init(
            dataset.images(of: split), "\(split.rawValue) images", in: dataset.url, setting)
    }

    /// Reads every image in a folder and the folders in it.
    ///
    /// - Throws: `UserError.missingInput` where there is none, `.badData` where none can be used.
    init(unlabeled folder: URL, _ setting: Setting) throws {
        try self.init(LabeledImages.unlabeled(in: folder), "images", in: folder, setting)
    }

    private init(
        _ listed: LabeledImages, _ name: String, in folder: URL, _ setting: Setting
    ) throws {
        let bar = ProgressBar("Reading \(name)", total: listed.files.count, unit: "images")
        let report = listed.scanned(threads: setting.threads) { done, _ in bar.update(done) }
        bar.finish()
        let empty = report.accepted.emptyClasses
        images = report.accepted.withoutEmptyClasses()
        fingerprint = report.fingerprint
        hashes = report.hashes
        rejected = report.rejected
        for file in rejected { setting.warn("Left out: \(file).") }
        for name in empty { setting.warn("Left out: the class \(name) has no usable image.") }
        guard !images.files.isEmpty else {
            throw UserError(
                .badData,
                "None of the \(listed.files.count) \(name) in \(folder.path) can be used.")
        }
    }

    /// The images at `places` alone, which ascend.
    func only(_ places: [Int]) -> ScannedData { ScannedData(self, places) }

    private init(_ whole: ScannedData, _ places: [Int]) {
        images = whole.images.only(places)
        hashes = places.map { whole.hashes[$0] }
        fingerprint = images.fingerprint(of: hashes)
        rejected = whole.rejected
    }

    /// What the record of a run says of the data.
    var part: TrainingData.Part {
        TrainingData.Part(
            classes: images.classes.count, images: images.files.count, rejected: rejected.count,
            fingerprint: fingerprint)
    }
}
