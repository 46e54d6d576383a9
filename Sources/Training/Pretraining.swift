import Backbones
import Datasets
import Files
import Foundation
import Images
import Layers
import Networks
import Randomness
import Ranks
import Recipes
import Records
import Tensors

/// The training of one network by a recipe, epoch by epoch, in a run folder.
///
/// All randomness comes from named substreams of the seed by epoch and step, so that training
/// that was interrupted anywhere goes on exactly as it would have gone.
public final class Pretraining {
    /// What is trained.
    public let network: Network
    /// How it is trained.
    public let recipe: Recipe
    /// Where training stands.
    public internal(set) var progress = TrainingProgress()
    /// How many steps an epoch has; images of an incomplete last batch wait for another epoch.
    public let stepsPerEpoch: Int
    /// The decoded base images, where they are kept: epochs read them instead of the JPEGs. The
    /// weights come out the same without.
    public var pixels: PixelCache?
    /// The processes that share out the shards of each batch; nil for this one alone.
    public let ranks: Communicator?
    let base: LabeledImages
    var header: CheckpointHeader
    let layers: [Int]
    private let generator: Generator
    var optimizer: Optimizer
    /// The time that the slowest step so far took, in seconds.
    var longestStep = 0.0
    /// Whether there is a checkpoint of it: one that was written, or that it goes on from.
    var hasCheckpoint = false
    /// Where training stood after the last step of the epoch that was finished last.
    private var afterLastStep = TrainingProgress()

    /// Training from fresh weights.
    ///
    /// - Parameters:
    ///   - recipe: how, options included.
    ///   - base: the scanned base images.
    ///   - data: their fingerprint.
    ///   - ranks: the processes that train this together, each of which makes the same training.
    /// - Throws: `UserError.usage` for an image or batch size that does not fit the backbone or
    ///   the data, layers at which the backbone cannot mix, or shards that the ranks cannot share.
    public init(
        _ backbone: BackboneName, recipe: Recipe, base: LabeledImages, data: String,
        normalization: Normalization, seed: UInt64, device: Device, precision: Precision,
        ranks: Communicator? = nil
    ) throws {
        try recipe.require(fitting: backbone, images: base.files.count)
        try recipe.require(sharesFor: ranks?.count ?? 1)
        generator = Generator(seed: seed)
        network = Network(
            backbone, recipe: recipe, normalization: normalization,
            classes: base.classes.count, device: device,
            precision: precision, generator: generator.stream("initial weights"))
        layers = try recipe.mixupLayers(of: network)
        self.recipe = recipe
        self.base = base
        self.ranks = ranks
        stepsPerEpoch = base.files.count / recipe.batchSize
        optimizer = Self.optimizer(recipe, phase: 0, of: network)
        header = CheckpointHeader(
            backbone: "\(backbone)", recipe: recipe, classes: base.classes, seed: seed,
            precision: precision.rawValue, normalization: normalization, data: data,
            progress: progress)
        header.images = TrainedImages(base)
    }

    /// Whether every epoch of every phase is done.
    public var isFinished: Bool { progress.epochs >= recipe.epochs }

    /// Trains until the end of the current epoch, or until asked to stop.
    ///
    /// - Parameter afterStep: called after each step with the steps done in this epoch.
    /// - Returns: what the epoch came to; nil where it was interrupted.
    /// - Throws: `UserError.badData` at the first loss that is not finite, naming the step, for
    ///   weights that are not at the end, and for an image that turned bad after the scan.
    public func trainEpoch(
        until interruption: Interruption, afterStep: (Int) throws -> Void
    ) throws -> EpochRecord? {
        let epoch = progress.epochs
        let (phaseIndex, epochOfPhase) = recipe.position(ofEpoch: epoch + 1)!
        let phase = recipe.phases[phaseIndex]
        if epochOfPhase == 0 && progress.steps == 0 && phaseIndex > 0 { start(phaseIndex) }
        let loader = BatchLoader(
            files: base, order: order(of: epoch), batchSize: recipe.batchSize, dropLast: true,
            transform: .training(recipe.trainingTransform, generator.stream("augment", epoch)),
            normalization: header.normalization, threads: network.device.threads,
            readers: network.device.readers, startingAt: progress.steps, pixels: pixels,
            part: ownPlaces)
        func rate(_ step: Int) -> Double {
            phase.learningRate(
                step: epochOfPhase * stepsPerEpoch + step, stepsPerEpoch: stepsPerEpoch)
        }
        var started = Date()
        while progress.steps < stepsPerEpoch, let batch = try loader.next() {
            let step = progress.steps
            let outcome = try accumulateGradients(
                of: batch, phase.objective,
                using: generator.stream("step", epoch * stepsPerEpoch + step))
            // All ranks have the same loss, and the first says what is wrong with it.
            guard outcome.loss.isFinite || ranks?.isFirst == false else {
                let loss = outcome.loss.isNaN ? "not a number" : "infinite"
                throw divergence(
                    "The loss became \(loss) at step \(step + 1) of epoch \(epoch + 1).")
            }
            optimizer.update(learningRate: rate(step))
            progress.steps += 1
            progress.outcome = progress.outcome + outcome
            let seconds = Date().timeIntervalSince(started)
            progress.seconds += seconds
            started = Date()
            wait(forStepsOf: seconds)
            try afterStep(progress.steps)
            let isAsked = try isAskedAnywhere(interruption)
            if isAsked && progress.steps < stepsPerEpoch { return nil }
        }
        try requireSameWeights()
        // Before the epoch is measured and noted as done.
        if ranks?.isFirst != false { _ = try stateToSave() }
        return finishEpoch(phase: phaseIndex, learningRate: rate(0))
    }

    /// The mean loss of the unfinished epoch, in words for a progress bar.
    public var note: String {
        "loss " + String(format: "%.3f", progress.outcome.loss / Double(max(1, progress.steps)))
    }

    /// Takes note of a validation score; true where it is the best so far.
    public func isBest(_ score: Double?) -> Bool {
        guard let score, score > progress.best ?? -1 else { return false }
        progress.best = score
        progress.bestEpoch = progress.epochs
        return true
    }

    /// Takes the end of the epoch that was just trained back, all its steps being done: for a
    /// checkpoint from which its validation is made up for.
    public func reopenEpoch() { progress = afterLastStep }

    /// Writes everything needed to go on to a file.
    ///
    /// - Throws: `UserError.badData` where a weight is no longer finite, before the file that was
    ///   there is touched; else as `AtomicFile`.
    public func save(to url: URL) throws {
        var file = try stateToSave()
        header.progress = progress
        try Checkpoint.set(header, in: &file)
        try file.write(to: url)
        hasCheckpoint = true
    }

    /// The error of a training whose numbers are no longer finite: `what` says which, in a sentence.
    public func divergence(_ what: String) -> UserError {
        UserError(
            .badData,
            what + (hasCheckpoint ? " The last checkpoint is intact." : "")
                + " Use a smaller learning rate.")
    }

    /// The weights and the optimiser's memory.
    ///
    /// - Throws: `UserError.badData` where a number of them is not finite.
    private func stateToSave() throws -> Safetensors {
        var file = Safetensors()
        Checkpoint.save(network.store, to: &file)
        optimizer.save(to: &file)
        if let lost = Checkpoint.lostTensor(in: file) {
            throw divergence(
                "After step \(progress.steps) of epoch \(progress.epochs + 1) the tensor \(lost) "
                    + "has numbers that are not finite.")
        }
        return file
    }

    /// Starts from the backbone's weights of another run, before the first step; the heads and the
    /// optimiser start anew.
    ///
    /// - Throws: `UserError.badData` for weights that do not fit, `.usage` for those of another
    ///   backbone.
    public func start(from weights: StoredWeights) throws {
        try Checkpoint.loadBackbone(
            from: weights, into: network.store, backbone: header.backbone)
        header.start = weights.file.sha256
        header.startClasses = weights.header?.allClasses
        header.images = TrainedImages(
            joining: [TrainedImages(base), weights.header?.images ?? .unknown])
    }

    private func order(of epoch: Int) -> [Int] {
        var chance = generator.stream("order", epoch)
        return base.epochOrder(using: &chance)
    }

    static func optimizer(
        _ recipe: Recipe, phase: Int, of network: Network
    ) -> Optimizer {
        Optimizer(
            recipe.phases[phase].optimizer, of: network.store, layerDecay: recipe.layerDecay ?? 1)
    }

    /// A later phase starts from the weights of the one before, with a new rotation head and an
    /// optimiser without memory.
    private func start(_ phase: Int) {
        network.renewRotationHead(using: generator.stream("rotation head", phase))
        optimizer = Self.optimizer(recipe, phase: phase, of: network)
    }

    private func finishEpoch(phase: Int, learningRate: Double) -> EpochRecord {
        let outcome = progress.outcome
        let steps = Double(stepsPerEpoch)
        let images = Double(stepsPerEpoch * recipe.batchSize)
        let record = EpochRecord(
            epoch: progress.epochs + 1, phase: phase + 1, learningRate: learningRate,
            loss: outcome.loss / steps, classLoss: outcome.classLoss.map { $0 / steps },
            rotationLoss: outcome.rotationLoss.map { $0 / steps },
            classAccuracy: outcome.classes.share ?? 0, rotationAccuracy: outcome.rotations.share,
            imagesPerSecond: images / max(progress.seconds, 1e-9), seconds: progress.seconds)
        afterLastStep = progress
        progress.epochs += 1
        progress.steps = 0
        progress.outcome = StepOutcome()
        progress.seconds = 0
        return record
    }
}
