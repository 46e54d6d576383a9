import Episodes
import Testing

@Suite("How typical a distance is")
struct TypicalityTests {
    @Test("is the tail of the prediction interval of the left-out ones, as SciPy has it")
    func tail() throws {
        let typicality = try #require(Typicality([1, 2, 3, 4, 6], classes: 2))
        // d = numpy.array([1., 2, 3, 4, 6]); scipy.stats.t.sf(
        //     (x - d.mean()) / (d.std(ddof=1) * numpy.sqrt(1 + 1 / 3)), 2)
        for (square, expected) in [
            (9, 0.060336824098324915), (2, 0.6784366067865825), (0, 0.8568206200700316),
            (100, 0.0002630370580846057),
        ] as [(Double, Double)] {
            let own = typicality.of(square: square)
            #expect(abs(own - expected) < 1e-9, "\(square): \(own)")
        }
    }

    @Test("falls with the distance, to nothing at infinity")
    func falling() throws {
        let typicality = try #require(Typicality([0.5, 1, 0.25], classes: 1))
        let all = [0, 0.1, 0.5, 0.8, 1, 2, 100, 1e20, .infinity].map(typicality.of)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 } && all.last == 0)
    }

    @Test(
        "needs two independent distances; where all are equal, only what is no farther is typical")
    func few() throws {
        #expect(Typicality([], classes: 0) == nil && Typicality([1, 1], classes: 1) == nil)
        let equal = try #require(Typicality([4, 4, 4], classes: 1))
        #expect(equal.of(square: 4) == 1 && equal.of(square: 1) == 1)
        #expect(equal.of(square: 4.001) == 0)
    }

    @Test("is told of k examples by what k − 1 showed")
    func factor() {
        #expect(Typicality.factor(of: 2) == 0.75)
        #expect(abs(Typicality.factor(of: 5) - 1.2 / 1.25) < 1e-15)
    }
}
