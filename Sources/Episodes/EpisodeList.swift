import Files

/// Episodes written down, image by image, so that everyone can ask the same questions of the same
/// images, whatever drew them and wherever the images lie.
///
/// The numbers of shots and queries may differ from class to class and from episode to episode.
/// How a list looks on disk is in Episodes/README.md.
public struct EpisodeList: Sendable, Equatable {
    /// One image as a list knows it.
    public struct Image: Sendable, Equatable {
        /// The name of its class.
        public let className: String
        /// Its path relative to the data folder, "/"-separated.
        public let path: String
        /// The SHA-256 of the file's bytes in lower-case hexadecimal; nil where only the name is
        /// known, as for features that another program made.
        public let sha256: String?

        /// The image at `path`.
        public init(className: String, path: String, sha256: String?) {
            (self.className, self.path, self.sha256) = (className, path, sha256)
        }
    }

    /// Where a list came from; nothing but for people to read.
    public struct Origin: Codable, Sendable, Equatable {
        /// The seed that the episodes were drawn with.
        public var seed: UInt64?
        /// The command that made the list.
        public var command: String?
        /// The fingerprint of the images that were drawn from.
        public var data: String?

        /// An origin; nil for what is not known.
        public init(seed: UInt64? = nil, command: String? = nil, data: String? = nil) {
            (self.seed, self.command, self.data) = (seed, command, data)
        }
    }

    /// The images that some episode has, sorted by class and path.
    public let images: [Image]
    /// The names of their classes, sorted by bytes.
    public let classes: [String]
    /// The episodes, as indices of `classes` and `images`.
    public let episodes: [Episode]
    /// Where the list came from.
    public let origin: Origin
    /// What messages call it.
    let name: String

    /// Equal if episodes and images are, wherever they were read from.
    public static func == (a: EpisodeList, b: EpisodeList) -> Bool {
        a.images == b.images && a.episodes == b.episodes && a.origin == b.origin
    }

    /// The list of these episodes.
    ///
    /// - Parameters:
    ///   - episodes: with indices of `images`; their indices of classes are not looked at, because
    ///     each image has its class.
    ///   - images: all images, in the order that the episodes mean; those of no episode are left
    ///     out.
    ///   - origin: where the episodes came from.
    /// - Throws: `UserError` `.badData` for an episode that cannot be one (it names an image that
    ///   is not there or one twice, or has a class without support), or two images of one path.
    public init(episodes: [Episode], images: [Image], origin: Origin = Origin()) throws {
        try self.init(
            tasks: episodes.map {
                (support: Array($0.support.joined()), query: Array($0.query.joined()))
            }, images: images, origin: origin, name: "the list")
    }

    /// The list of a sampler's episodes `0..<count`; the images are those that it was made for, in
    /// their order. Throws as the other initialiser does.
    public init(
        _ sampler: EpisodeSampler, count: Int, images: [Image], origin: Origin = Origin()
    ) throws {
        try self.init(
            episodes: (0..<count).map { sampler.episode($0) }, images: images, origin: origin)
    }

    /// The list of these tasks, each the indices of its support and query images.
    init(
        tasks: [(support: [Int], query: [Int])], images: [Image], origin: Origin, name: String
    ) throws {
        (self.origin, self.name) = (origin, name)
        guard !tasks.isEmpty else {
            throw UserError(.badData, "There is no episode in \(name).")
        }
        let order = try Self.used(by: tasks, of: images, name)
        self.images = order.map { images[$0] }
        try Self.check(self.images, name)
        var places = [Int](repeating: 0, count: images.count)
        for (new, old) in order.enumerated() { places[old] = new }
        var classes: [String] = []
        let labels = self.images.map { image in
            if classes.last.map(ExactText.init) != ExactText(image.className) {
                classes.append(image.className)
            }
            return classes.count - 1
        }
        self.classes = classes
        var grouping = EpisodeGrouping(labels: labels, classes: classes.count)
        var episodes: [Episode] = []
        episodes.reserveCapacity(tasks.count)
        for (number, task) in tasks.enumerated() {
            do {
                let episode = try grouping.episode(
                    support: task.support.map { places[$0] }, query: task.query.map { places[$0] })
                episodes.append(episode)
            } catch {
                throw UserError(
                    .badData, "Episode \(number) of \(name) \(error.words(self.images)).")
            }
        }
        self.episodes = episodes
    }

    /// The images that some task has, as indices, sorted by class and path.
    private static func used(
        by tasks: [(support: [Int], query: [Int])], of images: [Image], _ name: String
    ) throws -> [Int] {
        var isUsed = [Bool](repeating: false, count: images.count)
        for (number, task) in tasks.enumerated() {
            for part in [task.support, task.query] {
                for image in part {
                    guard images.indices.contains(image) else {
                        throw UserError(
                            .badData,
                            "Episode \(number) of \(name) has image \(image), but there are "
                                + "\(images.count) images, counted from 0.")
                    }
                    isUsed[image] = true
                }
            }
        }
        let keys = images.map { "\($0.className)\0\($0.path)" }
        return images.indices.filter { isUsed[$0] }.sorted {
            precedes(keys[$0], keys[$1])
        }
    }

    /// Whether the images can be told apart and written down.
    private static func check(_ images: [Image], _ name: String) throws {
        var paths: Set<ExactText> = []
        for image in images {
            let quoted = "\"\(image.path)\" of class \"\(image.className)\""
            guard !image.path.isEmpty, !image.className.isEmpty,
                !(image.path + image.className).contains(where: \.isNewline)
            else {
                throw UserError(
                    .badData,
                    "The image \(quoted) cannot be in \(name): a class and a path need text on "
                        + "one line.")
            }
            guard image.sha256.map(isHash) ?? true else {
                throw UserError(
                    .badData,
                    "The image \(quoted) in \(name) has the SHA-256 \"\(image.sha256 ?? "")\"; it "
                        + "must be 64 lower-case hexadecimal digits.")
            }
            guard paths.insert(ExactText(image.path)).inserted else {
                throw UserError(
                    .badData, "Two images in \(name) have the path \"\(image.path)\".")
            }
        }
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
