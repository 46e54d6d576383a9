/// Images whose bytes are those of others.
public struct Copies: Sendable, Equatable {
    /// Two equal images, by their paths.
    public struct Pair: Sendable, Equatable {
        /// The image that comes first by its path, and its copy.
        public let first, copy: String
    }

    /// Images that are copies of an earlier one of their class: an episode may hold both, as support
    /// and query.
    public private(set) var within: [Pair] = []
    /// Images that are copies of an earlier one of another class: one of the two labels is wrong.
    public private(set) var across: [Pair] = []
    /// The places of the images that are no copies within their class.
    public private(set) var once: [Int] = []
    /// The same without those that are in two classes, of which nobody knows which is right.
    public private(set) var kept: [Int] = []

    /// Looks for equal images.
    ///
    /// - Parameter hashes: the SHA-256 of each image's bytes, in the order of `images.files`.
    public init(among images: LabeledImages, hashes: [String]) {
        let files = images.files
        var groups: [String: [Int]] = [:]
        for (place, hash) in hashes.enumerated() { groups[hash, default: []].append(place) }
        for (place, hash) in hashes.enumerated() {
            let group = groups[hash]!
            let own = group.first { files[$0].label == files[place].label }!
            func pair(_ first: Int) -> Pair {
                Pair(first: files[first].path, copy: files[place].path)
            }
            guard own == place else {
                within.append(pair(own))
                continue
            }
            once.append(place)
            if group[0] != place { across.append(pair(group[0])) }
            if group.allSatisfy({ files[$0].label == files[place].label }) { kept.append(place) }
        }
    }
}
