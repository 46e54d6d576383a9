import Files
import Foundation
import Records
import Reports
import Testing

@Suite struct TrainingFiguresTests {
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "figures-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test("A run folder gets loss.svg and accuracy.svg after its first epoch, not before")
    func files() throws {
        try inFolder { folder in
            func names() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            }
            try TrainingFigures(epochs: []).write(to: folder)
            #expect(try names() == [])
            try TrainingFigures(epochs: Samples.training("baseline", epochs: 1).epochs)
                .write(to: folder)
            #expect(try names() == ["accuracy.svg", "loss.svg"])
            let text = try String(
                contentsOf: folder.appending(path: "loss.svg"), encoding: .utf8)
            #expect(XML(text)?.texts.contains { $0.text == "Training loss" } == true)
        }
    }

    @Test("What a run did not measure has no curve")
    func absent() throws {
        let epochs = Samples.training("baseline", epochs: 5).epochs
        let texts = try #require(XML(try TrainingFigures(epochs: epochs).accuracy.svg())).texts
        #expect(texts.contains { $0.text == "val 1-shot" })
        #expect(!texts.contains { $0.text == "rotations" })
    }

    @Test("The val accuracies of the start are those of epoch 0")
    func start() throws {
        var figures = TrainingFigures(epochs: Samples.training("baseline", epochs: 3).epochs)
        func curve(_ name: String) -> [(x: Double, y: Double)] {
            figures.accuracy.series.first { $0.name == name }!.points.map { ($0.0, $0.1) }
        }
        #expect(curve("val 1-shot").map(\.x) == [1, 2, 3])
        var start = TrainingStart(path: "a", sha256: "b", maker: nil)
        (start.validation1Shot, start.validation5Shot) = (0.3, 0.4)
        figures.start = start
        #expect(curve("val 1-shot")[0] == (0, 0.3) && curve("val 5-shot")[0] == (0, 0.4))
        #expect(curve("training classes").map(\.x) == [1, 2, 3])
    }

    @Test("By passes, an epoch at four angles counts four times, with angles beside it twice")
    func passes() throws {
        func places(_ recipe: String) -> [Double] {
            let run = Samples.training(recipe, epochs: 10)
            let figures = TrainingFigures(epochs: run.epochs, recipe: run.recipe)
            return figures.curveByPasses("val 1-shot", \.validation1Shot).points.map(\.x)
        }
        #expect(places("baseline") == (1...10).map(Double.init))
        #expect(places("s2m2-r") == [4, 8, 12, 16, 20, 24, 28, 32, 34, 36])
    }

    @Test("A run that diverged is refused with the epoch's name, and old figures stay")
    func diverged() throws {
        try inFolder { folder in
            var epochs = Samples.training("baseline", epochs: 3).epochs
            try TrainingFigures(epochs: epochs).write(to: folder)
            epochs[2].loss = .nan
            let error = #expect(throws: UserError.self) {
                try TrainingFigures(epochs: epochs).write(to: folder)
            }
            #expect(error?.message.contains("“loss” at point 3") == true)
            #expect(
                FileManager.default.fileExists(atPath: folder.path + "/loss.svg"))
        }
    }
}
