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
        if let features { return try run(features: features, setting) }
        try setting.requireReplaceable(report: gallery, tables: [labels])
        let dataset = try Dataset.open(support)
        guard dataset.kind == .plainFolder else {
            throw UserError(
                .badData,
                "The examples in \(support.path) must be a folder of images for each class, "
                    + "without base/, val/ or novel/.")
        }
        let listed = try (
            examples: dataset.images(of: .novel),
            wanted: LabeledImages.ofOneClass(in: images, without: output),
            others: background.map {
                try (url: $0, images: LabeledImages.ofOneClass(in: $0, without: output))
            }
        )
        // Before anything is read: which of the folders a list is of, it does not say.
        try setting.excluded.require(
            in: [(support, listed.examples), (images, listed.wanted)]
                + [listed.others].compactMap(\.self))
        let sorting = sorted.map { SortedPhotos(folder: $0, areLinks: sortsByLinks) }
        if let sorted, sorted.isInside(output) || output.isInside(sorted) {
            throw UserError(
                setting: "sort-into",
                "is \(sorted.path), and the gallery goes to \(output.path): each needs a folder of its "
                    + "own, outside of the other.")
        }
        let held = try sorting?.hold(outside: [images, support, background].compactMap { $0 })
        defer { held?.release() }
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let checkpoints =
            try checkpoints.isEmpty
            ? [ProjectWeights.best(setting)] : checkpoints.map(RunFolder.checkpoint(at:))
        let extractors = try checkpoints.map { try network.extractor(of: $0, setting) }
        let trained = ScannedData.Others(
            TrainedImages(joining: extractors.map { $0.header?.images ?? .unknown }),
            ScannedData.trainedOn)
        // One photo counts once: beside its copy, a left-out example would find itself again.
        let labeled = try ScannedData(
            listed.examples, "examples", in: support, countsOnce: true, setting
        ).withoutLookalikes(setting)
        let examples = labeled.images
        try examples.requireClasses(2, for: "labels")
        let wanted = try ScannedData(
            listed.wanted, "images", in: images, beside: trained, setting)
        let said =
            try corrections.map {
                try Corrections(reading: $0, about: wanted.images.files.map(\.path))
            }
            ?? Corrections()
        let others = try listed.others.map {
            try ScannedData($0.images, "images", in: $0.url, setting)
        }
        wanted.warn(
            "images", among: labeled, "what is said of examples says nothing of new images", setting
        )
        for known in [labeled, wanted] {
            others?.warn(
                "background images", among: known, "the background is to show other things", setting
            )
        }
        let plain = try features(examples, "examples", extractors, setting)
        let given = try transform.apply(to: plain)
        let all = try transform.apply(to: features(wanted.images, "images", extractors, setting))
        let (known, unknown) = try said.divide(
            all, hashes: wanted.hashes(said, beside: labeled, setting), beside: given,
            known: labeled.hashes)
        let outside = try others.map {
            try transform.apply(
                to: features($0.images, "background images", extractors, setting))
        }
        let calibration = try calibration(of: extractors, at: checkpoints)
        var record = try informed(of: known.classes, dimension: plain.dimension, setting)
            .label(unknown, from: known, outside, calibration, setting)
        try adapt(&record, to: examples, wanted.images, by: checkpoints[0], setting)
        record.trainedOn = wanted.copies.trainedOn
        let further = wanted.images.files.filter { said[$0.path].flatMap(\.self) != nil }
        let hashes = Set((examples.files + further).map { $0.sha256! })
        record.add(trainedExamples: hashes.count { trained.images.contains($0) })
        record.isTeachable = isTeachable(extractors.count)
        record.add(said, of: wanted.images.files.map(\.path))
        try GalleryReport(
            record: record,
            photos: try Thumbnails.byPath(wanted.images.files, at: GalleryReport.shown(record)),
            examples: try Thumbnails.of(examples.classes, examples)
        ).write(to: output)
        setting.say(record.summary)
        setting.say("Labels: \(labels.relativePath)")
        if let sorting {
            let count = try sorting.write(record.answers, of: wanted.images)
            setting.say(
                "\(sorting.areLinks ? "Links to" : "Copies of") \(counted(count, "image")) by label: "
                    + "\(sorting.folder.relativePath) (those of no label stay where they are only)")
        }
        setting.present(gallery, as: "Gallery")
        try setting.listLeftOut(beside: gallery)
        return record
    }

    /// What is written: for people, and for programs.
    var gallery: URL { output.appending(path: "gallery.md") }
    var labels: URL { output.appending(path: "labels.csv") }

    /// The features of all networks, put together image by image.
    private func features(
        _ images: LabeledImages, _ name: String, _ extractors: [FeatureExtractor],
        _ setting: Setting
    ) throws -> FeatureTable {
        let count = images.files.count
        let bar = ProgressBar(
            "Features of \(name)", total: extractors.count * count, unit: "images")
        defer { bar.finish() }
        let tables = try extractors.enumerated().map { number, extractor in
            try extractor.features(of: images) { done, _ in bar.update(number * count + done) }
        }
        let table = try FeatureTable(joining: tables)
        setting.warn(zerosIn: table, of: "the network")
        return table
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
