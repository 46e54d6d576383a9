import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("Files of class vectors")
struct ClassVectorFileTests {
    private let folder = try! TemporaryFolder()

    private func read(
        _ classes: [String], _ vectors: [Float], shape: [Int]? = nil, without: String? = nil
    ) throws -> ClassVectors {
        let url = folder.url.appending(path: "vectors.npz")
        let shape = shape ?? [classes.count, vectors.count / max(1, classes.count)]
        try NumPyArchive.write(
            [
                ("classes", NumPyArray(texts: classes)),
                ("vectors", NumPyArray(floats: vectors, shape: shape)),
            ].filter { $0.0 != without }, to: url)
        return try ClassVectors(contentsOf: url)
    }

    @Test("Rows come by the names of classes, through the transform that features take")
    func rows() throws {
        let vectors = try read(["wren", "robin", "tit"], [3, 4, 0, 2, -1, 0])
        let rows = try vectors.rows(of: ["tit", "wren"], dimension: 2, by: .l2)
        #expect(zip(rows.features, [-1, 0, 0.6, 0.8]).allSatisfy { abs($0 - $1) < 1e-6 })
        let base = try FeatureTable(
            dimension: 2, features: [3, 0], labels: [0], classes: ["a"], paths: ["a"])
        let moved = try vectors.rows(
            of: ["wren", "tit"], dimension: 2, by: FeatureTransform("cl2n"), base: base)
        #expect(moved.features == [0, 1, -1, 0])
        #expect(vectors.superfluous(beside: ["robin", "wren"]) == ["tit"])
        #expect(vectors.superfluous(beside: ["tit", "robin", "wren", "owl"]) == [])
    }

    @Test("Classes that are called by numbers may be written as numbers")
    func numbers() throws {
        let url = folder.url.appending(path: "vectors.npz")
        try NumPyArchive.write(
            [
                ("classes", NumPyArray(integers: [64, 7])),
                ("vectors", NumPyArray(floats: [1, 2], shape: [2, 1])),
            ], to: url)
        let rows = try ClassVectors(contentsOf: url).rows(of: ["7"], dimension: 1, by: .none)
        #expect(rows.features == [2])
    }

    @Test("What is wrong in a file is said with the class, the array and what to do")
    func damaged() throws {
        func error(_ words: String..., body: () throws -> Void) {
            let thrown = #expect(throws: UserError.self) { try body() }
            #expect(thrown?.kind == .badData)
            for word in words {
                #expect(thrown?.message.contains(word) == true, "\(thrown?.message ?? "")")
            }
        }
        let names = ["wren", "robin"]
        error("no array \"vectors\"", "it has classes") {
            _ = try read(names, [1, 2], without: "vectors")
        }
        error("shape [3, 1]", "2 classes") { _ = try read(names, [1, 2, 3], shape: [3, 1]) }
        error("Number 1 of the vector of robin", "nan") { _ = try read(names, [1, 2, 3, .nan]) }
        error("vector of wren", "inf") { _ = try read(names, [.infinity, 2, 3, 1]) }
        error("robin", "all zeros") { _ = try read(names, [1, 2, 0, 0]) }
        error("\"wren\" twice") { _ = try read(["wren", "wren"], [1, 2]) }
        let vectors = try read(names, [1, 2, 3, 4])
        error("of 1 class of 2: owl", "folders") {
            _ = try vectors.rows(of: ["owl", "wren"], dimension: 2, by: .l2)
        }
        error("have 2 numbers each, and the features 640") {
            _ = try vectors.rows(of: names, dimension: 640, by: .l2)
        }
        let thrown = #expect(throws: UserError.self) {
            _ = try vectors.rows(
                of: names, dimension: 2, by: FeatureTransform("center=support,l2"))
        }
        #expect(thrown?.setting == "transform")
        #expect(throws: UserError.self) {
            _ = try ClassVectors(contentsOf: folder.url.appending(path: "none.npz"))
        }
    }
}
