import Analysis
import TestSupport
import Testing

@Suite("Hidden states at a layer")
struct LayerTests {
    private func tally(_ reference: References.Layer) -> LayerTally {
        let blobs = Blobs(
            reference.name, classes: reference.classes, count: reference.count,
            dimension: reference.dimension, apart: 0.5)
        let tally = LayerTally()
        for label in 0..<reference.classes {
            tally.add(
                blobs.rows(of: label), short: blobs.rows(of: label, first: reference.short),
                count: reference.count)
        }
        return tally
    }

    @Test("Singular values, effective rank and variances are NumPy's, the angle SciPy's")
    func references() throws {
        let layers = try References.read().layers
        #expect(layers.count == 3)
        for reference in layers {
            let tally = tally(reference)
            for (spectrum, expected) in zip(tally.spectra, reference.spectra) {
                let values = Array(spectrum.values.prefix(expected.count))
                expectClose(values, expected, relative: 1e-9, absolute: 1e-6, reference.name)
                // The n-th singular value of n centred rows is rounding, and counted as none.
                #expect(spectrum.directions == min(reference.count - 1, reference.dimension))
            }
            expectClose(
                tally.spectra.map { $0.effectiveRank ?? .nan }, reference.ranks, relative: 1e-9,
                "ranks of \(reference.name)")
            expectClose(tally.within, reference.within, relative: 1e-12, reference.name)
            expectClose(tally.between, reference.between, relative: 1e-9, reference.name)
            let angle = try #require(tally.angle)
            expectClose(angle, reference.angle, relative: 1e-8, reference.name)
        }
    }

    @Test("Points on a line have effective rank 1, on equal axes as many as there are axes")
    func ranks() throws {
        let line = LayerTally()
        line.add([1, 2, 2, 4, 3, 6, 5, 10], short: [1, 2, 3, 5], count: 4)
        let rank = try #require(line.spectra[0].effectiveRank)
        #expect(abs(rank - 1) < 1e-6)
        #expect(line.spectra[0].directions == 1)
        let cross = LayerTally()
        cross.add([1, 0, -1, 0, 0, 1, 0, -1], short: [0, 0, 0, 0], count: 4)
        let both = try #require(cross.spectra[0].effectiveRank)
        #expect(abs(both - 2) < 1e-12)
    }

    @Test("A class of one state, but for the rounding of single precision, has no rank")
    func constant() {
        for value: Float in [0, 0.1, 1e10] {
            let tally = LayerTally()
            for _ in 0..<2 {
                tally.add(
                    [value, value, value.nextUp, value, value, value],
                    short: [Float](repeating: value, count: 3), count: 3)
            }
            // Next to zero there is no rounding: what differs from it differs.
            #expect(tally.spectra.allSatisfy { ($0.effectiveRank == nil) == (value > 0) })
            #expect(tally.spectra.allSatisfy { ($0.decay == nil) == (value > 0) })
            #expect(tally.angle == nil && tally.between == 0)
        }
        let same = LayerTally()
        same.add([2, 2, 2], short: [2, 2, 2], count: 3)
        #expect(same.spectra[0].effectiveRank == nil && same.spectra[0].values == [0, 0, 0])
    }

    @Test("Variance inside classes along their differences is at no angle, across them at 90°")
    func angles() throws {
        func angle(_ spread: [Float]) throws -> Double {
            let tally = LayerTally()
            for mean: Float in [0, 10] {
                let states: [Float] = [Float(-1), 1].flatMap { sign -> [Float] in
                    [mean + sign * spread[0], sign * spread[1], 7]
                }
                tally.add(states, short: states, count: 2)
            }
            return try #require(tally.angle)
        }
        #expect(try abs(angle([1, 0])) < 1e-4)
        #expect(try abs(angle([0, 1]) - 90) < 1e-4)
        #expect(try abs(angle([1, 1]) - 45) < 1e-4)
    }

    @Test("Variance inside and between classes make up all of it")
    func variance() {
        let blobs = Blobs("sum", classes: 5, count: 6, dimension: 11, apart: 2)
        let tally = LayerTally()
        for label in 0..<5 {
            tally.add(blobs.rows(of: label), short: blobs.rows(of: label), count: 6)
        }
        let all = LayerTally()
        all.add(blobs.rows, short: blobs.rows, count: 30)
        let inside = tally.within.reduce(0, +) / 5
        expectClose(inside + tally.between, all.within[0], relative: 1e-12)
        #expect(all.between == 0)
    }
}
