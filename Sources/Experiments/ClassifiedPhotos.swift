import Datasets
import Features
import Files
import Foundation
import Networks

/// The photos that a classification is given, listed and not read yet.
struct ListedPhotos {
    typealias Folder = (url: URL, images: LabeledImages)

    let examples, photos: Folder
    let background: Folder?

    /// - Throws: `UserError` for examples that are no folder of each class, folders without images,
    ///   and a list of excluded photos that cannot be meant of the examples and photos.
    init(_ classify: Classify, _ setting: Setting) throws {
        func folder(_ url: URL) throws -> Folder {
            (url, try LabeledImages.ofOneClass(in: url, without: classify.output))
        }
        let dataset = try Dataset.open(classify.support)
        guard dataset.kind == .plainFolder else {
            throw UserError(
                .badData,
                "The examples in \(classify.support.path) must be a folder of images for each "
                    + "class, without base/, val/ or novel/.")
        }
        examples = (classify.support, try dataset.images(of: .novel))
        photos = try folder(classify.images)
        background = try classify.background.map(folder)
        // Before anything is read: which of the folders a list is of, it does not say.
        try setting.requireExcluded(in: [examples, photos] + [background].compactMap(\.self))
    }
}

/// The photos that a classification is given, each read once, and what a person said of them.
struct ClassifiedPhotos {
    /// The examples of each class, without lookalikes.
    let examples: ScannedData
    /// Those to be labelled.
    let photos: ScannedData
    /// Those that are none of the classes; nil where there are none.
    let background: ScannedData?
    /// What a person said of `photos`.
    let corrections: Corrections

    /// Reads what is listed, and a table of corrections; says which of it is given twice, or is
    /// among the images that networks were trained on.
    ///
    /// - Throws: `UserError` where they cannot be used, or are examples of one class.
    init(
        _ listed: ListedPhotos, _ classify: Classify, trainedOn trained: TrainedImages,
        _ setting: Setting
    ) throws {
        // One photo counts once: beside its copy, a left-out example would find itself again.
        examples = try ScannedData(
            listed.examples.images, "examples", in: listed.examples.url, countsOnce: true, setting
        ).withoutLookalikes(setting)
        try examples.images.requireClasses(2, for: "labels")
        photos = try ScannedData(
            listed.photos.images, "images", in: listed.photos.url,
            beside: ScannedData.Others(trained, ScannedData.trainedOn), setting)
        corrections = try classify.said(
            of: photos.paths, photos.hashes, beside: examples.images.classes, setting)
        background = try listed.background.map {
            try ScannedData($0.images, "images", in: $0.url, setting)
        }
        photos.warn(
            "images", among: examples, "what is said of examples says nothing of new images",
            setting)
        for known in [examples, photos] {
            background?.warn(
                "background images", among: known, "the background is to show other things", setting
            )
        }
    }

    /// The features of the examples with the photos that a person labelled as further ones, and
    /// those of the photos of which nothing was said.
    ///
    /// - Throws: as `Corrections.divide`.
    func divide(
        _ features: FeatureTable, beside known: FeatureTable, _ setting: Setting
    ) throws -> (examples: FeatureTable, rest: FeatureTable) {
        try corrections.divide(
            features, hashes: photos.hashes(corrections, beside: examples, setting),
            beside: known, known: examples.hashes)
    }

    /// The SHA-256 of each photo that is an example, by its folder or by what a person said.
    var labelledHashes: Set<String> {
        let further = photos.images.files.filter { corrections[$0.path].flatMap(\.self) != nil }
        return Set((examples.images.files + further).map { $0.sha256! })
    }
}
