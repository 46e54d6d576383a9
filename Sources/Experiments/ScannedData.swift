import Datasets
import Files
import Foundation
import Networks
import Records
import Reports

/// The usable images of one split, after every file was read once.
struct ScannedData {
    let images: LabeledImages
    let fingerprint: String
    /// The SHA-256 of each image's bytes, in the order of the files.
    var hashes: [String] { images.files.map { $0.sha256! } }
    /// The path of each, likewise.
    var paths: [String] { images.files.map(\.path) }
    let rejected: [RejectedFile]
    /// How many of the images are copies of others, of their class and of another.
    let copies: ImageCopies

    /// Images of which no copies should be among those that are read.
    struct Others {
        let images: TrainedImages
        /// What a person is told that they are: "the base images".
        let name: String
        /// Why they are not known, where not all are.
        let reason: String

        init(
            _ images: TrainedImages, _ name: String,
            unknownAs reason: String = "a checkpoint does not say"
        ) { (self.images, self.name, self.reason) = (images, name, reason) }
    }

    /// What others are that a network was trained on.
    static let trainedOn = "those that were trained on"

    /// Reads every image of a split; says which are left out, and why, and which are copies of
    /// `others`.
    ///
    /// - Parameter countsOnce: whether of copies in a class one is taken, in any case.
    /// - Throws: `UserError.badData` where no image can be used.
    init(
        _ dataset: Dataset, _ split: Split, countsOnce: Bool = false,
        beside others: Others? = nil, _ setting: Setting
    ) throws {
        try self.init(
            dataset.images(of: split), "\(split.rawValue) images", in: dataset.url,
            countsOnce: countsOnce, beside: others, setting)
    }

    /// The same of images in `folder` that are listed already.
    init(
        _ listed: LabeledImages, _ name: String, in folder: URL, countsOnce: Bool = false,
        beside others: Others? = nil, _ setting: Setting
    ) throws {
        let all = listed.files.count
        let listed = setting.withoutExcluded(listed, named: name, in: folder)
        let count = listed.files.count
        guard count > 0 else {
            throw UserError(
                .badData,
                "All \(Format.count(all)) \(name) in \(folder.path) are left out by the list.")
        }
        let bar = ProgressBar("Reading \(name)", total: count, unit: "images")
        let report = (consume listed).scanned(
            threads: setting.threads, memory: setting.scans, name: "\(name) in \(folder.path)"
        ) { done, _ in bar.update(done) }
        bar.finish()
        let choice = Choice(
            of: report.accepted, countsOnce: countsOnce, beside: others, setting)
        let chosen = report.accepted.only(choice.places)
        images = chosen.withoutEmptyClasses()
        fingerprint = images.knownFingerprint
        rejected = report.rejected
        copies = choice.counts
        setting.warn(of: report, choice, empty: chosen.emptyClasses)
        guard !images.files.isEmpty else {
            throw UserError(
                .badData,
                "None of the \(count) \(name) in \(folder.path) can be used.")
        }
    }

    /// The images at `places` alone, which ascend.
    func only(_ places: [Int]) -> ScannedData { ScannedData(self, places) }

    private init(_ whole: ScannedData, _ places: [Int]) {
        images = whole.images.only(places)
        fingerprint = images.knownFingerprint
        rejected = whole.rejected
        copies = whole.copies
    }

    /// What the record of a run says of the data.
    var part: TrainingData.Part {
        TrainingData.Part(
            classes: images.classes.count, images: images.files.count, rejected: rejected.count,
            fingerprint: fingerprint)
    }
}
