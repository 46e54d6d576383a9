import Files
import Foundation
import Networks
import Records
import Training

/// What is written and said of a training before its first step.
extension Pretrain {
    /// The record of a training that begins now.
    func freshRecord(
        _ training: Pretraining, _ start: TrainingStart?, _ data: TrainingData,
        _ precision: ChosenPrecision, _ setting: Setting
    ) -> RunRecord {
        RunRecord(
            command: setting.command, recipe: training.recipe, overrides: overrides,
            backbone: "\(backbone)", backboneTitle: backbone.title,
            parameters: training.network.backboneParameterCount,
            seed: setting.seed, threads: setting.threads,
            precision: precision.precision.rawValue, precisionTrial: precision.trial,
            mean: training.network.input.normalization.mean,
            deviation: training.network.input.normalization.deviation,
            data: data, start: start, machine: setting.machine, started: Date())
    }

    /// The images, as the record has them.
    func trainingData(
        _ base: ScannedData, heldOut: ScannedData?, val: ScannedData?
    ) -> TrainingData {
        TrainingData(
            path: data.relativePath, base: base.part,
            heldOut: heldOut.map {
                TrainingData.HeldOut(
                    share: holdout!, images: $0.images.files.count, fingerprint: $0.fingerprint)
            }, trainImages: trainImages, val: val?.part)
    }

    /// The journal of a training that was `resumed`, or else has a `fresh` record, with what is
    /// known before the first step written.
    ///
    /// - Throws: `UserError.usage` where a run was begun with other val images; as `RunJournal`.
    func openJournal(
        of training: Pretraining, in folder: RunFolder, resumed: Bool, _ val: ScannedData?,
        _ setting: Setting, fresh: () -> RunRecord
    ) throws -> RunJournal {
        var journal = try RunJournal(
            folder, resuming: training, resumed: resumed, setting, fresh: fresh)
        guard journal.record.data.val?.fingerprint == val?.fingerprint else {
            throw UserError(
                .usage,
                "The run in \(output.path) cannot be resumed like this: its val images were others, "
                    + "and by them its best epoch is chosen. Restore them, or choose another folder.",
                remedies: "output")
        }
        try journal.open(on: setting.machine, training)
        return journal
    }

    /// What is trained, by what, on what and how, in a line for a terminal.
    func announcement(
        of training: Pretraining, on base: ScannedData, heldOut: ScannedData?,
        _ precision: ChosenPrecision, _ setting: Setting
    ) -> String {
        guard !training.isFinished else { return "\(output.relativePath) is trained already." }
        let (recipe, images) = (training.recipe, base.images)
        let part = heldOut.map { " (\($0.images.files.count) held out)" } ?? ""
        let processes = ranks.map { " in each of \($0.count) processes" } ?? ""
        return "Training \(backbone) by \(recipe.name) on "
            + "\(counted(images.files.count, "image")) of "
            + "\(counted(images.classes.count, "class", "classes"))\(part), "
            + "\(counted(recipe.epochs, "epoch")) of "
            + "\(counted(training.stepsPerEpoch, "step")), "
            + "\(precision.precision.rawValue), \(counted(setting.threads, "thread"))\(processes)."
    }
}

extension TrainingStart {
    /// A start from the weights of the checkpoint at `url`.
    ///
    /// - Throws: as `RunFolder.record`.
    init(from weights: StoredWeights, at url: URL) throws {
        self.init(
            path: url.relativePath, sha256: weights.file.sha256!,
            maker: try RunFolder.record(ofCheckpoint: url, saying: weights.header))
    }

    /// Scores the network as it is before its first step.
    ///
    /// - Throws: as `Validation.score`.
    mutating func score(_ network: Network, by validation: Validation) throws {
        let score = try validation.score(FeatureExtractor(network))
        (validation1Shot, validation5Shot) = (score.oneShot, score.fiveShot)
    }
}
