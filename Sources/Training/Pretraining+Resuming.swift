import Files
import Foundation
import Networks
import Recipes

extension Pretraining {
    /// Goes on from a file that `save` wrote.
    ///
    /// - Parameter others: what else differs between that run and this, beyond what a training knows.
    /// - Throws: `UserError.badData` for a damaged file, `.usage` where it was trained otherwise
    ///   than this training is set up, naming what differs.
    public func resume(from url: URL, beside others: [ChangedSetting] = []) throws {
        let file = try Safetensors(contentsOf: url)
        guard let saved = try Checkpoint.header(of: file) else {
            throw UserError(
                .badData, "\(url.path) is not a checkpoint of fewshot: it has no header.")
        }
        try requireSameSetUp(saved, url, others)
        try requirePossible(saved.progress, url)
        try Checkpoint.load(file, into: network.store, backbone: header.backbone)
        progress = saved.progress
        let position = recipe.position(ofEpoch: progress.epochs + 1) ?? (recipe.phases.count - 1, 0)
        optimizer = Self.optimizer(recipe, phase: position.0, of: network)
        if position.1 > 0 || progress.steps > 0 || isFinished { try optimizer.load(from: file) }
        hasCheckpoint = true
    }

    /// Refuses what would not go on as it began. More epochs do where the learning rate is constant.
    private func requireSameSetUp(
        _ saved: CheckpointHeader, _ url: URL, _ others: [ChangedSetting]
    ) throws {
        let own = header
        let isSame = recipe == saved.recipe || recipe.lengthens(saved.recipe)
        let recipes = isSame ? [] : recipe.changes(since: saved.recipe)
        let known = [
            ChangedSetting("backbone", saved.backbone, own.backbone),
            ChangedSetting("seed", "\(saved.seed)", "\(own.seed)"),
            ChangedSetting("precision", saved.precision, own.precision),
            ChangedSetting("mean", saved.normalization.mean.shown, own.normalization.mean.shown),
            ChangedSetting(
                "deviation", saved.normalization.deviation.shown,
                own.normalization.deviation.shown),
            ChangedSetting("from", saved.start.map(file), own.start.map(file)),
        ]
        let changes = known.compactMap(\.self) + recipes + others
        var words: [String] = []
        // Another share of the images is other images.
        if others.isEmpty, saved.data != own.data || saved.classes != own.classes {
            words.append(
                "the data, its base images, were \(saved.classes.count) classes (fingerprint "
                    + "\(saved.data.prefix(8))…) and are now \(own.classes.count) "
                    + "(\(own.data.prefix(8))…)")
        }
        // What has no option differs where another version wrote the file.
        if !isSame && recipes.isEmpty { words.append(recipe.ofAnotherVersion) }
        guard changes.isEmpty, words.isEmpty else {
            throw UserError(
                cannotResume: url.deletingLastPathComponent(), changes, else: words)
        }
    }

    private func file(_ sha256: String) -> String { "a file with SHA-256 \(sha256.prefix(8))…" }

    private func requirePossible(_ progress: TrainingProgress, _ url: URL) throws {
        let (epochs, steps) = (progress.epochs, progress.steps)
        let guesses = [progress.outcome.classes.total, progress.outcome.rotations.total]
        guard guesses.allSatisfy((0...1 << 50).contains) else {
            throw UserError(
                .badData, "The checkpoint \(url.path) is damaged: its guesses are \(guesses).")
        }
        guard (0...recipe.epochs).contains(epochs), (0...stepsPerEpoch).contains(steps),
            epochs < recipe.epochs || steps == 0
        else {
            throw UserError(
                .badData,
                "The checkpoint \(url.path) is damaged: it says that \(epochs) epochs and \(steps) "
                    + "steps are done, of \(recipe.epochs) epochs of \(stepsPerEpoch) steps.")
        }
    }
}

extension Recipe {
    /// What is said where a run's recipe has this name and no option makes the one of the other.
    public var ofAnotherVersion: String { "the recipe \(name) was another version's" }
}

extension UserError {
    /// The error that the run in a folder was begun otherwise: with other settings, or as `others`
    /// say.
    public init(cannotResume folder: URL, _ changes: [ChangedSetting], else others: [String]) {
        let words = changes.map { "\($0)" } + others
        var names = changes.map(\.name).filter { $0 != "from" && $0 != "output" }
        names += ["from", "output"]
        self.init(
            .usage,
            "The run in \(folder.path) cannot be resumed like this: "
                + "\(words.joined(separator: "; ")). Repeat its command (run.json has it) to go on "
                + "with it, or train on from its weights into another folder.", remedies: names)
    }
}

extension [Float] {
    fileprivate var shown: String { map { "\($0)" }.joined(separator: ",") }
}
