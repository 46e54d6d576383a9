import Datasets
import Features
import Files
import Foundation
import Networks
import Tensors
import Training

extension Pretrain {
    /// Puts into the best checkpoint what others will ask of the network, unless it is there: the mean
    /// of the base features, and what tasks of the val classes (base where there are none) teach.
    ///
    /// - Returns: whether it has them; false where the work was interrupted.
    func describe(
        _ best: URL, base: LabeledImages, val: LabeledImages?, _ precision: Precision,
        _ setting: Setting, until interruption: Interruption
    ) throws -> Bool {
        let extractor = try FeatureExtractor(checkpoint: best, device: setting.makeDevice()) {
            _, _ in precision
        }
        do {
            try extractor.describe(
                best,
                mean: extractor.storedMean == nil
                    ? mean(of: base, extractor, until: interruption) : nil,
                calibration: extractor.calibration == nil
                    ? StoredCalibration(
                        learningFrom: val ?? base, val == nil ? .base : .val, extractor, setting,
                        until: interruption
                    )?.text() : nil)
            return true
        } catch is CancellationError {
            setting.say("Stopped while the network was described; the training itself is done.")
            return false
        } catch let error as UserError {
            throw UserError(
                error.kind,
                "The training itself is done; but \(best.lastPathComponent) lacks the mean of the base "
                    + "features and what tasks teach of them. \(error) Once that is mended, the same "
                    + "command makes up for it.", remedies: "resume")
        }
    }

    private func mean(
        of base: LabeledImages, _ extractor: FeatureExtractor, until interruption: Interruption
    ) throws -> BaseMean {
        let bar = ProgressBar("Mean of base features", total: base.files.count, unit: "images")
        defer { bar.finish() }
        let features = try extractor.features(of: base) { done, _ in
            if interruption.isAsked { throw CancellationError() }
            bar.update(done)
        }
        return BaseMean(imageSize: extractor.network.imageSize, mean: features.mean)
    }
}
