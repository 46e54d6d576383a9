import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("Feature files")
struct FeatureFileTests {
    private func reference(_ name: String) -> URL {
        Bundle.module.bundleURL.appending(path: "References/\(name)")
    }

    private static let features = (0..<15).map { (Float($0) - 4) / 8 }

    /// A table with a class that has no image, and names that need care.
    private func sample() throws -> FeatureTable {
        try FeatureTable(
            dimension: 2, features: [1, 2, 3, -4, 5e-20, 6], labels: [2, 0, 2],
            classes: ["a, \"b\"", "nobody", "é"], paths: ["é/1.jpg", "a/x y.jpg", "é/2\\.jpg"])
    }

    private func expectEqual(_ a: FeatureTable, _ b: FeatureTable) {
        #expect(a.dimension == b.dimension && a.features == b.features)
        #expect(a.labels == b.labels && a.classes == b.classes && a.paths == b.paths)
    }

    @Test(
        "A table comes back, and equal tables give equal bytes",
        arguments: FeatureFile.Format.allCases)
    func roundTrip(format: FeatureFile.Format) throws {
        let folder = try TemporaryFolder()
        let table = try sample()
        let url = folder.file("a.\(format.rawValue)")
        try FeatureFile.write(table, to: url)
        expectEqual(try FeatureFile.read(url), table)
        let again = folder.file("b.\(format.rawValue)")
        try FeatureFile.write(try FeatureFile.read(url), to: again)
        #expect(try InputFile.read(again) == InputFile.read(url))
    }

    @Test("Whole numbers that NumPy wrote become classes in numerical order")
    func numbers() throws {
        for name in ["numbers.npz", "plain.npy"] {
            let table = try FeatureFile.read(reference(name))
            #expect(table.dimension == 3 && table.features == Self.features)
            #expect(table.classes == ["7", "64", "100"] && table.labels == [1, 0, 1, 2, 0])
            #expect(table.paths == ["0", "1", "2", "3", "4"])
        }
    }

    @Test("Text becomes classes in the order of bytes, through compression and Fortran order")
    func names() throws {
        let table = try FeatureFile.read(reference("names.npz"))
        #expect(table.features == Self.features)
        #expect(table.classes == ["robin", "wren", "épervier"] && table.labels == [1, 0, 1, 2, 0])
        #expect(table.paths[3] == "épervier/3.jpg")
    }

    @Test("Labels are indices where names of classes are given; half precision is exact")
    func indices() throws {
        let table = try FeatureFile.read(reference("indices.npz"))
        #expect(table.features == Self.features)
        #expect(table.classes == ["robin", "épervier", "wren"] && table.labels == [2, 0, 2, 1, 0])
    }

    @Test("Safetensors take labels of any kind, and features of 16 or 64 bits")
    func safetensors() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("a.safetensors")
        var file = Safetensors(metadata: ["labels": "[\"b\",\"a\"]"])
        file.set("features", doubles: [1, 2, 3, 4], shape: [2, 2])
        try file.write(to: url)
        #expect(try FeatureFile.read(url).classes == ["a", "b"])
        #expect(try FeatureFile.read(url).labels == [1, 0])
        file = Safetensors()
        file.entries["features"] = .init(
            element: .f16, shape: [2, 1], data: Data([0, 0x3c, 0, 0xc0]))
        file.set("labels", bytes: [200, 3], shape: [2])
        try file.write(to: url)
        let table = try FeatureFile.read(url)
        #expect(table.features == [1, -2] && table.classes == ["3", "200"])
    }

    @Test("A file of labels that a person names goes before what is there")
    func labelFile() throws {
        let folder = try TemporaryFolder()
        try FeatureFile.write(try sample(), to: folder.file("a.npz"))
        try NumPyArray(floats: [1, 2, 3], shape: [3, 1]).write(to: folder.file("b.npy"))
        try NumPyArray(texts: ["x", "é", "x"]).write(to: folder.file("mine.npy"))
        let missing = try #require(refusal { _ = try FeatureFile.read(folder.file("b.npy")) })
        #expect(missing.kind == .missingInput)
        #expect(missing.message.contains("b-labels.npy"))
        let own = try FeatureFile.read(folder.file("b.npy"), labels: folder.file("mine.npy"))
        #expect(own.classes == ["x", "é"] && own.labels == [0, 1, 0])
        try NumPyArray(integers: [5, 5, 6]).write(to: folder.file("labels.npy"))
        #expect(try FeatureFile.read(folder.file("b.npy")).classes == ["5", "6"])
        let other = try #require(
            refusal {
                _ = try FeatureFile.read(folder.file("a.npz"), labels: folder.file("mine.npy"))
            })
        #expect(other.message.contains("\"x\", which the array \"classes\" does not have"))
    }

    @Test("Images of no class have the label -1 or an empty text, where they are allowed")
    func none() throws {
        let folder = try TemporaryFolder()
        let rows = NumPyArray(floats: [1, 2, 3], shape: [3, 1])
        func read(
            _ labels: NumPyArray, _ classes: [String]?, allowsNone: Bool = true
        ) throws -> FeatureTable {
            let url = folder.file("a.npz")
            let names = classes.map { [("classes", NumPyArray(texts: $0))] } ?? []
            try NumPyArchive.write(
                [("features", rows), ("labels", labels)] + names, to: url)
            return try FeatureFile.read(url, allowsNone: allowsNone)
        }
        func names(_ table: FeatureTable) -> [String] { table.labels.map { table.classes[$0] } }
        let numbers = NumPyArray(integers: [4, -1, 2])
        #expect(try names(read(numbers, nil)) == ["4", "", "2"])
        #expect(try names(read(numbers, nil, allowsNone: false)) == ["4", "-1", "2"])
        let indices = NumPyArray(integers: [1, -1, 0])
        #expect(try names(read(indices, ["a", "b"])) == ["b", "", "a"])
        #expect(throws: UserError.self) { try read(indices, ["a", "b"], allowsNone: false) }
        #expect(throws: UserError.self) { try read(NumPyArray(integers: [0, -2, 1]), ["a", "b"]) }
        let texts = NumPyArray(texts: ["b", "", "a"])
        #expect(try names(read(texts, nil)) == ["b", "", "a"])
        #expect(try names(read(texts, ["a", "b"])) == ["b", "", "a"])
        #expect(throws: UserError.self) { try read(texts, ["a", "b"], allowsNone: false) }
    }

    @Test("Features of the same images are found by their paths, whatever their order")
    func byPath() throws {
        func table(_ features: [Float], _ paths: [String]) throws -> FeatureTable {
            try FeatureTable(
                dimension: 1, features: features, labels: paths.map { _ in 0 }, classes: ["a"],
                paths: paths)
        }
        let own = try table([0, 0], ["x", "y"])
        let other = try table([1, 2, 3], ["y", "z", "x"])
        #expect(try other.arranged(as: own, name: "F").features == [3, 1])
        let missing = refusal { _ = try own.arranged(as: other, name: "F") }
        #expect(
            missing?.message.contains("F has no features of 1 image of 3, the first of them z")
                == true)
        let twice = try table([1, 2], ["x", "x"])
        #expect(refusal { _ = try twice.arranged(as: own, name: "F") }?.kind == .badData)
    }

    private func refusal(_ body: () throws -> Void) -> UserError? {
        do {
            try body()
            return nil
        } catch { return error as? UserError }
    }

    @Test("What is wrong is named: the file, the array, the shape")
    func errors() throws {
        let folder = try TemporaryFolder()
        let two = NumPyArray(floats: [1, 2], shape: [2, 1])
        let labels = NumPyArray(integers: [0, 1])
        func npz(_ arrays: (String, NumPyArray)...) throws -> String {
            let url = folder.file("a.npz")
            try NumPyArchive.write(arrays.map { ($0.0, $0.1) }, to: url)
            let error = try #require(refusal { _ = try FeatureFile.read(url) })
            #expect(error.kind == .badData)
            #expect(error.message.contains("a.npz"))
            return error.message
        }
        let cases: [(String, String)] = [
            ("\"features\" in", try npz(("arr_0", two))),
            ("it has arr_0", try npz(("arr_0", two))),
            ("numpy.savez(path", try npz(("features", two))),
            ("has the shape [2]", try npz(("features", labels), ("labels", labels))),
            ("has the shape [2, 1]; labels", try npz(("features", two), ("labels", two))),
            (
                "has 2 images, but the labels are 3",
                try npz(("features", two), ("labels", NumPyArray(integers: [1, 2, 3])))
            ),
            (
                ".astype(int)",
                try npz(("features", two), ("labels", NumPyArray(floats: [1, 2], shape: [2])))
            ),
            (
                "Label 1 of",
                try npz(
                    ("features", two), ("labels", labels), ("classes", NumPyArray(texts: ["a"])))
            ),
            (
                "\"a\" twice",
                try npz(
                    ("features", two), ("labels", labels),
                    ("classes", NumPyArray(texts: ["a", "a"])))
            ),
            (
                "\"paths\" has 1 text",
                try npz(("features", two), ("labels", labels), ("paths", NumPyArray(texts: ["a"])))
            ),
            (
                "holds numbers, but text",
                try npz(("features", two), ("labels", labels), ("paths", labels))
            ),
        ]
        for (words, message) in cases {
            #expect(message.contains(words), "\(words): \(message)")
        }
        let unknown = refusal { _ = try FeatureFile.read(folder.file("a.h5")) }
        #expect(unknown?.kind == .usage && unknown?.message.contains(".safetensors") == true)
        let absent = refusal { _ = try FeatureFile.read(folder.file("b.npz")) }
        #expect(absent?.kind == .missingInput)
    }

    @Test("In safetensors too: missing arrays, shapes, and metadata that are no list")
    func safetensorsErrors() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("a.safetensors")
        func message(_ change: (inout Safetensors) -> Void) throws -> String {
            var file = Safetensors()
            file.set("features", floats: [1, 2], shape: [2, 1])
            file.set("labels", integers: [0, 1], shape: [2])
            change(&file)
            try file.write(to: url)
            return try #require(refusal { _ = try FeatureFile.read(url) }).message
        }
        #expect(
            try message { $0.entries["features"] = nil }.contains("it has labels. Feature files"))
        #expect(try message { $0.entries["labels"] = nil }.contains("no array \"labels\""))
        #expect(
            try message { $0.set("labels", integers: [0, 1], shape: [2, 1]) }.contains("one axis"))
        #expect(try message { $0.metadata["paths"] = "a" }.contains("not a JSON array"))
        #expect(try message { $0.metadata["classes"] = "[\"a\"]" }.contains("Label 1"))
    }
}
