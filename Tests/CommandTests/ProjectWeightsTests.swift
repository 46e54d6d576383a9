import Files
import Foundation
import TestSupport
import Testing

/// The program as it lies installed below a prefix, with weights beside it or none.
@Suite("Where no checkpoint is named")
struct ProjectWeightsTests {
    private static let best = "Weights/efficientnet-lite0-57934424.pth"
    private static let own = "Reports/resnet12-half/baseline.safetensors"
    private let folder: TemporaryFolder
    private let program: URL

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
        program = folder.file("prefix/bin/fewshot")
        try put(Command.executable, at: "prefix/bin/fewshot")
        try FileManager.default.createDirectory(
            at: folder.file("here"), withIntermediateDirectories: false)
    }

    private func put(_ file: URL, at path: String) throws {
        let place = folder.file(path)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: file, to: place)
    }

    private func eval(_ words: [String] = []) throws -> Command {
        try Command(
            [
                "eval", Fixture.data.path, "--way", "3", "--query", "4", "--episodes", "6",
                "--precision", "f32", "--report", folder.file("report.md").path, "--overwrite",
            ] + words,
            shell: "cd '\(folder.file("here").path)'; set -- '\(program.path)' \"${@:2}\"; ")
    }

    @Test(
        "the best that lie in the current folder or below the prefix are taken, and it says so once"
    )
    func order() throws {
        let none = try eval()
        #expect(none.status == 64 && none.errors.contains("--checkpoint is missing"))
        let weights = Fixture.run.appending(path: "best.safetensors")
        for path in [
            "prefix/share/fewshot/\(Self.own)", "here/\(Self.own)",
            "prefix/share/fewshot/\(Self.best)", "here/\(Self.best)",
        ] {
            try put(weights, at: path)
            let run = try eval(path.hasSuffix(Self.own) ? ["--adapt", "linear-probe"] : [])
            #expect(run.status == 0, "\(run.errors)")
            let said = run.output.split(separator: "\n").filter { $0.contains("No checkpoint") }
            #expect(said.count == 1 && said[0].hasSuffix("\(path)."), "\(run.output)")
        }
    }
}
