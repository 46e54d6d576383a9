import Datasets
import Files
import Records
import Training

/// One run of a comparison: trained, and then measured.
extension Comparison {
    /// What came of a run.
    enum Outcome {
        case measured(RunRecord, NetworkMeasures)
        /// Why not, for people, who were warned.
        case failed(String)
        case interrupted
    }

    /// Trains what is missing of `run`, and measures it.
    func attempt(
        _ run: ComparisonRecord.Run, of entry: Entry, _ images: PretrainingImages,
        _ plan: MeasurePlan, _ setting: Setting, until interruption: Interruption
    ) -> Outcome {
        do {
            let setting = setting.with(seed: run.seed)
            let training = try pretrain(entry, in: run.folder).run(
                setting, until: interruption, on: images)
            guard training.ended != nil, !interruption.isAsked else { return .interrupted }
            return .measured(training, try measure(run, images, plan, setting))
        } catch {
            let reason = (error as? UserError)?.message ?? "\(error)"
            setting.warn("\(entry.name), seed \(run.seed), failed: \(reason)")
            return .failed(reason)
        }
    }

    /// What runs are measured on.
    func measurePlan(
        _ division: (training: ScannedData, heldOut: ScannedData), _ images: PretrainingImages,
        _ setting: Setting
    ) -> MeasurePlan {
        MeasurePlan(
            episodes: episodes, seed: setting.seed, trained: division.training.images,
            heldOut: division.heldOut.images, val: images.val?.images)
    }

    private func pretrain(_ entry: Entry, in folder: String) -> Pretrain {
        var pretrain = Pretrain(
            data: data, output: output.appending(path: folder), backbone: backbone,
            recipe: entry.recipe, overrides: entry.overrides, normalization: normalization,
            resume: true)
        pretrain.classSplit = classSplit
        pretrain.holdout = holdout
        pretrain.trainImages = trainImages
        pretrain.calibrates = false
        return pretrain
    }

    private func measure(
        _ run: ComparisonRecord.Run, _ images: PretrainingImages, _ plan: MeasurePlan,
        _ setting: Setting
    ) throws -> NetworkMeasures {
        let (training, heldOut) = try divided(images, seed: run.seed)
        // As many as flatness is measured on: the rest would take time for nothing.
        let trained = training.only(
            training.images.places(ofEach: plan.imagesPerClass[.trained] ?? 0))
        // In the comparison's own folder, which may be of several machines.
        return try NetworkMeasures(
            output.appending(path: run.folder), trained: trained, heldOut: heldOut,
            val: images.val, plan,
            setting.keepingFeatures(in: output.appending(path: "features")))
    }

    /// What is trained on under a seed, and what is not.
    func divided(
        _ images: PretrainingImages, seed: UInt64
    ) throws -> (training: ScannedData, heldOut: ScannedData) {
        let (training, heldOut) = try images.division(
            holdingOut: holdout, trainImages: trainImages, seed: seed)
        guard let heldOut else { fatalError("A comparison always holds images out.") }
        return (training, heldOut)
    }
}
