import Files
import Foundation
import Networks
import Recipes
import Training

extension Pretrain {
    /// Goes on where the run in `folder` stopped.
    ///
    /// - Throws: `UserError` for a checkpoint that is damaged or of another training, or a best one
    ///   that is gone, which would be missed at the end only.
    func goOn(_ training: Pretraining, in folder: RunFolder) throws {
        let changes = try changes(since: folder)
        do {
            try training.resume(from: folder.last, beside: changes)
        } catch let error as UserError where error.kind == .badData {
            throw UserError(
                .badData,
                "\(error.statement) Restore it from a copy, or begin anew in another folder, where "
                    + "weights of best.safetensors can be trained on from.",
                remedies: error.remedies + ["output", "from"])
        }
        guard let epoch = training.progress.bestEpoch, !folder.best.exists else { return }
        throw UserError(
            .missingInput,
            "The run in \(folder.url.path) lacks best.safetensors, its weights of epoch \(epoch), "
                + "the best so far. Restore it; or copy last.safetensors to that name, to take what "
                + "it has for the best; or begin anew in another folder.", remedies: "output")
    }

    /// What differs from the run in `folder` in the choice of images: it has made their fingerprint
    /// another.
    private func changes(since folder: RunFolder) throws -> [ChangedSetting] {
        guard let before = try folder.storedRecord()?.data else { return [] }
        return [
            ChangedSetting(
                "holdout", before.heldOut.map { "\($0.share)" }, holdout.map { "\($0)" }),
            ChangedSetting(
                "train-images", before.trainImages.map { "\($0)" }, trainImages.map { "\($0)" }),
        ].compactMap(\.self)
    }
}
