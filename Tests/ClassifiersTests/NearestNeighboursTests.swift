import Classifiers
import TestSupport
import Testing

@Suite("Nearest neighbours")
struct NearestNeighboursTests {
    private let support: [[Float]] = [[0], [1], [1.25], [5]]
    private let labels = [0, 1, 1, 2]

    private func scores(k: Int, _ query: Float) -> [Float] {
        NearestNeighbours(k: k).scores(
            support: support, labels: labels, way: 3, queries: [[query]])[0]
    }

    @Test("One neighbour decides alone, and the others are in the order of distance")
    func one() {
        #expect(scores(k: 1, 0.25) == [1 + Float(2) / 3, Float(1) / 3, 0])
        #expect(scores(k: 1, 4) == [0, Float(1) / 3, 1 + Float(2) / 3])
    }

    @Test("Three neighbours outvote the nearest one")
    func three() {
        #expect(scores(k: 3, 0.25) == [1 + Float(2) / 3, 2 + Float(1) / 3, 0])
    }

    @Test("Equal votes go to the class with the nearest image")
    func ties() {
        #expect(scores(k: 2, 0.25) == [1 + Float(2) / 3, 1 + Float(1) / 3, 0])
        #expect(scores(k: 2, 4) == [0, 1 + Float(1) / 3, 1 + Float(2) / 3])
    }

    @Test("Images as near as the last neighbour vote as well")
    func equalDistances() {
        #expect(scores(k: 1, 0.5) == [1 + Float(1) / 3, 1 + Float(1) / 3, 0])
    }

    @Test("More neighbours than images are all images")
    func all() {
        for k in [4, 5, .max] {
            #expect(scores(k: k, 0.25) == [1 + Float(2) / 3, 2 + Float(1) / 3, 1])
        }
    }
}
