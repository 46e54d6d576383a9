import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot eval on a file of features alone")
struct FeatureEvalTests {
    private let folder = try! TemporaryFolder()

    /// Six classes of 20 images each along directions of their own, and `unlabelled` of no class.
    private func features(_ name: String, unlabelled: Int = 0) throws -> String {
        let labels: [Int] = (0..<120).map { $0 % 6 } + [Int](repeating: -1, count: unlabelled)
        let rows = labels.enumerated().flatMap { place, label -> [Float] in
            (0..<6).map { number -> Float in
                let noise = Float(place * (7 + number) % 11) / 20
                return number == label ? 1.1 + noise : 0.1 + noise
            }
        }
        let url = folder.file(name)
        try NumPyArchive.write(
            [
                ("features", NumPyArray(floats: rows, shape: [labels.count, 6])),
                ("labels", NumPyArray(integers: labels)),
            ], to: url)
        return url.path
    }

    private func eval(_ words: [String]) throws -> (Command, [EvalTests.Results.Result]) {
        let report = folder.file("\(UUID().uuidString)/report.md")
        let run = try Command(
            ["eval", "--episodes", "20", "--shot", "1", "--report", report.path] + words)
        let results = try? JSONDecoder().decode(
            EvalTests.Results.self,
            from: Data(
                contentsOf: report.deletingLastPathComponent().appending(path: "results.json")))
        return (run, results?.results ?? [])
    }

    @Test("a transform under two names is one row")
    func aliases() throws {
        let names = ["l2", "l2n", "power", "power=0.5", "none", "un"]
        let (run, results) = try eval(
            ["--features", features("f.npz"), "--classifier", "nearest-centroid"]
                + names.flatMap { ["--transform", $0] })
        #expect(run.status == 0, "\(run.errors)")
        #expect(results.map(\.transform) == ["l2", "power", "none"])
    }

    @Test("of two files none is dropped in silence", arguments: ["eval", "classify"])
    func twoFiles(command: String) throws {
        let run = try Command([command, "--features", "a.npz", "--features", "b.npz"])
        #expect(run.status == 64)
        #expect(run.errors.contains("--features was given 2 times (a.npz, b.npz); it takes one"))
    }

    @Test("images without a label are left out and counted, and change nothing")
    func unlabelled() throws {
        let (plain, expected) = try eval(["--features", features("plain.npz")])
        #expect(plain.status == 0 && expected.count == 2, "\(plain.errors)")
        let (run, results) = try eval(["--features", features("some.npz", unlabelled: 30)])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("30 images of "), "\(run.errors)")
        #expect(run.errors.contains("left out: the label is -1"), "\(run.errors)")
        #expect(results.map(\.accuracy) == expected.map(\.accuracy))
    }
}
