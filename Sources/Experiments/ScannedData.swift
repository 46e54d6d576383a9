import Datasets
import Files
import Foundation
import Records
import Training

/// The usable images of one split, after every file was read once.
struct ScannedData {
    let images: LabeledImages
    let fingerprint: String
    let rejected: [RejectedFile]

    /// Reads every image of a split; says which are left out, and why.
    ///
    /// - Throws: `UserError.badData` where no image can be used.
    init(_ dataset: Dataset, _ split: Split, _ setting: Setting) throws {
        let listed = try dataset.images(of: split)
        let bar = ProgressBar(
            "Reading \(split.rawValue) images", total: listed.files.count, unit: "images")
        let report = listed.scanned(threads: setting.threads) { done, _ in bar.update(done) }
        bar.finish()
        let empty = report.accepted.emptyClasses
        images = report.accepted.withoutEmptyClasses()
        fingerprint = report.fingerprint
        rejected = report.rejected
        for file in rejected { setting.warn("Left out: \(file).") }
        for name in empty { setting.warn("Left out: the class \(name) has no usable image.") }
        guard !images.files.isEmpty else {
            throw UserError(
                .badData,
                "None of the \(listed.files.count) \(split.rawValue) images in "
                    + "\(dataset.url.path) can be used.")
        }
    }

    /// What the record of a run says of the data.
    var part: TrainingData.Part {
        TrainingData.Part(
            classes: images.classes.count, images: images.files.count, rejected: rejected.count,
            fingerprint: fingerprint)
    }
}
