import Datasets
import Episodes
import Files
import Foundation

/// `fewshot episodes`: a list of episodes written down, for other tools and other days.
public struct FreezeEpisodes {
    /// The folder of images.
    public var data: URL
    /// The folder of the list.
    public var output: URL
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// What to draw.
    public var plan: EpisodePlan

    /// A list of episodes over a data set.
    public init(data: URL, output: URL, plan: EpisodePlan) {
        self.data = data
        self.output = output
        self.plan = plan
    }

    /// Draws the episodes and writes the list.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws {
        try plan.requireCountable()
        guard plan.count >= 1 else {
            throw UserError(setting: "count", "is \(plan.count); it must be at least 1.")
        }
        guard plan.shots.count == 1 else {
            throw UserError(
                setting: "shot",
                "must be one of \(plan.shots.map(\.words).joined(separator: ", ")): a list is of one."
            )
        }
        // Before the images are read, which takes long.
        try OutputFolder.require(output)
        try requireOwn(setting)
        let dataset = try Dataset.open(data, dividedBy: classSplit)
        try setting.requireExcluded(in: [dataset])
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let scanned = try ScannedData(dataset, plan.split, setting)
        let images = scanned.images
        try plan.requireEnough(images)
        let sampler = try sampler(images, setting)
        let list = try EpisodeList(
            episodes: (0..<plan.count).map { sampler.episode($0) },
            images: zip(images.files, scanned.hashes).map { file, hash in
                .init(className: images.classes[file.label], path: file.path, sha256: hash)
            },
            origin: .init(
                seed: setting.seed, command: setting.command, data: scanned.fingerprint))
        try list.write(to: output)
        setting.say(
            "\(list.episodes.count) episodes over \(counted(list.images.count, "image")): "
                + "\(output.relativePath)")
        try setting.listLeftOut(beside: output.appending(path: "report.md"))
    }

    /// Refuses to take the place of another list, one that a person changed too, or of a file that
    /// only has the name of a list's.
    private func requireOwn(_ setting: Setting) throws {
        let files = EpisodeList.files.map { output.appending(path: $0) }
        guard !setting.overwrites, let first = files.first(where: \.exists),
            (try? EpisodeList(contentsOf: output))?.origin.command != setting.command
        else { return }
        throw OutputFolder.occupied(first, new: "list", goingBy: "output")
    }

    private func sampler(
        _ images: LabeledImages, _ setting: Setting
    ) throws -> any EpisodeSource {
        let (labels, classes) = (images.files.map(\.label), images.classes)
        if plan.hasVariableTasks {
            return try VariableSampler(labels: labels, classes: classes, seed: setting.seed)
        }
        return try EpisodeSampler(
            labels: labels, classes: classes, way: plan.way, shot: plan.shots[0],
            query: plan.query, queryImbalance: plan.queryImbalances[0], seed: setting.seed)
    }
}
