import Datasets
import Features
import Images
import Networks

/// What networks see in the photos of all splits, each as it is and turned by quarters, and which
/// colours lie where in them.
struct PhotoFeatures {
    /// How many photos.
    let count: Int
    /// Numbers per photo.
    let dimension: Int
    /// The photos as they are, split by split; each of unit length.
    let tables: [FeatureTable]
    /// Four times (photos × dimension), turned counter-clockwise by none to three quarters; even.
    private let turns: [FeatureRows]
    /// The layouts of colours, likewise; even.
    private let layouts: [FeatureRows]

    /// The features of `images` by all networks, put together photo by photo.
    ///
    /// - Parameter layouts: of the same photos in the same order.
    /// - Throws: `UserError.badData` for an image that changed meanwhile, or features that are not
    ///   finite.
    init(
        of images: [LabeledImages], layouts: [ColorLayout], by extractors: [FeatureExtractor]
    ) throws {
        let count = images.reduce(0) { $0 + $1.files.count }
        let bar = ProgressBar(
            "Features of photos", total: extractors.count * count, unit: "photos")
        defer { bar.finish() }
        var before = 0
        // Split by split, network by network, turn by turn.
        let seen = try images.filter { !$0.files.isEmpty }.map { part in
            try extractors.map { extractor in
                defer { before += part.files.count }
                return try extractor.features(ofTurned: part) { done, _ in
                    bar.update(before + done)
                }
            }
        }
        tables = try seen.map { networks in
            try FeatureTransform.l2.apply(to: FeatureTable(joining: networks.map { $0[0] }))
        }
        let networks = extractors.indices.map { network in
            Self.even((0..<4).map { turn in seen.map { $0[network][turn] } })
        }
        turns = (0..<4).map { turn in FeatureRows(joining: networks.map { $0[turn] }) }
        self.layouts = Self.even(layouts)
        self.count = count
        dimension = turns[0].dimension
    }

    /// All photos as they are, each of unit length: (photos × dimension).
    var upright: [Float] { tables.flatMap(\.features) }

    /// What the photos at `places` look like whichever way is up, (places × dimension): the mean of
    /// the four turns, of unit length.
    func anyWayUp(_ places: [Int]) -> [Float] {
        var rows = FeatureRows(
            dimension: dimension,
            numbers: places.flatMap { place in
                turns.map { $0[place] }.reduce([Float](repeating: 0, count: dimension)) {
                    zip($0, $1).map(+)
                }
            })
        rows.apply(.l2)
        return rows.numbers
    }

    /// The photos at `places` in all four turns, (places × 4 × numbers): what networks see in them, and
    /// which colours lie where.
    func turned(_ places: [Int]) -> [Float] {
        places.flatMap { place in
            zip(turns, layouts).flatMap { turn, layout in turn[place] + layout[place] }
        }
    }

    /// Layouts in each turn, made even: less the mean of all, of unit length in the square mean. A
    /// photo without light and dark has little to go by, so not each.
    private static func even(_ layouts: [ColorLayout]) -> [FeatureRows] {
        var (turned, all) = (layouts, [FeatureRows]())
        for _ in 0..<4 {
            all.append(
                FeatureRows(
                    dimension: turned.first?.colors.count ?? 0, numbers: turned.flatMap(\.colors)))
            turned = turned.map(\.turned)
        }
        subtractMean(of: &all)
        let squares = all.reduce(0.0) { sum, rows in
            rows.numbers.reduce(sum) { $0 + Double($1 * $1) }
        }
        let length = Float((squares / Double(max(1, 4 * layouts.count))).squareRoot())
        guard length > 0 else { return all }
        for turn in all.indices {
            all[turn].numbers = all[turn].numbers.map { $0 / length }
        }
        return all
    }

    /// A network's features in each turn, split by split, made even: square roots, so that a few
    /// large numbers do not decide alone, less the mean of all, of unit length. So no network
    /// outweighs another.
    private static func even(_ turns: [[FeatureTable]]) -> [FeatureRows] {
        var all = turns.map { parts in
            FeatureRows(
                dimension: parts.first?.dimension ?? 0, numbers: parts.flatMap(\.features))
        }
        for turn in all.indices {
            all[turn].apply(.power(0.5))
            all[turn].apply(.l2)
        }
        subtractMean(of: &all)
        for turn in all.indices { all[turn].apply(.l2) }
        return all
    }

    private static func subtractMean(of turns: inout [FeatureRows]) {
        let mean = FeatureRows.mean(of: turns)
        for turn in turns.indices { turns[turn].subtract(mean) }
    }
}

extension FeatureRows {
    /// Rows of the same images side by side.
    fileprivate init(joining parts: [FeatureRows]) {
        self.init(
            dimension: parts.reduce(0) { $0 + $1.dimension },
            numbers: parts.count == 1
                ? parts[0].numbers
                : (0..<parts[0].count).flatMap { image in parts.flatMap { $0[image] } })
    }
}
