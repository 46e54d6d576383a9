import Features
import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite("Class vectors, as a user meets them")
struct ClassVectorCommandTests {
    private let folder = try! TemporaryFolder()

    /// A file of features of four classes, and the vectors of their centres.
    private func files() throws -> (features: String, vectors: String, table: FeatureTable) {
        let table = try randomTable(classes: 4, perClass: 12, dimension: 8, separation: 0.8)
        let features = folder.url.appending(path: "f.npz")
        try FeatureFile.write(table, to: features)
        let centres = (0..<4).flatMap { label -> [Float] in
            let own = (0..<table.count).filter { table.labels[$0] == label }
            return (0..<8).map { j in own.reduce(0) { $0 + table[$1][$1 * 8 + j] } / 12 }
        }
        return (features.path, try write(table.classes, centres), table)
    }

    private func write(_ classes: [String], _ vectors: [Float]) throws -> String {
        let url = folder.url.appending(path: "v.npz")
        try NumPyArchive.write(
            [
                ("classes", NumPyArray(texts: classes)),
                (
                    "vectors",
                    NumPyArray(
                        floats: vectors, shape: [classes.count, vectors.count / classes.count])
                ),
            ], to: url)
        return url.path
    }

    private func eval(_ words: [String]) throws -> Command {
        try Command(
            [
                "eval", "--way", "3", "--query", "5", "--episodes", "60", "--report",
                folder.url.appending(path: "r.md").path,
            ] + words)
    }

    @Test("eval has a row for each way with class vectors, in pairs with the others")
    func rows() throws {
        let (features, vectors, _) = try files()
        let run = try eval(["--features", features, "--class-vectors", vectors])
        #expect(run.status == 0, "\(run.errors)")
        let json = try InputFile.readText(folder.url.appending(path: "r-results.json"))
        for name in ["zero-shot", "tip-adapter", "lp++"] {
            #expect(json.contains("\"classifier\" : \"\(name)\""), "\(name)")
        }
        #expect(json.contains("\"classVectors\""))
        let text = try InputFile.readText(folder.url.appending(path: "r.md"))
        #expect(text.contains("zero-shot by class vectors") && text.contains("LP++"))
        #expect(text.contains("v.npz"))

        let one = try eval([
            "--features", features, "--class-vectors", vectors, "--classifier", "zero-shot",
            "--overwrite",
        ])
        #expect(one.status == 0, "\(one.errors)")
        #expect(!one.output.contains("logistic") && !one.output.contains("lp++"))
        #expect(one.output.contains("zero-shot"))
    }

    @Test("EM-Dirichlet comes by name, as transductive; cite has it, classify refuses it")
    func transductive() throws {
        let (features, vectors, _) = try files()
        let names = ["em-dirichlet", "em-dirichlet-zero-shot"]
        let run = try eval(
            ["--features", features, "--class-vectors", vectors, "--query-imbalance", "20"]
                + names.flatMap { ["--classifier", $0] })
        #expect(run.status == 0, "\(run.errors)")
        let url = folder.url.appending(path: "r-results.json")
        let record = try JSONDecoder().decode(EvaluationRecord.self, from: Data(contentsOf: url))
        #expect(record.results.map(\.classifier) == names)
        #expect(record.results.allSatisfy { $0.transductive && $0.accuracy > 0.5 })
        let works = try Command(["cite", url.path])
        #expect(works.output.contains("2405.18437"), "\(works.errors)")
        for name in names {
            let labels = try Command([
                "classify", "--features", features, "--class-vectors", vectors, "--classifier",
                name, "--output", folder.url.appending(path: "L").path,
            ])
            #expect(labels.status == 64 && labels.errors.contains("sees all images together"))
        }
    }

    @Test("A vector too few stops, one too many is said, and neither without the other goes")
    func sentences() throws {
        let (features, _, table) = try files()
        let more = try write(table.classes + ["owl"], (0..<40).map { Float($0 % 7) + 1 })
        let run = try eval(["--features", features, "--class-vectors", more])
        #expect(run.status == 0 && run.errors.contains("1 class beside those asked about: owl"))
        let fewer = try write(Array(table.classes.dropLast()), (0..<24).map { Float($0) + 1 })
        let lacking = try eval(["--features", features, "--class-vectors", fewer])
        #expect(lacking.status == 65 && lacking.errors.contains("of 1 class of 4: class3"))
        let array = try eval(["--features", features, "--class-vectors", "v.npy"])
        #expect(array.status == 64 && array.errors.contains("must end in .npz: write it by numpy"))
        let none = try eval(["--features", features, "--classifier", "lp++"])
        #expect(none.status == 64 && none.errors.contains("--class-vectors"), "\(none.errors)")
        let other = try Command([
            "classify", "--features", features, "--class-vectors", fewer, "--output",
            folder.url.appending(path: "L").path,
        ])
        #expect(other.status == 64 && other.errors.contains("--classifier is logistic"))
    }

    @Test("classify labels by class vectors alone what its examples have no say in")
    func classify() throws {
        let (_, vectors, table) = try files()
        let half = folder.url.appending(path: "half.npz")
        let labels = (0..<table.count).map { $0 < 8 ? table.labels[$0] : 4 }
        try FeatureFile.write(
            FeatureTable(
                dimension: 8, features: table.features, labels: labels,
                classes: table.classes + [""], paths: table.paths), to: half)
        func right(_ classifier: String) throws -> Int {
            let output = folder.url.appending(path: "L-\(classifier)")
            let run = try Command([
                "classify", "--features", half.path, "--class-vectors", vectors, "--classifier",
                classifier, "--outsiders", "0", "--output", output.path,
            ])
            #expect(run.status == 0, "\(run.errors)")
            let rows = CSV.rows(try InputFile.readText(output.appending(path: "labels.csv")))
                .filter { !$0.isBlank }.map(\.fields).dropFirst()
            #expect(rows.count == 40)
            let truth = Dictionary(
                uniqueKeysWithValues: zip(table.paths, table.labels.map { table.classes[$0] }))
            return rows.count { truth[$0[0]] == $0[1] }
        }
        // Two examples of each class beside the centres of twelve.
        for classifier in ["zero-shot", "tip-adapter", "lp++"] {
            #expect(try right(classifier) >= 30, "\(classifier)")
        }
    }
}
