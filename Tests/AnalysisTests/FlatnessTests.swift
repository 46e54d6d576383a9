import Analysis
import Foundation
import Statistics
import TestSupport
import Testing

@Suite("How flat classes are")
struct FlatnessTests {
    private struct File: Decodable { let cases: [Reference] }
    private struct Reference: Decodable {
        let name: String
        let classes, count, dimension: Int
        let apart: Float
        let deviations: [[Double]]
        let fine, wide, sumShares: [Double]
    }

    private func rows(_ blobs: Blobs, _ classes: Int) -> [[Float]] {
        (0..<classes).map { blobs.rows(of: $0) }
    }

    @Test("Deviations over the distance of means, directions and sums are NumPy's")
    func numpy() throws {
        let url = Bundle.module.bundleURL.appendingPathComponent("References/flatness.json")
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
        #expect(file.cases.count == 3)
        for reference in file.cases {
            let blobs = Blobs(
                reference.name, classes: reference.classes, count: reference.count,
                dimension: reference.dimension, apart: reference.apart)
            let features = FeatureFlatness(
                of: rows(blobs, reference.classes), dimension: reference.dimension)
            let flatness = try #require(features.flatness)
            for (own, expected) in zip(flatness.deviations, reference.deviations) {
                expectClose(
                    Array(own.prefix(expected.count)), expected, relative: 1e-7, absolute: 1e-9,
                    reference.name)
            }
            #expect(flatness.directions(above: Flatness.fine) == reference.fine)
            #expect(flatness.directions(above: Flatness.wide) == reference.wide)
            expectClose(features.sumShares, reference.sumShares, relative: 1e-7, reference.name)
            // A layer's tally says the same.
            let tally = LayerTally()
            for own in rows(blobs, reference.classes) {
                tally.add(own, short: own, count: reference.count)
            }
            let layer = try #require(tally.flatness(count: reference.count))
            expectClose(
                layer.deviations.flatMap { $0 }, flatness.deviations.flatMap { $0 },
                relative: 1e-7, absolute: 1e-9)
        }
    }

    @Test("The scale of all states changes nothing, that of a class's spread all")
    func scale() throws {
        let blobs = Blobs("scale", classes: 3, count: 6, dimension: 5, apart: 2)
        let plain = rows(blobs, 3)
        let larger = FeatureFlatness(of: plain.map { $0.map { 8 * $0 } }, dimension: 5)
        let same = FeatureFlatness(of: plain, dimension: 5)
        expectClose(
            try #require(larger.flatness).deviations[0], try #require(same.flatness).deviations[0],
            relative: 1e-5)
        // Each class drawn together around its own mean: the rank stays, the directions go.
        let tight = FeatureFlatness(
            of: zip(plain, same.spreads).map { rows, spread in
                rows.enumerated().map { place, value in
                    let mean = Float(spread.mean[place % 5])
                    return mean + (value - mean) / 64
                }
            }, dimension: 5)
        let ranks = zip(tight.spreads, same.spreads).map {
            ($0.spectrum.effectiveRank ?? 0) - ($1.spectrum.effectiveRank ?? 1)
        }
        #expect(ranks.allSatisfy { abs($0) < 1e-3 })
        #expect(try #require(tight.flatness).directions(above: Flatness.fine) == [0, 0, 0])
        #expect(zip(tight.sumShares, same.sumShares).allSatisfy { $0 < $1 / 20 })
    }

    @Test("Classes with one mean, or without spread, have no flatness or no directions")
    func degenerate() {
        let one = FeatureFlatness(of: [[1, -1], [1, -1]], dimension: 1)
        #expect(one.flatness == nil)
        let points = FeatureFlatness(of: [[1, 1], [3, 3]], dimension: 1)
        #expect(points.flatness?.directions(above: 0) == [0, 0] && points.sumShares == [0, 0])
        #expect(FeatureFlatness(of: [[2, 2], [2, 2]], dimension: 1).sumShares == [0, 0])
    }
}
