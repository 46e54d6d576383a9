import Files
import Foundation
import Records

/// The figures of a training run by epoch, alone for the run folder or as part of a report.
public struct TrainingFigures: Sendable {
    /// The epochs so far, in order.
    public var epochs: [EpochRecord]

    /// The figures of `epochs`.
    public init(epochs: [EpochRecord]) { self.epochs = epochs }

    /// The training loss by epoch.
    public var loss: LineChart {
        LineChart(
            title: "Training loss", note: "Mean over the steps of an epoch",
            x: ("epoch", .whole), y: ("loss", .plain),
            series: [curve("loss") { $0.loss }], marks: phases)
    }

    /// Training and validation accuracies by epoch; those that the run did not measure are absent.
    public var accuracy: LineChart {
        LineChart(
            title: "Accuracy by epoch",
            note: "On training batches, and on episodes of the val classes",
            x: ("epoch", .whole), y: ("accuracy", .percent),
            series: [
                curve("val 5-shot") { $0.validation5 },
                curve("val 1-shot") { $0.validation1 },
                curve("training classes") { $0.classAccuracy },
                curve("rotations") { $0.rotationAccuracy },
            ], marks: phases)
    }

    /// Writes loss.svg and accuracy.svg into `folder`; without epochs, nothing.
    ///
    /// - Throws: `UserError` `.badData` for a value that is not finite, `.cannotCreate` or
    ///   `.inputOutput` for a file that cannot be written.
    public func write(to folder: URL) throws {
        guard !epochs.isEmpty else { return }
        try AtomicFile.write(loss.svg(), to: folder.appendingPathComponent("loss.svg"))
        try AtomicFile.write(accuracy.svg(), to: folder.appendingPathComponent("accuracy.svg"))
    }

    /// The curve of `value` over the epochs that have one.
    func curve(_ name: String, _ value: (EpochRecord) -> Double?) -> LineChart.Series {
        LineChart.Series(name, epochs.compactMap { epoch in
            value(epoch).map { (Double(epoch.epoch), $0) }
        })
    }

    /// Where a phase begins, after the first.
    private var phases: [(x: Double, name: String)] {
        zip(epochs, epochs.dropFirst()).filter { $0.phase != $1.phase }.map {
            (Double($1.epoch), $1.phase)
        }
    }
}
