import Features
import Matrices

/// One episode's features as the classifiers of a view see them, in one worker's memory.
final class EpisodeFeatures {
    /// The episode.
    private(set) var episode = Episode(classes: [], support: [], query: [])
    /// How many classes it has.
    var way: Int { episode.classes.count }
    /// Numbers per image.
    private(set) var dimension: Int
    /// (images × dimension), class by class.
    private(set) var support: [Float] = []
    /// The class of each support image and of each query that has one, in `0..<way`. Behind these
    /// queries come those of none of the classes.
    private(set) var labels: [Int] = []
    private(set) var queryLabels: [Int] = []
    /// All queries.
    var queryCount: Int { queryImages.count }

    private let table: FeatureTable
    private let supportTable: FeatureTable
    private let fixed: FixedSteps
    private let steps: [FeatureTransform.Step]
    /// Whether queries are copied together; otherwise they stay where they are in the table.
    private let gathersQueries: Bool
    private var queryImages: [Int] = []
    private var gathered: [Float] = []
    private let doubles = Arena<Double>()

    init(_ view: FeatureView) {
        table = view.table
        supportTable = view.support ?? view.table
        fixed = view.fixed
        steps = view.episodeSteps
        dimension = table.dimension
        gathersQueries =
            table.numbers.areMapped || !fixed.isEmpty || !steps.isEmpty
            || view.classifiers.contains(where: \.isTransductive)
    }

    /// Gathers an episode and takes the view's steps.
    func load(_ episode: Episode) {
        self.episode = episode
        dimension = table.dimension
        labels.removeAll(keepingCapacity: true)
        queryImages.removeAll(keepingCapacity: true)
        queryLabels.removeAll(keepingCapacity: true)
        for (label, images) in episode.support.enumerated() {
            for _ in images { labels.append(label) }
        }
        Self.gather(Array(episode.support.joined()), of: supportTable, into: &support)
        for (label, images) in episode.query.enumerated() {
            for image in images {
                queryImages.append(image)
                queryLabels.append(label)
            }
        }
        queryImages += episode.outsiders
        guard gathersQueries else { return }
        Self.gather(queryImages, of: table, into: &gathered)
        if !fixed.isEmpty { takeFixed() }
        var left = steps[...]
        while let step = left.popFirst() {
            switch step {
            case .qr: takeCoordinates()
            case .center(let mean):
                let normalizing = left.first == .l2
                if normalizing { left.removeFirst() }
                center(on: mean, normalizing: normalizing)
            default:
                change { images, queries in
                    images.apply(step)
                    queries.apply(step)
                }
            }
        }
    }

    /// Makes `rows` the features of `images`.
    private static func gather(
        _ images: [Int], of table: FeatureTable, into rows: inout [Float]
    ) {
        let count = images.count * table.dimension
        if rows.count != count { rows.reset(to: count) }
        table.numbers.withUnsafeBufferPointer { numbers in
            rows.withUnsafeMutableBufferPointer {
                LinearAlgebra.gather(images, of: numbers, dimension: table.dimension, into: $0)
            }
        }
    }

    /// The numbers in which each query has `dimension`, from its place in `queryStarts` on.
    var queryRows: [Float] { gathersQueries ? gathered : table.features }

    /// The place in `queryRows` of each query's first number.
    var queryStarts: [Int] {
        (gathersQueries ? Array(queryImages.indices) : queryImages).map { $0 * dimension }
    }

    /// Takes the steps that need nothing of the episode.
    private func takeFixed() {
        for part in [\EpisodeFeatures.support, \EpisodeFeatures.gathered] {
            var rows = FeatureRows(dimension: table.dimension, numbers: [])
            swap(&rows.numbers, &self[keyPath: part])
            fixed.apply(to: &rows)
            dimension = rows.dimension
            swap(&rows.numbers, &self[keyPath: part])
        }
    }

    /// Centres both, and takes the step l2 with it if `normalizing`.
    private func center(on mean: FeatureTransform.Mean, normalizing: Bool) {
        change { images, queries in
            let ofImages = mean == .episode ? FeatureRows.mean(of: [images, queries]) : images.mean
            let ofQueries = mean == .query ? queries.mean : ofImages
            images.subtract(ofImages, normalizing: normalizing)
            queries.subtract(ofQueries, normalizing: normalizing)
        }
    }

    /// Changes the features of support and queries in place.
    private func change(_ body: (inout FeatureRows, inout FeatureRows) -> Void) {
        var images = FeatureRows(dimension: dimension, numbers: [])
        var queries = images
        // Moved in and out, so that nothing is copied.
        swap(&images.numbers, &support)
        swap(&queries.numbers, &gathered)
        defer {
            swap(&images.numbers, &support)
            swap(&queries.numbers, &gathered)
        }
        body(&images, &queries)
    }

    /// Replaces all features by their coordinates in an orthonormal basis of their span.
    private func takeCoordinates() {
        let count = labels.count + queryCount
        doubles.reset(
            capacity: count * dimension + count * count + SupportBasis.memory(count: count))
        let rows = doubles.zeros(count * dimension)
        let gram = doubles.zeros(count * count)
        for index in support.indices { rows[index] = Double(support[index]) }
        for index in gathered.indices { rows[support.count + index] = Double(gathered[index]) }
        LinearAlgebra.gram(
            of: UnsafeBufferPointer(rows), count: count, dimension: dimension, into: gram)
        let basis = SupportBasis(
            gram: UnsafeBufferPointer(gram), count: count, arena: doubles)
        // A span of nothing still needs a coordinate.
        dimension = max(1, basis.rank)
        support.reset(to: labels.count * dimension)
        gathered.reset(to: queryCount * dimension)
        for image in 0..<count {
            for k in 0..<basis.rank {
                let number = Float(basis.factor[image * basis.rank + k])
                if image < labels.count {
                    support[image * dimension + k] = number
                } else {
                    gathered[(image - labels.count) * dimension + k] = number
                }
            }
        }
    }
}
