import Statistics
import Testing

@Suite struct ClassMeansTests {
    @Test("Each class has the mean of its own images, and one without images zeros")
    func means() {
        let features: [Float] = [1, 2, 10, 20, 3, 6, 5, 1]
        let means = ClassMeans(features.span, labels: [3, 0, 3, 3], classes: 4)
        #expect(means.counts == [1, 0, 0, 3])
        #expect(means.rows == [10, 20, 0, 0, 0, 0, 3, 3])
        #expect(means.floats == [10, 20, 0, 0, 0, 0, 3, 3])
    }

    @Test("Sums are in double precision: small numbers beside a large one are not lost")
    func precision() {
        let features: [Float] = [0x1p25, 1, 1, -0x1p25]
        #expect(ClassMeans(features.span, labels: [0, 0, 0, 0], classes: 1).rows == [0.5])
    }

    @Test("A deviation is over one less than the values, and zero of one value")
    func moments() {
        #expect([1.0, 2, 6].moments == (3, 7.0.squareRoot()))
        #expect([5.0].moments == (5, 0))
        #expect([Double]().moments.mean.isNaN)
    }
}
