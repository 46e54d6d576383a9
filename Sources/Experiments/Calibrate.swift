import Datasets
import Files
import Foundation
import Networks

/// `fewshot calibrate`: draws tasks from classes at hand and keeps what they teach about a network
/// beside its weights, for `classify`.
public struct Calibrate {
    /// A run folder, or one file of weights.
    public var checkpoint: URL
    /// Where the images are: val classes, else base classes, else a folder of classes.
    public var data: URL
    /// The classes to draw from; val, else base, unless given, and all of a plain folder.
    public var split: Split?
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// What a person says of the network.
    public var network = NetworkChoice()

    /// A calibration; all values as the properties say.
    public init(checkpoint: URL, data: URL) { (self.checkpoint, self.data) = (checkpoint, data) }

    /// Draws the tasks and writes what they teach.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws {
        let checkpoint = try RunFolder.checkpoint(at: checkpoint)
        let dataset = try Dataset.open(data, dividedBy: classSplit)
        try setting.requireExcluded(in: [dataset])
        let split =
            split
            ?? (dataset.kind == .plainFolder
                ? .novel : dataset.splits.contains(.val) ? .val : .base)
        let kind = dataset.kind == .plainFolder ? "" : "\(split.rawValue) "
        let extractor = try network.extractor(of: checkpoint, setting)
        try requireWritable(StoredCalibration.file(beside: checkpoint))
        let trained = ScannedData.Others(
            extractor.header?.images ?? .unknown, ScannedData.trainedOn)
        let images = try ScannedData(
            dataset, split, countsOnce: true, beside: trained, setting
        ).images
        guard
            let learnt = try StoredCalibration(
                learningFrom: images, split, extractor, setting)
        else {
            throw UserError(
                .badData,
                "Tasks need five classes of seven images each; \(data.path) has "
                    + "\(images.classes.count) \(kind)classes, the smallest of "
                    + "\(images.counts.min() ?? 0) images.")
        }
        let file = try learnt.write(beside: checkpoint, extractor)
        setting.say(
            "Learnt on tasks of \(images.classes.count) \(kind)classes: "
                + file.relativePath)
    }

    /// Before the work: weights that several people use are often nobody's to change.
    private func requireWritable(_ file: URL) throws {
        do { try OutputFolder.require(file: file) } catch let error as UserError {
            throw UserError(
                error.kind,
                "\(error.statement) What is learnt goes there: copy the weights into a folder of your "
                    + "own, and calibrate the copy.")
        }
    }
}
