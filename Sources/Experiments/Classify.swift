import Backbones
import Classifiers
import Datasets
import Episodes
import Features
import Files
import Foundation
import Images
import Networks
import Records
import Reports
import Training
import Weights

/// `fewshot classify`: labels a folder of images from a few labelled examples of each class.
public struct Classify {
    /// Run folders or files of weights, whose features are put together; the best of the project where
    /// there are none.
    public var checkpoints: [URL]
    /// A folder with a folder of examples for each class.
    public var support: URL
    /// A folder of images to label.
    public var images: URL
    /// The folder for labels.csv and gallery.md.
    public var output: URL
    /// What is done to features first; nothing that is learned from base images or other queries.
    public var transform = FeatureTransform.l2
    /// What labels them.
    public var classifier = Self.usualClassifier
    /// A file with a vector of each class, and what labels them by it, in place of the classifier; nil
    /// for not.
    public var classVectors: URL?
    /// See `classVectors`.
    public var classVectorMethod: ClassVectorMethod?
    /// What of the network is adapted to the examples; nil for nothing.
    public var adaptation: AdaptedPart?
    /// What a person says of the networks.
    public var network = NetworkChoice()
    /// An image less typical than this is none of the classes: the share of images of the classes
    /// that may be put aside so.
    public var outsiders = Self.usualOutsiders
    /// A file of any program's features, of examples (images with a label) and of images to label
    /// (those without), in place of checkpoints, examples and images.
    public var features: URL?
    /// A folder of images that are none of the classes, by which is told how many such are put
    /// aside; beside `features` a file of theirs.
    public var background: URL?
    /// A table of what a person said of images, as the gallery saves it: they are examples, too.
    public var corrections: URL?
    /// A folder to make with a folder for each label and its images in it.
    public var sorted: URL?
    /// Whether that holds links to the images, not copies.
    public var sortsByLinks = false

    /// Labels for a folder of images, all else as its properties start.
    public init(checkpoints: [URL], support: URL, images: URL, output: URL) {
        self.checkpoints = checkpoints
        self.support = support
        self.images = images
        self.output = output
    }

    /// Labels the images and writes labels.csv and gallery.md.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws -> ClassificationRecord {
        try requireSensible()
        if let features { return try run(features: features, setting) }
        try setting.requireReplaceable(report: gallery, tables: [labels])
        let listed = try ListedPhotos(self, setting)
        let held = try holdSorted()
        defer { held?.release() }
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let checkpoints =
            try checkpoints.isEmpty
            ? [ProjectWeights.best(setting)] : checkpoints.map(RunFolder.checkpoint(at:))
        let extractors = try checkpoints.map { try network.extractor(of: $0, setting) }
        let trained = TrainedImages(joining: extractors.map { $0.header?.images ?? .unknown })
        let given = try ClassifiedPhotos(listed, self, trainedOn: trained, setting)
        let (examples, photos, background) = try features(of: given, by: extractors, setting)
        let calibration = try calibration(of: extractors, at: checkpoints)
        var record = try informed(of: examples.classes, dimension: examples.dimension, setting)
            .label(photos, from: examples, background, calibration, setting)
        try adapt(
            &record, to: given.examples.images, given.photos.images, by: checkpoints[0], setting)
        record.trainedOn = given.photos.copies.trainedOn
        record.add(trainedExamples: given.labelledHashes.count { trained.contains($0) })
        record.isTeachable = isTeachable(extractors.count)
        record.add(given.corrections, of: given.photos.paths)
        try write(record, given, setting)
        return record
    }

    /// Does nothing where all that is asked for goes together.
    ///
    /// - Throws: `UserError` for a setting that does not, or corrections that cannot be read.
    private func requireSensible() throws {
        guard Self.canTake(transform) else {
            throw UserError(
                setting: "transform",
                "is \(transform.name): images are labelled one by one, so that only "
                    + "steps that change each by itself are possible: none, l2, power, zscore.")
        }
        guard (0...0.5).contains(outsiders) else {
            throw UserError(setting: "outsiders", "is \(outsiders); it must be from 0 to 0.5.")
        }
        try requireAdaptable()
        // Before all photos are read, of which it must speak.
        if let corrections { _ = try InputFile.read(corrections) }
    }

    /// Photos sorted by their labels, where that is asked for.
    private var sorting: SortedPhotos? {
        sorted.map { SortedPhotos(folder: $0, areLinks: sortsByLinks) }
    }

    /// Makes the folder of sorted photos and holds it; nil where none is asked for.
    ///
    /// - Throws: as `SortedPhotos.hold`.
    private func holdSorted() throws -> HeldFolder? {
        if let sorted, sorted.isInside(output) || output.isInside(sorted) {
            throw UserError(
                setting: "sort-into",
                "is \(sorted.path), and the gallery goes to \(output.path): each needs a folder of its "
                    + "own, outside of the other.")
        }
        return try sorting?.hold(outside: [images, support, background].compactMap { $0 })
    }

    /// Writes the gallery and the labels, and sorts the photos, where that is asked for.
    ///
    /// - Throws: `UserError` for files that cannot be written, and photos that can no longer be
    ///   read.
    private func write(
        _ record: ClassificationRecord, _ given: ClassifiedPhotos, _ setting: Setting
    ) throws {
        let (examples, photos) = (given.examples.images, given.photos.images)
        try GalleryReport(
            record: record,
            photos: try Thumbnails.byPath(photos.files, at: GalleryReport.shown(record)),
            examples: try Thumbnails.of(examples.classes, examples)
        ).write(to: output)
        setting.say(record.summary)
        setting.say("Labels: \(labels.relativePath)")
        if let sorting {
            let count = try sorting.write(record.answers, of: photos)
            setting.say(
                "\(sorting.areLinks ? "Links to" : "Copies of") \(counted(count, "image")) by label: "
                    + "\(sorting.folder.relativePath) (those of no label stay where they are only)")
        }
        setting.present(gallery, as: "Gallery")
        try setting.listLeftOut(beside: gallery)
    }

    /// What is written: for people, and for programs.
    var gallery: URL { output.appending(path: "gallery.md") }
    var labels: URL { output.appending(path: "labels.csv") }

    /// The features of examples, with the photos that a person labelled as further ones, of the
    /// photos of which nothing was said, and of the background.
    private func features(
        of given: ClassifiedPhotos, by extractors: [FeatureExtractor], _ setting: Setting
    ) throws -> (examples: FeatureTable, photos: FeatureTable, background: FeatureTable?) {
        let examples = try features(given.examples, "examples", extractors, setting)
        let photos = try features(given.photos, "images", extractors, setting)
        let all = try given.divide(photos, beside: examples, setting)
        let background = try given.background.map {
            try features($0, "background images", extractors, setting)
        }
        return (all.examples, all.rest, background)
    }

    /// The transformed features of all networks, put together image by image.
    private func features(
        _ scanned: ScannedData, _ name: String, _ extractors: [FeatureExtractor],
        _ setting: Setting
    ) throws -> FeatureTable {
        let images = scanned.images
        let count = images.files.count
        let bar = ProgressBar(
            "Features of \(name)", total: extractors.count * count, unit: "images")
        defer { bar.finish() }
        let tables = try extractors.enumerated().map { number, extractor in
            try extractor.features(of: images) { done, _ in bar.update(number * count + done) }
        }
        let table = try FeatureTable(joining: tables)
        setting.warn(zerosIn: table, of: "the network")
        return try transform.apply(to: table)
    }

    /// What was learnt of the network's answers by this classifier; nil where nothing was, as of
    /// several networks together.
    private func calibration(
        of extractors: [FeatureExtractor], at checkpoints: [URL]
    ) throws -> StoredCalibration? {
        guard isTeachable(extractors.count),
            let known = try StoredCalibration(of: extractors[0], at: checkpoints[0]),
            known.learnt.classifier == classifier.name, known.learnt.transform == transform.name
        else { return nil }
        return known
    }

    /// Whether tasks can teach how sure answers by so many networks are.
    private func isTeachable(_ networks: Int) -> Bool {
        networks == 1 && classVectors == nil
            && classifier.name == StoredCalibration.classifier.name
            && transform.name == StoredCalibration.transform.name
    }
}
