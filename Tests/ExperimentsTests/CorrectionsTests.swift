import Datasets
import Experiments
import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("Corrections")
struct CorrectionsTests {
    private let folder: TemporaryFolder
    private let images: LabeledImages

    init() throws {
        folder = try TemporaryFolder()
        images = LabeledImages(
            classes: [""],
            files: ["a.jpg", "b,1.jpg", "=c.jpg", "d\n.jpg"].map {
                ImageFile(url: URL(fileURLWithPath: "/none/\($0)"), path: $0, label: 0)
            })
    }

    private func read(
        _ text: String, hashes: [String] = [], classes: [String] = []
    ) throws -> Corrections {
        try AtomicFile.write(text, to: folder.file("c.csv"))
        return try Corrections(
            reading: folder.file("c.csv"), about: images.files.map(\.path), hashes: hashes,
            classes: classes)
    }

    @Test("A row says a label, none of these where it is empty, and nothing where there is no row")
    func rows() throws {
        let said = try read(
            "probability,path,label\n1,\"b,1.jpg\",robin\n,'=c.jpg,\n0,d\\u{A}.jpg,'=x\n")
        #expect(said["b,1.jpg"] == .some(.some("robin")))
        #expect(said["=c.jpg"] == .some(.none))
        #expect(said["d\n.jpg"] == .some(.some("=x")))
        #expect(said["a.jpg"] == nil)
        #expect(Corrections().isEmpty && !said.isEmpty)
    }

    @Test(
        "A table that cannot be meant is refused by its line",
        arguments: [
            ("a.jpg,robin\n", "first line"), ("path,label\nx.jpg,robin\n", "Line 2"),
            ("path,label\na.jpg,r\n\na.jpg,s\n", "Line 4"), ("path,label\na.jpg\n", "1 fields"),
            ("path,label\na.jpg,../up\n", "without /"), ("path,label\na.jpg,.git\n", "a dot"),
            ("", "first line"), ("path,label\na.jpg,\na.jpg,r\n", "Line 3"),
        ])
    func refusals(text: String, words: String) throws {
        let error = #expect(throws: UserError.self) { try read(text) }
        #expect(error?.kind == .badData && error?.message.contains(words) == true, "\(error!)")
    }

    @Test(
        "What got a label is an example, once for each photo, and the rest is left to be labelled")
    func division() throws {
        let said = try read("path,label\n=c.jpg,new\na.jpg,robin\n\"b,1.jpg\",\n")
        let paths = images.files.map(\.path)
        let table = try FeatureTable(
            dimension: 1, features: [1, 2, 3, 4], labels: [0, 0, 0, 0], classes: [""], paths: paths)
        let given = try FeatureTable(
            dimension: 1, features: [9, 8], labels: [0, 1], classes: ["robin", "wren"],
            paths: ["r", "w"])
        let (examples, rest) = try said.divide(
            table, hashes: ["h1", "h2", "h3", "h4"], beside: given, known: ["x", "y"])
        #expect(paths == ["=c.jpg", "a.jpg", "b,1.jpg", "d\n.jpg"])
        #expect(examples.classes == ["robin", "wren", "new"] && examples.labels == [0, 1, 2, 0])
        #expect(examples.features == [9, 8, 1, 2])
        #expect(rest.paths == ["d\n.jpg"] && rest.features == [4])
        // A copy of an example, and of another corrected photo.
        let same = try read("path,label\n=c.jpg,robin\na.jpg,robin\n")
        let (known, _) = try same.divide(
            table, hashes: ["x", "h2", "h3", "h4"], beside: given, known: ["x", "y"])
        #expect(known.paths == ["r", "w", "a.jpg"] && known.classes == ["robin", "wren"])
        let (once, _) = try same.divide(
            table, hashes: ["h", "h", "h3", "h4"], beside: given, known: ["x", "y"])
        #expect(once.count == 3)
    }

    @Test("A label whose accents are written otherwise than the class's names that class")
    func spellings() throws {
        let (joined, apart) = ("caf\u{E9}", "cafe\u{301}")
        let said = try read(
            "path,label\na.jpg,\(joined)\na.jpg,\(apart)\n=c.jpg,\(apart)\n",
            classes: [apart, "wren"])
        #expect(said["a.jpg"].map { $0.map(ExactText.init) } == .some(ExactText(apart)))
        let table = try FeatureTable(
            dimension: 1, features: [1, 2], labels: [0, 0], classes: [""],
            paths: ["a.jpg", "=c.jpg"])
        let given = try FeatureTable(
            dimension: 1, features: [9, 8], labels: [0, 1], classes: [apart, "wren"],
            paths: ["r", "w"])
        let (examples, _) = try said.divide(
            table, hashes: ["1", "2"], beside: given, known: ["x", "y"])
        #expect(examples.classes.map(ExactText.init) == [apart, "wren"].map(ExactText.init))
        #expect(examples.labels == [0, 1, 0, 0])
        // Of a photo that is said to be the same class in two spellings nothing is contradicted.
        _ = try said.divide(table, hashes: ["1", "1"], beside: given, known: ["x", "y"])
        // Nor is there a second one where no example has the name yet.
        let new = try read("path,label\na.jpg,\(apart)\n=c.jpg,\(joined)\n")
        #expect(new["=c.jpg"].map { $0.map(ExactText.init) } == .some(ExactText(apart)))
    }

    @Test("What was said of a photo holds for its copies, which are no examples more")
    func copies() throws {
        let hashes = ["h", "n", "n", "h"]
        let said = try read("path,label\n=c.jpg,new\na.jpg,\n", hashes: hashes)
        #expect(said.copies == ["b,1.jpg", "d\n.jpg"])
        #expect(said["b,1.jpg"] == .some(.none) && said["d\n.jpg"] == .some(.some("new")))
        let table = try FeatureTable(
            dimension: 1, features: [1, 2, 2, 1], labels: [0, 0, 0, 0], classes: [""],
            paths: images.files.map(\.path))
        let given = try FeatureTable(
            dimension: 1, features: [9, 8], labels: [0, 1], classes: ["robin", "wren"],
            paths: ["r", "w"])
        // As a photo that is like an example has the hash of that, and its copy has not.
        let (examples, rest) = try said.divide(
            table, hashes: ["x", "n", "n", "h"], beside: given, known: ["e", "y"])
        #expect(examples.paths == ["r", "w", "=c.jpg"] && rest.paths.isEmpty)
    }

    @Test(
        "One photo cannot be said to be two things: an example's copy, and one of two equal images",
        arguments: [
            ("=c.jpg,new\n", ["y", "2", "3", "4"], "same photo as w, which is wren"),
            ("=c.jpg,\n", ["x", "2", "3", "4"], "said to be none of these"),
            ("=c.jpg,robin\na.jpg,new\n", ["1", "1", "3", "4"], "same photo as =c.jpg"),
        ])
    func contradictions(rows: String, hashes: [String], words: String) throws {
        let said = try read("path,label\n" + rows)
        let table = try FeatureTable(
            dimension: 1, features: [1, 2, 3, 4], labels: [0, 0, 0, 0], classes: [""],
            paths: images.files.map(\.path))
        let given = try FeatureTable(
            dimension: 1, features: [9, 8], labels: [0, 1], classes: ["robin", "wren"],
            paths: ["r", "w"])
        let error = #expect(throws: UserError.self) {
            try said.divide(table, hashes: hashes, beside: given, known: ["x", "y"])
        }
        #expect(error?.message.contains(words) == true, "\(error!)")
    }

    @Test("All photos that were said to be two things are refused at once: five, and their number")
    func allContradictions() throws {
        let paths = (0..<14).map { "\($0).jpg" }
        // Seven pairs, of which all but the first have two labels.
        let rows = paths.enumerated().map { "\($1),\($0 > 1 && $0 % 2 == 1 ? "robin" : "wren")\n" }
        let table = try FeatureTable(
            dimension: 1, features: [Float](repeating: 1, count: 14),
            labels: [Int](repeating: 0, count: 14), classes: [""], paths: paths)
        let given = try FeatureTable(
            dimension: 1, features: [9], labels: [0], classes: ["robin"], paths: ["r"])
        try AtomicFile.write("path,label\n" + rows.joined(), to: folder.file("c.csv"))
        let said = try Corrections(
            reading: folder.file("c.csv"), about: paths, hashes: [], classes: [])
        let error = #expect(throws: UserError.self) {
            try said.divide(
                table, hashes: (0..<14).map { "\($0 / 2)" }, beside: given, known: ["x"])
        }
        let message = try #require(error).message
        #expect(
            message.hasPrefix("6 photos were said to be two things. 3.jpg was said to be robin"))
        #expect(message.contains(" 11.jpg was said to be robin") && !message.contains("13.jpg"))
        #expect(message.contains("And so on for 1 more."), "\(message)")
    }
}
