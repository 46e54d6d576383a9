import Files
import Foundation
import Networks
import Ranks
import Records
import Training

extension Pretrain {
    /// Seconds between two checkpoints inside a long epoch.
    private static let checkpointInterval = 600.0

    /// Trains, epoch by epoch. Only here is there anything to save when a signal comes.
    func train(
        _ training: Pretraining, _ validation: Validation?, _ journal: inout RunJournal,
        _ setting: Setting, until interruption: Interruption
    ) throws -> RunRecord {
        let (folder, recipe) = (journal.folder, training.recipe)
        let extractor = FeatureExtractor(training.network)
        var saved = Date()
        // Between an epoch's last step and the next one's first.
        var between = 0.0
        func save(to url: URL) throws {
            try saving(training, setting) { try training.save(to: url) }
            saved = Date()
        }
        func stop() throws -> RunRecord {
            try save(to: folder.last)
            setting.say("Stopped, and saved.")
            return journal.record
        }
        while !training.isFinished {
            let rest = Double(recipe.epochs - training.progress.epochs) + epochsBehind
            let bar = ProgressBar(
                "Epoch \(training.progress.epochs + 1)/\(recipe.epochs)",
                total: training.stepsPerEpoch * recipe.batchSize,
                done: training.progress.steps * recipe.batchSize, unit: "images",
                rest: .init(
                    pieces: Int(
                        (rest - 1) * Double(training.stepsPerEpoch * recipe.batchSize)),
                    seconds: rest * between))
            let trained = try training.trainEpoch(until: interruption) { steps in
                bar.update(steps * recipe.batchSize, note: training.note)
                if Date().timeIntervalSince(saved) > Self.checkpointInterval {
                    try save(to: folder.last)
                }
            }
            bar.finish()
            dropBrokenPixels(training, setting)
            guard var epoch = trained else { return try stop() }
            let started = Date()
            let score: Validation.Score?
            do {
                score = try validation?.score(extractor, until: interruption) {
                    training.divergence("After epoch \(training.progress.epochs): \($0)")
                }
            } catch is CancellationError {
                training.reopenEpoch()
                _ = try ranks?.agree(goesOn: false)
                return try stop()
            }
            epoch.validation1Shot = score?.oneShot
            epoch.validation5Shot = score?.fiveShot
            epoch.seconds += Date().timeIntervalSince(started)
            // Before the checkpoint, which alone says that the epoch is done.
            try saving(training, setting) { try journal.add(epoch) }
            if training.isBest(score?.mean) || validation == nil { try save(to: folder.best) }
            try save(to: folder.last)
            journal.note(training)
            setting.say(epoch.line(of: recipe.epochs, behind: epochsBehind))
            between = Date().timeIntervalSince(started)
            _ = try ranks?.agree(goesOn: true)
        }
        try journal.close()
        // It served this run's epochs, and is as large as the data.
        folder.pixels.removeFile()
        return journal.record
    }
}
