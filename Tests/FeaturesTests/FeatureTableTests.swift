import Features
import Files
import Testing

@Suite("Feature tables and transforms")
struct FeatureTableTests {
    private func table(_ features: [Float], dimension: Int = 2) throws -> FeatureTable {
        let count = features.count / max(1, dimension)
        return try FeatureTable(
            dimension: dimension, features: features,
            labels: [Int](repeating: 0, count: count), classes: ["a"],
            paths: (0..<count).map { "a/\($0).jpg" })
    }

    @Test(
        "A feature that is no finite number is refused, and its image named",
        arguments: [Float.nan, .infinity, -.infinity, 1e30])
    func notFinite(value: Float) {
        let error = #expect(throws: UserError.self) { try table([0, 1, 2, value, 4, 5]) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("Feature 1 of the image a/1.jpg") == true)
    }

    @Test("Rows of some classes keep their order and names, and are numbered anew")
    func someClasses() throws {
        let table = try FeatureTable(
            dimension: 1, features: [10, 11, 12, 13, 14], labels: [2, 0, 1, 2, 0],
            classes: ["a", "b", "c"], paths: ["p", "q", "r", "s", "t"])
        let kept = try table.rows([4, 3, 2, 0], ofClasses: [2, 0])
        #expect(kept.classes == ["c", "a"] && kept.labels == [1, 0, 0])
        #expect(kept.features == [14, 13, 10] && kept.paths == ["t", "s", "p"])
    }

    @Test("Sizes that disagree are refused")
    func sizes() {
        #expect(throws: UserError.self) {
            try FeatureTable(
                dimension: 2, features: [1, 2, 3], labels: [0, 0], classes: ["a"],
                paths: ["x", "y"])
        }
        #expect(throws: UserError.self) {
            try FeatureTable(
                dimension: 1, features: [1, 2], labels: [0, 0], classes: ["a"], paths: ["x"])
        }
        #expect(throws: UserError.self) { try table([], dimension: 0) }
        #expect(throws: UserError.self) {
            try FeatureTable(
                dimension: .max, features: [1], labels: [0, 0, 0], classes: ["a"],
                paths: ["x", "y", "z"])
        }
    }

    @Test("A label that names no class is refused with its image", arguments: [-1, 1])
    func labels(label: Int) {
        let error = #expect(throws: UserError.self) {
            try FeatureTable(
                dimension: 1, features: [1], labels: [label], classes: ["a"], paths: ["a/x.jpg"])
        }
        #expect(error?.message.contains("a/x.jpg") == true)
    }

    @Test("The mean is taken over images, and an empty table has mean zero")
    func mean() throws {
        #expect(try table([1, 10, 3, 20]).mean == [2, 15])
        #expect(try table([]).mean == [0, 0])
    }

    @Test("The mean of many equal features is that feature, without drift")
    func meanDoesNotDrift() throws {
        let many = try table([Float](repeating: 0.1, count: 2_000_000), dimension: 1)
        #expect(many.mean == [0.1])
    }

    @Test("As many of each class as the smallest has, evenly spaced, and equal ones all stay")
    func evened() throws {
        func paths(_ labels: [Int]) throws -> [String] {
            try FeatureTable(
                dimension: 1, features: labels.indices.map(Float.init), labels: labels,
                classes: ["a", "b"], paths: labels.indices.map { "\($0)" }
            ).evened.paths
        }
        #expect(try paths([0, 0, 1, 0, 0, 1, 0, 0]) == ["0", "2", "4", "5"])
        #expect(try paths([1, 0, 0, 1, 0]) == ["0", "1", "3", "4"])
        #expect(try paths([0, 1, 1, 0]) == ["0", "1", "2", "3"])
        #expect(try paths([0, 1, 0]).count == 2)
    }
}
