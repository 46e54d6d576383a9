import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

/// Distribution calibration, against NumPy and scikit-learn (`References/distribution_calibration.py`).
@Suite("Distribution calibration")
struct DistributionCalibrationTests {
    private struct Reference: Decodable {
        let name: String
        let dimension, way, samples: Int
        let alpha: Double
        let base, support, queries: [Float]
        let baseLabels, labels: [Int]
        let probabilities: [Double]
        let others: [[Double]]

        func rows(_ numbers: [Float]) -> [[Float]] {
            stride(from: 0, to: numbers.count, by: dimension).map {
                Array(numbers[$0..<($0 + dimension)])
            }
        }

        /// The probabilities of all queries.
        func answers(samples: Int, seed: UInt64 = 0) -> [Double] {
            let known = BaseClasses(features: base, labels: baseLabels, dimension: dimension)
            let classifier = DistributionCalibration(samples: samples, dispersion: alpha)
                .knowing(known)
            return classifier.scores(
                support: rows(support), labels: labels, way: way, queries: rows(queries),
                using: Generator(seed: seed)
            ).flatMap { scores -> [Double] in
                let top = scores.max()!
                let sizes = scores.map { exp(Double($0 - top)) }
                return sizes.map { $0 / sizes.reduce(0, +) }
            }
        }
    }

    private func reference(_ name: String) throws -> Reference {
        try #require(
            references("distribution_calibration", as: Reference.self).first { $0.name == name })
    }

    private func largest(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
    }

    @Test("where nothing spreads, probabilities are scikit-learn's on the shifted means")
    func still() throws {
        let own = try reference("still")
        #expect(largest(own.answers(samples: own.samples), own.probabilities) < 1e-3)
        // Whatever is drawn.
        #expect(largest(own.answers(samples: own.samples, seed: 5), own.probabilities) < 1e-3)
    }

    @Test("of many drawn vectors, probabilities are those of NumPy's, and of no other covariance")
    func spread() throws {
        let own = try reference("spread")
        let answers = own.answers(samples: own.samples)
        #expect(largest(answers, own.probabilities) < 0.02)
        #expect(own.others.count == 3)
        for other in own.others { #expect(largest(answers, other) > 0.05) }
    }

    @Test("the generator decides what is drawn, and classes of one image are no base classes")
    func drawn() throws {
        let own = try reference("spread")
        #expect(own.answers(samples: 50) == own.answers(samples: 50))
        #expect(own.answers(samples: 50) != own.answers(samples: 50, seed: 1))
        let base = BaseClasses(features: [1, 2, 3, 4, 9, 9], labels: [0, 0, 2], dimension: 2)
        #expect(base.count == 1)
    }
}
