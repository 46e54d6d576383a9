import Features
import Foundation
import Randomness

/// A table of random features: `perClass` images of each class, image i of class i mod `classes`,
/// around class centres `separation` apart from noise of size one.
public func randomTable(
    classes: Int, perClass: Int, dimension: Int, separation: Double = 0, seed: UInt64 = 1
) throws -> FeatureTable {
    var generator = Generator(seed: seed)
    let centres = (0..<classes).map { _ in
        (0..<dimension).map { _ in separation * generator.normal() }
    }
    let labels = (0..<(classes * perClass)).map { $0 % classes }
    return try FeatureTable(
        dimension: dimension,
        features: labels.flatMap { label in
            (0..<dimension).map { Float(centres[label][$0] + generator.normal()) }
        },
        labels: labels, classes: (0..<classes).map { "class\($0)" },
        paths: labels.indices.map { "class\(labels[$0])/\($0).jpg" })
}

/// The softmax of an episode's scores.
public func softmax(_ scores: [Float]) -> [Double] {
    let top = scores.max() ?? 0
    let terms = scores.map { exp(Double($0 - top)) }
    return terms.map { $0 / terms.reduce(0, +) }
}
