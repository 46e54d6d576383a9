import Files

/// The recipes of the papers, each as its authors' code has it. What was read in that code and
/// what was not is in `source`.
extension Recipe {
    /// All recipes, in the order that help shows.
    public static let all = [
        baseline, manifoldMixup, rotation, s2m2r, inputMixup, withCutout, withDropout, cutmix,
        inputMixupAndRotation, cutoutAndRotation, dropoutAndRotation, cutmixAndRotation, finetune,
    ]

    /// The recipe of this name.
    ///
    /// - Throws: `UserError` `.usage` naming those that there are.
    public static func named(_ name: String) throws -> Recipe {
        guard let recipe = all.first(where: { $0.name == name }) else {
            throw UserError(
                .usage,
                "There is no recipe \"\(name)\". Choose one of \(all.map(\.name).joined(separator: ", "))."
            )
        }
        return recipe
    }

    /// SimpleShot's plain classifier.
    public static let baseline = Recipe(
        name: "baseline",
        source: "Wang et al. 2019, SimpleShot (arXiv 1911.04623): mileyan/simple_shot, "
            + "src/utils/configuration.py, src/train.py, configs/mini/softmax/conv4.config",
        phases: [
            Phase(
                epochs: 90, objective: .classification,
                optimizer: OptimizerSettings(
                    .sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4),
                schedule: .step)
        ],
        batchSize: 256, imageSize: 84, head: .linear)

    /// Manifold Mixup as S2M2's comparison trains it: mixed batches only.
    public static let manifoldMixup = Recipe(
        name: "manifold-mixup",
        source:
            "Verma et al. 2019, Manifold Mixup (arXiv 1806.05236), as in nupurkmr9/S2M2_fewshot, "
            + "train.py, train_manifold_mixup; 400 epochs are that script's default and batch 64 "
            + "its README's, not verified for the published numbers",
        phases: [
            Phase(epochs: 400, objective: .manifoldMixup, optimizer: .adam, schedule: .constant)
        ],
        batchSize: 64, imageSize: 80, head: .cosine, dropout: 0.5)

    /// The first phase of S2M2_R alone.
    public static let rotation = Recipe(
        name: "rotation",
        source: "Mangla et al. 2020, S2M2 (arXiv 1907.12087): nupurkmr9/S2M2_fewshot, "
            + "train.py, train_rotation",
        phases: [Phase(epochs: 400, objective: .rotation, optimizer: .adam, schedule: .constant)],
        batchSize: 64, imageSize: 80, head: .cosine, dropout: 0.5)

    /// S2M2_R: rotation first, then mixing and rotation together; epochs as for miniImageNet.
    ///
    /// What differs from the authors' code, or is not certain there: images are augmented, which
    /// their train.py does only with `--train_aug`, absent from their README's commands (a maintainer
    /// in the repository's issues: it was always on). Batches of 64 are those of their README for
    /// CUB; the same maintainer names 256 for what is not rotation. The class head has as many
    /// outputs as there are classes, theirs 200 whatever the data. Mixing is at the image and behind
    /// the first three groups, of which WRN-28-10 has three: so at its features too, before the last
    /// normalisation; Conv-4, ResNet-12 and ResNet-18 have four, and never mix behind the last
    /// unless `--mixup-layers` says so. A last batch that is not full is left out.
    public static let s2m2r = Recipe(
        name: "s2m2-r",
        source: "Mangla et al. 2020, S2M2 (arXiv 1907.12087): nupurkmr9/S2M2_fewshot, "
            + "train.py, train_rotation and train_s2m2; wrn_mixup_model.py",
        phases: [
            Phase(epochs: 400, objective: .rotation, optimizer: .adam, schedule: .constant),
            Phase(epochs: 100, objective: .s2m2r, optimizer: .adam, schedule: .constant),
        ],
        batchSize: 64, imageSize: 80, head: .cosine, dropout: 0.5)

    /// Weights of others trained on, as masked autoencoders are.
    public static let finetune = Recipe(
        name: "finetune",
        source: "He et al. 2022, Masked Autoencoders (arXiv 2111.06377), table 9: "
            + "facebookresearch/mae, FINETUNE.md and main_finetune.py, as for ViT-B: AdamW, rate "
            + "5e-4 for every 256 images of a batch, decay 0.05 (there not of biases), 5 of 100 "
            + "epochs of warm-up, layer decay 0.65. Batch 64 is ours, and so is to leave out mixup, "
            + "cutmix, smoothed labels, erasing and drop path",
        phases: [
            Phase(
                epochs: 100, objective: .classification,
                optimizer: OptimizerSettings(.adamw, learningRate: 1.25e-4, weightDecay: 0.05),
                schedule: Schedule(.cosine, warmUp: 0.05))
        ],
        batchSize: 64, imageSize: 224, head: .linear, layerDecay: 0.65)
}

extension OptimizerSettings {
    /// Adam as PyTorch has it when nothing is said, which S2M2 does.
    static let adam = OptimizerSettings(.adam, learningRate: 1e-3)

    /// What an optimiser is usually run with: SGD as SimpleShot, the others as PyTorch has them.
    static func usual(_ kind: Kind) -> OptimizerSettings {
        switch kind {
        case .sgd: OptimizerSettings(.sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4)
        case .adam: adam
        case .adamw: OptimizerSettings(.adamw, learningRate: 1e-3, weightDecay: 1e-2)
        }
    }
}
