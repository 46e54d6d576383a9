import Classifiers
import Datasets
import Episodes
import Features
import Files
import Foundation
import Networks

/// What tasks of classes at hand taught about a network, as it is kept with the weights: inside those
/// that `pretrain` describes at its end, or beside them.
struct StoredCalibration: Codable {
    /// What was learnt.
    var learnt: TaskCalibration
    /// Whose classes the tasks were of.
    var split: Split
    /// How the network was read: another way to features has other features.
    var backbone: String
    var imageSize: Int
    /// The SHA-256 of the weights, where it lies beside them.
    var weights: String?

    /// The classifier and the transform of features that it is learnt for, which `Classify` takes
    /// where nothing else is said.
    static let classifier = LogisticRegression()
    static let transform = FeatureTransform.l2
    /// Images of a class that tasks are drawn from.
    private static let imagesPerClass = 100

    /// Draws tasks from these images; nil where there are too few.
    init?(
        learningFrom images: LabeledImages, _ split: Split, _ extractor: FeatureExtractor,
        _ setting: Setting, until interruption: Interruption = Interruption()
    ) throws {
        let chosen = images.spread(perClass: Self.imagesPerClass)
        let bar = ProgressBar("Features for tasks", total: chosen.files.count, unit: "images")
        let features = try extractor.features(of: chosen) { done, _ in
            if interruption.isAsked { throw CancellationError() }
            bar.update(done)
        }
        bar.finish()
        guard
            let learnt = TaskCalibration(
                learningFrom: try Self.transform.apply(to: features),
                transform: Self.transform.name, classifier: Self.classifier, seed: setting.seed,
                threads: setting.threads)
        else { return nil }
        (self.learnt, self.split) = (learnt, split)
        (backbone, imageSize) = ("\(extractor.network.name)", extractor.network.imageSize)
    }

    /// The one that lies with the weights that `extractor` was made of, beside them or else inside; nil
    /// where there is none, or it is of another way to features.
    ///
    /// - Throws: `UserError.badData` for one that is damaged.
    init?(of extractor: FeatureExtractor, at checkpoint: URL) throws {
        let file = Self.file(beside: checkpoint)
        if file.exists {
            let beside = try Self(reading: try InputFile.read(file), from: file)
            if beside.weights == extractor.sha256, beside.fits(extractor) {
                self = beside
                return
            }
        }
        guard let text = extractor.calibration else { return nil }
        let inside = try Self(reading: Data(text.utf8), from: checkpoint)
        guard inside.fits(extractor) else { return nil }
        self = inside
    }

    private init(reading data: Data, from url: URL) throws {
        guard let known = try? JSONDecoder().decode(StoredCalibration.self, from: data),
            known.learnt.isSound
        else {
            throw UserError(
                .badData,
                "What was learnt of tasks, in \(url.path), cannot be read. Write it again by fewshot "
                    + "calibrate.")
        }
        self = known
    }

    /// Whether it is of the same way to features.
    private func fits(_ extractor: FeatureExtractor) -> Bool {
        backbone == "\(extractor.network.name)" && imageSize == extractor.network.imageSize
    }

    /// As it stands in a checkpoint.
    func text() throws -> String { String(decoding: try JSONFile.data(self), as: UTF8.self) }

    /// Puts it into a file beside the weights, which stay as they are: results and trainings know them
    /// by their bytes.
    ///
    /// - Returns: the file that was written.
    /// - Throws: `UserError` as writing does.
    @discardableResult func write(beside checkpoint: URL, _ extractor: FeatureExtractor) throws
        -> URL
    {
        let file = Self.file(beside: checkpoint)
        var own = self
        own.weights = extractor.sha256
        try JSONFile.write(own, to: file)
        return file
    }

    /// The file that `write` writes.
    static func file(beside checkpoint: URL) -> URL {
        checkpoint.deletingPathExtension().appendingPathExtension("calibration.json")
    }
}
