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
    /// What to draw: split, way, shots, query and number.
    public var drawing: Evaluate

    /// A list of episodes over a data set; `drawing` says which.
    public init(data: URL, output: URL, drawing: Evaluate) {
        self.data = data
        self.output = output
        self.drawing = drawing
    }

    /// Draws the episodes and writes the list.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws {
        guard drawing.episodes >= 1 else {
            throw UserError(setting: "count", "is \(drawing.episodes); it must be at least 1.")
        }
        // Before the images are read, which takes long.
        try OutputFolder.require(output)
        let dataset = try Dataset.open(data, dividedBy: drawing.classSplit)
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let scanned = try ScannedData(dataset, drawing.split, setting)
        let images = scanned.images
        try drawing.requireEnough(images)
        let sampler = try EpisodeSampler(
            labels: images.files.map(\.label), classes: images.classes, way: drawing.way,
            shot: drawing.shots[0], query: drawing.query,
            queryImbalance: drawing.queryImbalance, seed: setting.seed)
        let list = try EpisodeList(
            sampler, count: drawing.episodes,
            images: zip(images.files, scanned.hashes).map { file, hash in
                .init(className: images.classes[file.label], path: file.path, sha256: hash)
            },
            origin: .init(
                seed: setting.seed, command: setting.command, data: scanned.fingerprint))
        try list.write(to: output)
        setting.say(
            "\(list.episodes.count) episodes over \(list.images.count) images: "
                + "\(output.relativePath)")
    }
}
