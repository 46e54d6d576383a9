import Backbones
import Datasets
import Files
import Foundation
import Images
import Networks
import Ranks
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

    /// Whether the best checkpoint is given what others will ask of it at the end: the mean of the base
    /// features, and how sure the network's answers are.
    var calibrates = true
    /// What other trainings have to do behind it, in epochs of it: the time left is of all.
    var epochsBehind = 0.0
    /// The processes that train it together; nil for this one alone. This is the first of them: the
    /// others `help`.
    public var ranks: Communicator?

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

    /// Trains to the end, or until asked to stop.
    ///
    /// - Returns: the record of the run; its `ended` is nil where it was interrupted, if only
    ///   while the trained network was described.
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting, until interruption: Interruption) throws -> RunRecord {
        try run(setting, until: interruption, on: nil)
    }

    /// The same on images that were read already, if any, and in a folder that is held already, if it
    /// is, and is let go of.
    func run(
        _ setting: Setting, until interruption: Interruption, on known: PretrainingImages?,
        in held: RunFolder? = nil
    ) throws -> RunRecord {
        let recipe = try recipe.overridden(by: overrides)
        try overrides.requireMeaning(to: backbone)
        if (recipe.frozenStages ?? 0) > 0 && start == nil {
            throw UserError(
                .usage,
                "Frozen stages keep their weights, and these would be random. Name some to start from.",
                remedies: "from")
        }
        let folder = try held ?? RunFolder(output, resuming: resume)
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
        let resuming = resume && folder.hasCheckpoint
        _ = try ranks?.tell(
            JSONEncoder().encode(Beginning(precision: precision.precision, resumes: resuming)))
        let training = try Pretraining(
            backbone, recipe: recipe, base: base.images, data: base.fingerprint,
            normalization: normalization.applied(startingFrom: weights, of: backbone),
            seed: setting.seed,
            device: device, precision: precision.precision, ranks: ranks)
        if let weights { try training.start(from: weights) }
        var start = try weights.map { try TrainingStart(from: $0, at: checkpoint!) }
        let validation = try val.map {
            try Validation($0.images, seed: setting.seed, threads: setting.threads)
        }
        if validation == nil {
            setting.warn("There is no val folder: the last epoch counts as the best.")
        }
        if !resuming, let validation { try start?.score(training.network, by: validation) }
        if resuming { try goOn(training, in: folder) }
        try training.requireSame(setting.program(on: ranks))
        var journal = try openJournal(of: training, in: folder, resumed: resuming, val, setting) {
            freshRecord(
                training, start, trainingData(base, heldOut: heldOut, val: val), precision,
                setting)
        }
        try setting.listLeftOut(beside: output.appending(path: "report.md"))
        setting.say(announcement(of: training, on: base, heldOut: heldOut, precision, setting))
        if !resuming, let line = start?.line(of: recipe.epochs) { setting.say(line) }
        if !resuming, let line = checkpoint.flatMap({ weights?.remark(on: $0) }) {
            setting.say(line)
        }
        training.pixels = try keptPixels(training, base, folder, setting, until: interruption)
        _ = try ranks?.tell()
        return try interruption.hearing {
            var record = try train(training, validation, &journal, setting, until: interruption)
            if calibrates, training.isFinished,
                try !describe(
                    folder.best, base: base.images, val: validation?.images,
                    precision.precision, setting, until: interruption)
            {
                record.ended = nil
            }
            _ = try ranks?.tell()
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
}
