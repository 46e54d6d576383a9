/// Regularisers that Manifold Mixup is compared with, each as its authors' code trains it, on
/// images of the size that is usual here. Several of them were made for images of 32 pixels.
extension Recipe {
    /// Mixing at the input only: Manifold Mixup with S = {0}.
    public static let inputMixup = Recipe(
        name: "input-mixup",
        source: "Zhang et al. 2018, mixup (arXiv 1710.09412): facebookresearch/mixup-cifar10, "
            + "train.py, α = 1 as there and as Manifold Mixup's authors compare with; the paper "
            + "takes 0.1 to 0.4 on ImageNet. 84 pixels as SimpleShot",
        phases: [
            Phase(
                epochs: 200, objective: .manifoldMixup,
                optimizer: OptimizerSettings(
                    .sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4),
                schedule: .step)
        ],
        batchSize: 128, imageSize: 84, head: .linear, mixupAlpha: 1, mixupLayers: [0])

    /// A square of each image erased.
    public static let withCutout = Recipe(
        name: "cutout",
        source: "DeVries & Taylor 2017, Cutout (arXiv 1708.04552): uoguelph-mlrg/Cutout, train.py, "
            + "as for CIFAR-100, the nearest in the number of classes: a square of a quarter of "
            + "the side (8 of 32 pixels). 84 pixels as SimpleShot",
        phases: [
            Phase(
                epochs: 200, objective: .classification,
                optimizer: OptimizerSettings(
                    .sgd, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4),
                schedule: Schedule(.step, milestones: [0.3, 0.6, 0.8], factor: 0.2))
        ],
        batchSize: 128, imageSize: 84, head: .linear, cutout: 0.25)

    /// SimpleShot's classifier with half of the features dropped. Dropout before a batch
    /// normalisation shifts the variance that it has learned, so it comes after the last.
    public static let withDropout = Recipe(
        name: "dropout",
        source: "Srivastava et al. 2014, Dropout (JMLR 15), rate 0.5 as they take for hidden "
            + "units, of the features below the class head, where Li et al. 2019 (arXiv "
            + "1801.05134) find it harmless beside batch normalisation; all else as baseline",
        phases: Recipe.baseline.phases, batchSize: Recipe.baseline.batchSize,
        imageSize: Recipe.baseline.imageSize, head: .linear, featureDropout: 0.5)

    /// A box of each image from another.
    public static let cutmix = Recipe(
        name: "cutmix",
        source: "Yun et al. 2019, CutMix (arXiv 1905.04899): clovaai/CutMix-PyTorch, train.py and "
            + "README, as for ImageNet: α = 1, every batch. 84 pixels as SimpleShot",
        phases: [
            Phase(
                epochs: 300, objective: .cutmix,
                optimizer: OptimizerSettings(
                    .sgd, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 1e-4),
                schedule: Schedule(.step, milestones: [0.25, 0.5, 0.75], factor: 0.1))
        ],
        batchSize: 256, imageSize: 84, head: .linear, mixupAlpha: 1)

    /// S2M2_R's step with input mixup for Manifold Mixup.
    public static let inputMixupAndRotation = inputMixup.withRotation(.s2m2r)
    /// S2M2_R's step with cutout for Manifold Mixup.
    public static let cutoutAndRotation = withCutout.withRotation(.classificationAndRotation)
    /// S2M2_R's step with dropout for Manifold Mixup.
    public static let dropoutAndRotation = withDropout.withRotation(.classificationAndRotation)
    /// S2M2_R's step with CutMix for Manifold Mixup.
    public static let cutmixAndRotation = cutmix.withRotation(.cutmixAndRotation)

    /// This regulariser in a pass over the batch, and then a quarter of it at four angles: in one
    /// phase, because no paper has another form.
    private func withRotation(_ objective: Phase.Objective) -> Recipe {
        var combined = self
        combined.name = "\(name)+rotation"
        combined.source =
            "Ours: the step of Mangla et al. 2020, S2M2 (arXiv 1907.12087) with \(name) instead of "
            + "Manifold Mixup, in one phase. \(name): \(source)"
        combined.phases[0].objective = objective
        return combined.onePhase
    }
}
