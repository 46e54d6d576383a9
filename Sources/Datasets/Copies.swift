import Files

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

    /// Looks for equal images among those that were scanned.
    public init(among images: LabeledImages) {
        self.init(among: images, digests: { images.files[$0].digest! })
    }

    /// Looks for equal images.
    ///
    /// - Parameter hashes: the SHA-256 of each image's bytes, in the order of `images.files`.
    public init(among images: LabeledImages, hashes: [String]) {
        let digests = hashes.map { Fingerprint.digest(Array($0.utf8)) }
        self.init(among: images, digests: { digests[$0] })
    }

    private init(among images: LabeledImages, digests: (Int) -> Fingerprint.Digest) {
        let files = images.files
        // Equal ones lie beside each other, the first by its path in front.
        let order = files.indices.sorted { a, b in
            let (x, y) = (digests(a), digests(b))
            return x == y ? a < b : (x.start, x.second) < (y.start, y.second)
        }
        var isAlone = [Bool](repeating: true, count: files.count)
        var groups: [[Int]] = []
        var start = 0
        for end in 1...max(1, order.count)
        where end >= order.count || digests(order[end]) != digests(order[start]) {
            if end - start > 1 {
                groups.append(Array(order[start..<end]))
                for place in order[start..<end] { isAlone[place] = false }
            }
            start = end
        }
        let places = Dictionary(
            uniqueKeysWithValues: groups.enumerated().flatMap { index, group in
                group.map { ($0, index) }
            })
        for place in files.indices {
            guard !isAlone[place] else {
                once.append(place)
                kept.append(place)
                continue
            }
            let group = groups[places[place]!]
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
