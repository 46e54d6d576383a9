import Analysis
import Foundation
import TestSupport

/// The numbers from the folder References, where the script that made them stands as well.
struct References: Decodable {
    struct Layer: Decodable {
        let name: String
        let classes, count, dimension, short: Int
        let spectra: [[Double]]
        let ranks, within: [Double]
        let between, angle: Double
    }

    struct Embedding: Decodable {
        let name: String
        let classes, count, dimension: Int
        let apart: Float
        let decay, rank, intra, inter, ratio: Double
        let recall: [Double]
        let groups: [Int]
        let inertia, best, information: Double
        let plane, shares: [Double]
    }

    struct Neighbours: Decodable {
        let name: String
        let classes, count, dimension, first, last: Int
        let apart: Float
        let perplexity, divergence: Double
        let places: [Double]
    }

    struct Information: Decodable {
        let a, b: [Int]
        let value: Double
    }

    let layers: [Layer]
    let embeddings: [Embedding]
    let neighbours: [Neighbours]
    let information: [Information]

    /// What is in the file.
    static func read() throws -> References {
        let url = Bundle.module.bundleURL.appending(path: "References/analysis.json")
        return try JSONDecoder().decode(References.self, from: Data(contentsOf: url))
    }
}

/// Classes around means of their own, as the script makes them.
struct Blobs {
    /// (classes · count × dimension), class by class.
    let rows: [Float]
    let labels: [Int]
    let count, dimension: Int

    init(_ name: String, classes: Int, count: Int, dimension: Int, apart: Float) {
        let means = Pattern.values(
            name + " means", count: classes * dimension, scale: apart, offset: apart)
        let noise = Pattern.values(name, count: classes * count * dimension)
        rows = noise.indices.map { index in
            means[index / (count * dimension) * dimension + index % dimension] + noise[index]
        }
        labels = (0..<(classes * count)).map { $0 / count }
        (self.count, self.dimension) = (count, dimension)
    }

    /// The features at length one.
    var points: PointCloud { PointCloud(unit: rows, dimension: dimension) }

    /// The first `short` numbers of each row of a class: (count × short).
    func rows(of label: Int, first short: Int? = nil) -> [Float] {
        (0..<count).flatMap { row -> ArraySlice<Float> in
            let start = (label * count + row) * dimension
            return rows[start..<(start + (short ?? dimension))]
        }
    }
}

extension References.Embedding {
    var blobs: Blobs {
        Blobs(name, classes: classes, count: count, dimension: dimension, apart: apart)
    }
}
