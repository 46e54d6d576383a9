import Foundation
import Reports
import Testing

@Suite("Pictures of strings")
struct StringPicturesTests {
    private func figure(_ pixels: [Double], read: [String] = ["AB", "A"]) -> StringPictures {
        StringPictures(
            title: "T", readers: ["plain", "mixed"],
            pictures: [.init(width: 3, pixels: pixels, label: "AB", read: read)])
    }

    @Test("Equal neighbours are one rectangle; what was read wrongly is marked")
    func drawing() throws {
        let even = try figure([1, 1, 1, 0, 0, 0]).svg()
        let mixed = try figure([1, 0, 1, 0, 0, 0]).svg()
        func rectangles(_ svg: String) -> Int { svg.matches(of: #/<rect/#).count }
        #expect(rectangles(mixed) - rectangles(even) == 2)
        #expect(XML(even) != nil && XML(mixed) != nil)
        #expect(even.matches(of: #/✗/#).count == 1)
        #expect(try figure([1, 1, 1], read: ["AB", "AB"]).svg().matches(of: #/✗/#).isEmpty)
        #expect(try figure([1, 1, 1], read: ["", "AB"]).svg().contains("nothing"))
    }

    @Test("A pixel that is not finite is an error")
    func finite() {
        #expect(throws: (any Error).self) { try figure([1, .nan, 0]).svg() }
    }
}
