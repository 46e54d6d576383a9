import Datasets
import Features
import Networks

/// What networks see in the photos of all splits, each as it is and turned by quarters.
struct PhotoFeatures {
    /// How many photos.
    let count: Int
    /// Numbers per photo.
    let dimension: Int
    /// Four times (photos × dimension), turned counter-clockwise by none to three quarters; each of
    /// unit length.
    private let turns: [[Float]]
    /// The same as they are, split by split.
    let tables: [FeatureTable]

    /// The features of `images` by all networks, put together photo by photo.
    ///
    /// - Throws: `UserError.badData` for an image that changed meanwhile, or features that are not
    ///   finite.
    init(of images: [LabeledImages], by extractors: [FeatureExtractor]) throws {
        let count = images.reduce(0) { $0 + $1.files.count }
        let bar = ProgressBar(
            "Features of photos", total: extractors.count * count, unit: "photos")
        defer { bar.finish() }
        var turns = [[Float]](repeating: [], count: 4)
        var tables: [FeatureTable] = []
        var before = 0
        for part in images where !part.files.isEmpty {
            let all = try extractors.map { extractor in
                defer { before += part.files.count }
                return try extractor.features(ofTurned: part) { done, _ in
                    bar.update(before + done)
                }
            }
            for turn in turns.indices {
                let table = try FeatureTransform.l2.apply(
                    to: FeatureTable(joining: all.map { $0[turn] }))
                turns[turn] += table.features
                if turn == 0 { tables.append(table) }
            }
        }
        (self.count, self.turns, self.tables) = (count, turns, tables)
        dimension = tables.first?.dimension ?? 0
    }

    /// The features of the photos at `places`, (places × dimension).
    func upright(_ places: [Int]) -> [Float] { places.flatMap { turns[0][row($0)] } }

    /// The same in all four turns, (places × 4 × dimension).
    func turned(_ places: [Int]) -> [Float] {
        places.flatMap { place in turns.flatMap { $0[row(place)] } }
    }

    private func row(_ place: Int) -> Range<Int> {
        (place * dimension)..<((place + 1) * dimension)
    }
}
