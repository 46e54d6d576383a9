import Files
import Foundation
import Recipes
import Records

/// The figures of a training run by epoch, alone for the run folder or as part of a report.
public struct TrainingFigures: Sendable {
    /// The epochs so far, in order.
    public var epochs: [EpochRecord]
    /// What was trained; names the phases.
    public var recipe: Recipe?
    /// What training started from: its val accuracies are those of epoch 0.
    public var start: TrainingStart?

    /// The figures of `epochs`.
    public init(epochs: [EpochRecord], recipe: Recipe? = nil, start: TrainingStart? = nil) {
        self.epochs = epochs
        self.recipe = recipe
        self.start = start
    }

    /// The training losses by epoch: the whole, and its parts where it has any.
    public var loss: LineChart {
        LineChart(
            title: "Training loss", note: "Mean over the steps of an epoch",
            x: ("epoch", .whole), y: ("loss", .plain),
            series: [
                curve(epochs.contains { $0.classLoss != nil } ? "total" : "loss") { $0.loss },
                curve("classes") { $0.classLoss }, curve("rotations") { $0.rotationLoss },
            ], marks: phases)
    }

    /// Training and validation accuracies by epoch; those that the run did not measure are absent.
    public var accuracy: LineChart {
        LineChart(
            title: "Accuracy by epoch",
            note: "On 5-way episodes of the val classes, and on training batches"
                + (mixes ? " (mixed images count by their share)" : ""),
            x: ("epoch", .whole), y: ("accuracy", .percent),
            series: [
                curve("val 5-shot", from: start?.validation5Shot) { $0.validation5Shot },
                curve("val 1-shot", from: start?.validation1Shot) { $0.validation1Shot },
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
        try FileSet.write(
            [
                ("loss.svg", Data(loss.svg().utf8)), ("accuracy.svg", Data(accuracy.svg().utf8)),
            ], into: folder)
    }

    /// The curve of `value` over the epochs that have one, with the value before them where it is
    /// known.
    func curve(
        _ name: String, from first: Double? = nil, _ value: (EpochRecord) -> Double?
    ) -> LineChart.Series {
        LineChart.Series(
            name,
            (first.map { [(0, $0)] } ?? [])
                + epochs.compactMap { epoch in value(epoch).map { (Double(epoch.epoch), $0) } })
    }

    /// The curve of `value` over the passes over the images that it took, by which recipes whose epochs
    /// cost differently compare.
    package func curveByPasses(_ name: String, _ value: (EpochRecord) -> Double?)
        -> LineChart.Series
    {
        var passes = 0
        return LineChart.Series(
            name,
            epochs.compactMap { epoch in
                passes += phase(of: epoch).map { recipe!.passes(inPhase: $0) } ?? 1
                return value(epoch).map { (Double(passes), $0) }
            })
    }

    private var mixes: Bool { recipe?.phases.contains { $0.objective.mixes } ?? false }

    /// Where a phase begins, after the first.
    private var phases: [(x: Double, name: String)] {
        zip(epochs, epochs.dropFirst()).filter { $0.phase != $1.phase }.map { _, next in
            let objective = phase(of: next).map { recipe!.phases[$0].objective.rawValue }
            let name = "phase \(next.phase)" + (objective.map { ": \($0)" } ?? "")
            return (Double(next.epoch), name)
        }
    }

    /// The place in the recipe of an epoch's phase; nil where it is not known.
    private func phase(of epoch: EpochRecord) -> Int? {
        let index = epoch.phase &- 1
        return recipe?.phases.indices.contains(index) == true ? index : nil
    }
}
