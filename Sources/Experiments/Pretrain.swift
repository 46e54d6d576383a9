import Backbones
import Datasets
import Files
import Foundation
import Images
import Networks
import Recipes
import Records
import Reports
import Tensors
import Training

/// `fewshot pretrain`: trains a backbone by a recipe, into a run folder that can be resumed.
public struct Pretrain {
    /// Where the images are.
    public var data: URL
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// The run folder.
    public var output: URL
    /// What is trained.
    public var backbone: BackboneName
    /// How it is trained, before the overrides.
    public var recipe: Recipe
    /// What a person changes of the recipe.
    public var overrides: RecipeOverrides
    /// What a person says that pixels are normalised by; else it is what the start's were, or
    /// ImageNet's.
    public var normalization: NormalizationChoice
    /// The share of every base class's images that is not trained on; nil for none.
    public var holdout: Double?
    /// The most images of each base class that are trained on; nil for all.
    public var trainImages: Int?
    /// A run folder or checkpoint whose weights training starts from; nil for fresh ones.
    public var start: URL?
    /// Whether to go on where an earlier run in the same folder stopped.
    public var resume: Bool
    /// How many bytes the decoded base images may take in the run folder; 0 keeps none.
    public var pixelCache = 4 << 30

    /// Whether tasks are drawn at the end, so that `classify` knows how sure the network's answers
    /// are.
    var calibrates = true

    /// A training; all values as the properties say.
    public init(
        data: URL, output: URL, backbone: BackboneName = .conv4, recipe: Recipe = .s2m2r,
        overrides: RecipeOverrides = RecipeOverrides(),
        normalization: NormalizationChoice = .init(),
        resume: Bool = false
    ) {
        self.data = data
        self.output = output
        self.backbone = backbone
        self.recipe = recipe
        self.overrides = overrides
        self.normalization = normalization
        holdout = nil
        trainImages = nil
        start = nil
        self.resume = resume
    }

    /// Seconds between two checkpoints inside a long epoch.
    private static let checkpointInterval = 600.0

    /// Trains to the end, or until asked to stop.
    ///
    /// - Returns: the record of the run; its `ended` is nil where it was interrupted.
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting, until interruption: Interruption) throws -> RunRecord {
        try run(setting, until: interruption, on: nil)
    }

    /// The same on images that were read already, if any.
    func run(
        _ setting: Setting, until interruption: Interruption, on known: PretrainingImages?
    ) throws -> RunRecord {
        let recipe = try recipe.overridden(by: overrides)
        if (recipe.frozenStages ?? 0) > 0 && start == nil {
            throw UserError(
                .usage,
                "Frozen stages keep their weights, and these would be random. Name some to start from.",
                remedies: "from")
        }
        let folder = try RunFolder(output, resuming: resume)
        defer { folder.release() }
        let images = try known ?? PretrainingImages(data, dividedBy: classSplit, setting)
        let (base, heldOut) = try images.division(
            holdingOut: holdout, trainImages: trainImages, seed: setting.seed)
        let val = images.val
        PeakMemory.restart()
        let checkpoint = try start.map(RunFolder.checkpoint(at:))
        let weights = try checkpoint.map { try StoredWeights(contentsOf: $0) }
        let device = setting.makeDevice()
        let precision = try precision(
            of: recipe, on: base.images, in: folder, setting, device)
        let training = try Pretraining(
            backbone, recipe: recipe, base: base.images, data: base.fingerprint,
            normalization: normalization.applied(startingFrom: weights), seed: setting.seed,
            device: device, precision: precision.precision)
        let start = try weights.map { weights in
            try training.start(from: weights)
            return TrainingStart(
                path: checkpoint!.relativePath, sha256: weights.file.sha256!,
                maker: try RunFolder.record(ofCheckpoint: checkpoint!, saying: weights.header))
        }
        let validation = try val.map {
            try Validation($0.images, seed: setting.seed, threads: setting.threads)
        }
        if validation == nil {
            setting.warn("There is no val folder: the last epoch counts as the best.")
        }
        let resuming = resume && folder.hasCheckpoint
        if resuming { try training.resume(from: folder.last, beside: changes(since: folder)) }
        var journal = try RunJournal(folder, resuming: training, resumed: resuming, setting) {
            freshRecord(
                recipe, training, start, trainingData(base, heldOut: heldOut, val: val), precision,
                setting)
        }
        guard journal.record.data.val?.fingerprint == val?.fingerprint else {
            throw UserError(
                .usage,
                "The run in \(output.path) cannot be resumed like this: its val images were others, "
                    + "and by them its best epoch is chosen. Restore them, or choose another folder.",
                remedies: "output")
        }
        try journal.open(on: setting.machine, training)
        try setting.listLeftOut(beside: output.appending(path: "report.md"))
        let part = heldOut.map { " (\($0.images.files.count) held out)" } ?? ""
        setting.say(
            training.isFinished
                ? "\(output.relativePath) is trained already."
                : "Training \(backbone) by \(recipe.name) on \(base.images.files.count) images of "
                    + "\(base.images.classes.count) classes\(part), \(recipe.epochs) epochs of "
                    + "\(training.stepsPerEpoch) steps, \(precision.precision.rawValue), "
                    + "\(setting.threads) threads.")

        training.pixels = try keptPixels(training, base, folder, setting, until: interruption)
        return try interruption.hearing {
            let record = try train(training, validation, &journal, setting, until: interruption)
            if calibrates, training.isFinished {
                try calibrate(
                    folder.best, validation?.images ?? base.images, val == nil ? .base : .val,
                    precision.precision, setting, until: interruption)
            }
            return record
        }
    }

    /// The precision of the run that is gone on with, else what is asked for.
    private func precision(
        of recipe: Recipe, on base: LabeledImages, in folder: RunFolder, _ setting: Setting,
        _ device: Device
    ) throws -> ChosenPrecision {
        if resume, setting.precision == .auto, let known = RunFolder.precision(ofRunIn: folder.url)
        {
            return ChosenPrecision(known)
        }
        return try setting.precision(
            training: backbone, by: recipe, images: base.files.count, on: device)
    }

    /// Trains, epoch by epoch. Only here is there anything to save when a signal comes.
    private func train(
        _ training: Pretraining, _ validation: Validation?, _ journal: inout RunJournal,
        _ setting: Setting, until interruption: Interruption
    ) throws -> RunRecord {
        let (folder, recipe) = (journal.folder, training.recipe)
        let extractor = FeatureExtractor(training.network)
        var saved = Date()
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
            let bar = ProgressBar(
                "Epoch \(training.progress.epochs + 1)/\(recipe.epochs)",
                total: training.stepsPerEpoch * recipe.batchSize,
                done: training.progress.steps * recipe.batchSize, unit: "images")
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
                score = try validation?.score(extractor, until: interruption)
            } catch is CancellationError {
                training.reopenEpoch()
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
            setting.say(epoch.line(of: recipe.epochs))
        }
        try journal.close()
        // It served this run's epochs, and is as large as the data.
        folder.pixels.removeFile()
        return journal.record
    }

    /// Draws tasks from images and puts what they teach into the best checkpoint, unless it is there.
    private func calibrate(
        _ best: URL, _ images: LabeledImages, _ split: Split, _ precision: Precision,
        _ setting: Setting, until interruption: Interruption
    ) throws {
        let extractor = try FeatureExtractor(checkpoint: best, device: setting.makeDevice()) {
            _, _ in precision
        }
        guard extractor.calibration == nil else { return }
        do {
            try StoredCalibration(
                learningFrom: images, split, extractor, setting, until: interruption
            )?.write(to: best, extractor)
        } catch is CancellationError {
            setting.say("Stopped while tasks were drawn; the training itself is done.")
        }
    }

    /// What differs from the run in `folder` in the choice of images: it has made their fingerprint
    /// another.
    private func changes(since folder: RunFolder) throws -> [ChangedSetting] {
        guard folder.record.exists else { return [] }
        let before = try JSONFile.read(RunRecord.self, from: folder.record).data
        return [
            ChangedSetting(
                "holdout", before.heldOut.map { "\($0.share)" }, holdout.map { "\($0)" }),
            ChangedSetting(
                "train-images", before.trainImages.map { "\($0)" }, trainImages.map { "\($0)" }),
        ].compactMap(\.self)
    }

    private func freshRecord(
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

    private func trainingData(
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
