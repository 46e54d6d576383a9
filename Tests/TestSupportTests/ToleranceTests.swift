import TestSupport
import Testing

@Suite("Comparison within a tolerance")
struct ToleranceTests {
    private func difference(_ actual: [Float], _ expected: [Double]) -> String? {
        TestSupport.difference(actual, expected, relative: 0.1, absolute: 0.5)
    }

    @Test("nothing is close to nothing")
    func nothing() {
        #expect(difference([], []) == nil)
    }

    @Test("values within absolute + relative·|expected| are close, values beyond are not")
    func bounds() {
        #expect(difference([11.4, -8.6], [10, -10]) == nil)
        #expect(difference([11.6], [10]) != nil)
        #expect(difference([-8.4], [-10]) != nil)
    }

    @Test("another number of elements is not close")
    func sizes() {
        #expect(difference([1], [1, 1]) == "1 elements instead of 2")
    }

    @Test("NaN is close to nothing, infinity to itself only")
    func notFinite() {
        #expect(difference([.nan], [1]) != nil)
        #expect(difference([1], [.nan]) != nil)
        #expect(difference([.nan], [.nan]) != nil)
        #expect(difference([.infinity], [.infinity]) == nil)
        #expect(difference([-.infinity], [.infinity]) != nil)
        #expect(difference([1], [.infinity]) != nil)
        #expect(difference([.infinity], [1]) != nil)
    }

    @Test("one sentence, about the worst element")
    func worst() throws {
        let sentence = try #require(difference([0, 2, 9, 3, 0], [0, 0, 0, 0, 0]))
        #expect(sentence == "element 2 of 5 is 9.0 instead of 0.0 (off by 9.0, allowed 0.5)")
        #expect(difference([0, 9, .nan, 9], [0, 0, 0, 0])?.hasPrefix("element 2 of 4") == true)
    }

    @Test("expectClose records one issue for what is far, none for what is close")
    func issues() {
        expectClose([1, 2] as [Float], [1, 2] as [Double])
        withKnownIssue { expectClose([1, 2, 3] as [Float], [0, 0, 0] as [Float]) }
        withKnownIssue { expectClose(Float.nan, 0.0) }
    }
}
