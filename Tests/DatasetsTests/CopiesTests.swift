import Datasets
import Files
import Foundation
import TestSupport
import Testing

@Suite struct CopiesTests {
    private static func copies(of groups: [(path: String, label: Int, hash: String)]) -> Copies {
        let files = groups.map {
            ImageFile(url: URL(fileURLWithPath: "/" + $0.path), path: $0.path, label: $0.label)
        }
        return Copies(
            among: LabeledImages(classes: ["a", "b", "c"], files: files), hashes: groups.map(\.hash)
        )
    }

    @Test("No image, one image, and images that all differ have no copies")
    func none() {
        #expect(Self.copies(of: []).kept == [])
        #expect(Self.copies(of: [("a/1", 0, "x")]).kept == [0])
        let all = Self.copies(of: [("a/1", 0, "x"), ("a/2", 0, "y"), ("b/1", 1, "z")])
        #expect(all.within.isEmpty && all.across.isEmpty && all.kept == [0, 1, 2])
    }

    @Test("Copies in a class keep the first; of images in two classes none is kept")
    func kinds() {
        let copies = Self.copies(of: [
            ("a/1", 0, "x"), ("a/2", 0, "x"), ("a/3", 0, "y"), ("a/4", 0, "y"), ("b/1", 1, "y"),
            ("b/2", 1, "y"), ("b/3", 1, "z"), ("c/1", 2, "x2"), ("c/2", 2, "x2"), ("c/3", 2, "x2"),
        ])
        #expect(
            copies.within.map { "\($0.first) \($0.copy)" } == [
                "a/1 a/2", "a/3 a/4", "b/1 b/2", "c/1 c/2", "c/1 c/3",
            ])
        #expect(copies.across.map { "\($0.first) \($0.copy)" } == ["a/3 b/1"])
        #expect(copies.once == [0, 2, 4, 6, 7])
        #expect(copies.kept == [0, 6, 7])
    }
}
