import Datasets
import Files
import Randomness

/// The images of a split that an analysis looks at: equally many of each of some classes, drawn by
/// the seed, every one of which can be read.
struct AnalyzedImages {
    let split: Split
    let images: LabeledImages
    let fingerprint: String
    /// The places of each class's images in `images.files`.
    let places: [[Int]]
    var classes: [String] { images.classes }

    /// The images of a split, and how many of each class there are before any was read.
    ///
    /// - Parameter most: classes to draw; nil, or more than there are, for all.
    /// - Throws: `UserError.badData` for fewer than two classes with images.
    static func listed(
        _ dataset: Dataset, _ split: Split, classes most: Int?, _ generator: Generator,
        _ setting: Setting
    ) throws -> LabeledImages {
        let all = setting.withoutExcluded(
            try dataset.images(of: split), named: "\(split.rawValue) images", in: dataset.url
        ).withoutEmptyClasses()
        try all.requireClasses(2, for: "measures of \(split.rawValue) classes among each other")
        guard let most, most < all.classes.count else { return all }
        var chance = generator.stream("classes of \(split.rawValue)")
        let chosen = Set(chance.choose(most, from: all.classes.count))
        return LabeledImages(
            classes: all.classes, files: all.files.filter { chosen.contains($0.label) }
        ).withoutEmptyClasses()
    }

    /// `count` images of each class; where one cannot be read, another takes its place.
    ///
    /// - Throws: `UserError.badData` naming a class that has fewer.
    init(
        _ listed: LabeledImages, _ split: Split, perClass count: Int, _ generator: Generator,
        _ setting: Setting
    ) throws {
        let purpose = "measures over \(count) images of each class"
        try listed.requireAtLeast(count, for: purpose)
        var orders = listed.classes.indices.map { label in
            var own = listed.files.filter { $0.label == label }
            var chance = generator.stream("images of \(split.rawValue)", label)
            chance.shuffle(&own)
            return own
        }
        while true {
            let chosen = LabeledImages(
                classes: listed.classes, files: orders.flatMap { $0.prefix(count) })
            let bar = ProgressBar(
                "Reading \(split.rawValue) images", total: chosen.files.count, unit: "images")
            let report = chosen.scanned(threads: setting.threads) { done, _ in bar.update(done) }
            bar.finish()
            let bad = Set(report.rejected.map(\.path))
            guard !bad.isEmpty else {
                images = report.accepted
                fingerprint = report.fingerprint
                break
            }
            setting.warn(leftOut: report.rejected.map { "\($0)" })
            for label in orders.indices { orders[label].removeAll { bad.contains($0.path) } }
            try LabeledImages(classes: listed.classes, files: orders.flatMap { $0 })
                .requireAtLeast(count, for: purpose)
        }
        self.split = split
        var places = [[Int]](repeating: [], count: images.classes.count)
        for (place, file) in images.files.enumerated() { places[file.label].append(place) }
        self.places = places
    }
}
