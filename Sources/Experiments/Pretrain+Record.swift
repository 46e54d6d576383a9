import Foundation
import Recipes
import Records
import Training

/// What a training's record says before its first step.
extension Pretrain {
    /// The record of a training that begins now.
    func freshRecord(
        _ recipe: Recipe, _ training: Pretraining, _ start: TrainingStart?, _ data: TrainingData,
        _ precision: ChosenPrecision, _ setting: Setting
    ) -> RunRecord {
        RunRecord(
            command: setting.command, recipe: recipe, overrides: overrides,
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
}
