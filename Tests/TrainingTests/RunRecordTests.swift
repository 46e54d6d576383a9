import Files
import Foundation
import Recipes
import Records
import Testing

@Suite("Run records")
struct RunRecordTests {
    @Test("A record comes back equal from its file, a seed of 64 bits and a lost loss too")
    func roundTrip() throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path:
                "fewshot-run-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let overrides = RecipeOverrides(epochs: 3, onePhase: true)
        let part = TrainingData.Part(classes: 64, images: 38_400, rejected: 2, fingerprint: "ab")
        var record = RunRecord(
            command: "fewshot pretrain Data --output Run", recipe: .s2m2r, overrides: overrides,
            backbone: "conv4", parameters: 113_088, seed: .max, threads: 2, precision: "f32",
            mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225],
            data: TrainingData(path: "Data", base: part),
            machine: .current(fewshot: "0.1", libraries: ["oneDNN": "2.6.3"]),
            started: Date(timeIntervalSince1970: 1_700_000_000))
        record.recipe = try Recipe.s2m2r.overridden(by: overrides)
        record.epochs = [TrainingLogTests.row(1), TrainingLogTests.row(2)]
        record.bestEpoch = 2
        try JSONFile.write(record, to: file)
        #expect(try JSONFile.read(RunRecord.self, from: file) == record)

        record.epochs[0].loss = .nan
        try JSONFile.write(record, to: file)
        #expect(try JSONFile.read(RunRecord.self, from: file).epochs[0].loss.isNaN)
    }

    @Test("This machine has a name, cores, memory and a compiler")
    func machine() {
        let machine = Machine.current(fewshot: "0.1", libraries: [:])
        #expect(!machine.cpu.isEmpty && !machine.system.isEmpty)
        #expect(machine.cores >= 1 && machine.memory > 1 << 28)
        #expect(machine.swift.hasPrefix("6."))
    }
}
