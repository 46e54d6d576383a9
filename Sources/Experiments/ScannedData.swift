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
    init(folder: URL, _ setting: Setting) throws {
        try self.init(LabeledImages.ofOneClass(in: folder), "images", in: folder, setting)
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
        setting.warn(leftOut: rejected.map { "\($0)" })
        setting.warn(leftOut: empty.map { "the class \($0) has no usable image" })
        setting.warn(lookalikes: listed.classes, "classes")
        // Of two folders once, not again for each image in them.
        setting.warn(lookalikes: listed.files.map(\.path.withFolderSpelledOut), "images")
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

extension String {
    /// The path with its folder spelled out, so that only paths in the same folder look the same.
    fileprivate var withFolderSpelledOut: String {
        // By scalars: an accent that begins a name joins the sign before it.
        guard let end = unicodeScalars.lastIndex(of: "/") else { return self }
        return ExactText(String(self[..<end])).spelledOut + self[end...]
    }
}

extension Setting {
    /// Says what is left out, the first 20 by name.
    func warn(leftOut all: [String]) {
        for one in all.prefix(20) { warn("Left out: \(one).") }
        if all.count > 20 { warn("Left out: \(all.count - 20) more like these.") }
    }

    /// Names those that look the same although their bytes differ: each is what it is, but nobody
    /// could tell which is meant.
    func warn(lookalikes names: [String], _ what: String) {
        let groups = ExactText.lookalikes(among: names)
        guard let first = groups.first else { return }
        let spelled = first.map { ExactText($0).spelledOut }.fewNames
        warn(
            "There are \(what) whose names differ only in how their accents are written, and count "
                + "as different: \(spelled)"
                + (groups.count > 1 ? ", and \(groups.count - 1) more such names." : "."))
    }
}
