import Features
import Files

extension EpisodeList {
    /// The episodes over the images of `table`; as the other method, with the table's classes,
    /// labels and paths.
    public func episodes(over table: FeatureTable, hashes: [String]? = nil) throws -> [Episode] {
        try episodes(
            classes: table.classes, labels: table.labels, paths: table.paths, hashes: hashes)
    }

    /// The episodes over the images that are present, as indices of these arrays.
    ///
    /// An image of the list is the present one of its path, class and content; else one of its
    /// class and content that is called otherwise, as in a folder of another layout.
    /// - Parameters:
    ///   - classes: the names of the present classes.
    ///   - labels: the class of each present image, an index into `classes`.
    ///   - paths: the path of each present image relative to the data folder.
    ///   - hashes: the SHA-256 of each present image's bytes; nil where only names are known, and
    ///     then names alone decide.
    /// - Throws: `UserError` `.badData` saying how many images are missing, changed, or of another
    ///   class, and the first of each.
    public func episodes(
        classes: [String], labels: [Int], paths: [String], hashes: [String]?
    ) throws -> [Episode] {
        guard labels.count == paths.count, (hashes ?? paths).count == paths.count else {
            fatalError("Each of \(paths.count) images needs one label and one hash.")
        }
        let present = PresentImages(classes: classes, labels: labels, paths: paths, hashes: hashes)
        let places = try present.places(of: images, name)
        // Every class of the list has an image, and that image's present label.
        var labelOf = [ExactText: Int]()
        for (image, place) in zip(images, places) {
            labelOf[ExactText(image.className)] = labels[place]
        }
        let newLabels = self.classes.map { labelOf[ExactText($0)]! }
        return episodes.map { episode in
            Episode(
                classes: episode.classes.map { newLabels[$0] },
                support: episode.support.map { $0.map { places[$0] } },
                query: episode.query.map { $0.map { places[$0] } })
        }
    }
}

/// The images that there are, to find those of a list among them.
private struct PresentImages {
    let classes: [String]
    let labels: [Int]
    let paths: [String]
    let hashes: [String]?

    /// The present image for each of `images`.
    func places(of images: [EpisodeList.Image], _ name: String) throws -> [Int] {
        var byPath: [ExactText: Int] = [:]
        for (place, path) in paths.enumerated() {
            guard byPath.updateValue(place, forKey: ExactText(path)) == nil else {
                throw UserError(
                    .badData,
                    "Two images have the path \(path), so that \(name) cannot tell them apart.")
            }
        }
        var found = images.map { image -> Int? in
            byPath[ExactText(image.path)].flatMap {
                isContent($0, of: image) && isClass($0, of: image) ? $0 : nil
            }
        }
        rename(images, &found)
        var troubles = [Trouble: [String]]()
        for (image, place) in zip(images, found) where place == nil {
            troubles[trouble(byPath[ExactText(image.path)], image), default: []].append(image.path)
        }
        guard troubles.isEmpty else { throw Self.error(troubles, of: images.count, name) }
        return found.map { $0! }
    }

    /// Finds images that are called otherwise by their content, each present one once.
    private func rename(_ images: [EpisodeList.Image], _ found: inout [Int?]) {
        guard let hashes, found.contains(nil) else { return }
        let taken = Set(found.compactMap { $0 })
        var byContent: [ExactText: [Int]] = [:]
        for place in paths.indices.reversed() where !taken.contains(place) {
            byContent[Self.key(classes[labels[place]], hashes[place]), default: []].append(place)
        }
        for (index, image) in images.enumerated() where found[index] == nil {
            guard let hash = image.sha256 else { continue }
            found[index] = byContent[Self.key(image.className, hash)]?.popLast()
        }
    }

    private static func key(_ className: String, _ hash: String) -> ExactText {
        ExactText("\(className)\0\(hash)")
    }

    private func isContent(_ place: Int, of image: EpisodeList.Image) -> Bool {
        guard let hashes, let hash = image.sha256 else { return true }
        return hashes[place] == hash
    }

    private func isClass(_ place: Int, of image: EpisodeList.Image) -> Bool {
        ExactText(classes[labels[place]]) == ExactText(image.className)
    }

    /// What can be wrong with an image of the list, in words for one and for several.
    private enum Trouble: CaseIterable {
        case missing, changed, otherClass

        func words(_ count: Int) -> String {
            switch self {
            case .missing: count == 1 ? "1 is missing" : "\(count) are missing"
            case .changed: count == 1 ? "1 has changed" : "\(count) have changed"
            case .otherClass: count == 1 ? "1 is of another class" : "\(count) are of other classes"
            }
        }
    }

    private func trouble(_ place: Int?, _ image: EpisodeList.Image) -> Trouble {
        guard let place else { return .missing }
        return isContent(place, of: image) ? .otherClass : .changed
    }

    private static func error(
        _ troubles: [Trouble: [String]], of count: Int, _ name: String
    ) -> UserError {
        let parts = Trouble.allCases.compactMap { trouble in
            troubles[trouble].map { paths in
                "\(trouble.words(paths.count)) (\(paths.count == 1 ? "" : "the first is ")"
                    + "\(paths[0]))"
            }
        }
        return UserError(
            .badData,
            "The images are not those of \(name): of its \(count) images, "
                + "\(parts.joined(separator: ", ")). Restore them, or draw a new list.")
    }
}
