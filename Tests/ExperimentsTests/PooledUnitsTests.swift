import Experiments
import Records
import Testing

@Suite("What intervals over images, episodes and classes are of")
struct PooledUnitsTests {
    @Test("An image that several seeds hold out is one image, whose value is their mean")
    func images() {
        let images = [["a", "b"], ["b", "c"], ["b"]]
        let values = [[1, 0], [1, 0.5], [0.5]]
        #expect(values.pooled(.images, of: images) == [1, 0.5, 0.5])
    }

    @Test("Seeds that hold out the same images give as many values as one of them")
    func sameImages() {
        let images = Array(repeating: ["a", "b", "c"], count: 6)
        let values = Array(repeating: [1.0, 0, 1], count: 6)
        #expect(values.pooled(.images, of: images) == [1, 0, 1])
    }

    @Test("Episodes are the same for all seeds, and each has the mean over them")
    func episodes() {
        #expect([[1.0, 0], [0, 0.5]].pooled(.episodes, of: []) == [0.5, 0.25])
    }
}
