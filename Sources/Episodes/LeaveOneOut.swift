import Classifiers
import Features
import Matrices
import Randomness
import Statistics

/// What a support set says about a classifier on its own: one image of every class at a time is
/// left out of the fit, and those are answered as queries, until each image was.
///
/// Leaving out one image alone would make its class the smallest, which classifiers with a free
/// intercept take for rarer: they would name far fewer rightly than of new images. With k images of a class the fit has k − 1 of it, so the accuracy still errs on the
/// low side. An image that is the only one of its class cannot be left out, and is not counted.
public struct LeaveOneOut: Sendable {
    /// How many images were left out in turn.
    public let count: Int
    /// How many of them were answered rightly.
    public let right: Int
    /// What scores are to be divided by for probabilities to match what happened.
    public let temperature: Temperature
    /// How far images of the classes lie from the nearest centroid; nil where too few could be left
    /// out.
    public let typicality: Typicality?

    /// Leaves out each image of a table once.
    public init(_ support: FeatureTable, classifier: any Classifier) {
        let learner = classifier.makeLearner()
        let way = support.classes.count
        var members = [[Int]](repeating: [], count: way)
        for (image, label) in support.labels.enumerated() { members[label].append(image) }
        var samples = TemperatureSamples(way: way)
        var (count, right) = (0, 0)
        var squares: [Double] = []
        var scores = [Float](repeating: 0, count: way)
        for round in 0..<(members.map(\.count).max() ?? 0) {
            // A class with fewer images begins again, so that every fit is as balanced as the whole.
            let out = members.filter { $0.count > 1 }.map { $0[round % $0.count] }
            let left = (0..<support.count).filter { !out.contains($0) }
            let rows = left.flatMap { support[$0] }
            let labels = left.map { support.labels[$0] }
            let queries = out.filter { round < members[support.labels[$0]].count }
            guard !queries.isEmpty else { continue }
            _ = learner.fit(
                support: rows.span, labels: labels, way: way,
                using: Generator(seed: 0).stream("left out", round))
            let centroids = Centroids(rows, labels: labels, way: way)
            for image in queries {
                let query = Array(support[image])
                let label = support.labels[image]
                learner.score(query.span, into: &scores)
                samples.add(scores: scores.span, right: label, episode: image)
                // The first of equal scores is the answer.
                if scores.firstIndex(of: scores.max()!) == label { right += 1 }
                count += 1
                let distance = Double(centroids.distance(to: query))
                squares.append(distance * distance * Typicality.factor(of: members[label].count))
            }
        }
        (self.count, self.right) = (count, right)
        temperature = samples.fitted()
        typicality = Typicality(squares, classes: members.count { $0.count > 1 })
    }

    /// The share answered rightly, with Wilson's 95 % interval for a share of few (Wilson 1927); nil
    /// where nothing could be left out.
    public var accuracy: (share: Double, low: Double, high: Double)? {
        guard count > 0 else { return nil }
        let (n, z) = (Double(count), 1.96)
        let share = Double(right) / n
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half =
            z / (1 + z * z / n)
            * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return (share, max(0, middle - half), min(1, middle + half))
    }
}

/// The mean features of each class.
public struct Centroids: Sendable {
    /// (way × dimension)
    private let rows: [Float]
    private let way: Int

    /// The centroids of a table's classes.
    public init(_ table: FeatureTable) {
        self.init(table.features, labels: table.labels, way: table.classes.count)
    }

    init(_ features: [Float], labels: [Int], way: Int) {
        let dimension = features.count / max(1, labels.count)
        var sums = [Double](repeating: 0, count: way * dimension)
        var counts = [Double](repeating: 0, count: way)
        for (image, label) in labels.enumerated() {
            counts[label] += 1
            for j in 0..<dimension {
                sums[label * dimension + j] += Double(features[image * dimension + j])
            }
        }
        rows = sums.indices.map { Float(sums[$0] / max(1, counts[$0 / dimension])) }
        self.way = way
    }

    /// The Euclidean distance of one image's features from the nearest centroid.
    public func distance(to features: [Float]) -> Float {
        var squares = [Float](repeating: 0, count: way)
        features.withUnsafeBufferPointer { features in
            rows.withUnsafeBufferPointer { rows in
                squares.withUnsafeMutableBufferPointer { squares in
                    LinearAlgebra.squaredDistances(from: features, to: rows, into: squares)
                }
            }
        }
        return (squares.min() ?? 0).squareRoot()
    }
}
