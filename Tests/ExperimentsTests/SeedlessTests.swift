import Experiments
import Foundation
import Recipes
import Records
import Testing
import TrainingSupport

@Suite("Trainings that differ in their seed alone")
struct SeedlessTests {
    private static func finished(seed: UInt64 = 0) throws -> RunRecord {
        RunRecord(
            command: "fewshot pretrain --seed \(seed)", recipe: try .tiny("baseline"),
            overrides: RecipeOverrides(), backbone: "conv4", parameters: 113_088, seed: seed,
            threads: 1, precision: "f32", mean: [0.5, 0.5, 0.5], deviation: [0.2, 0.2, 0.2],
            data: TrainingData(
                path: "data",
                base: .init(classes: 4, images: 80, rejected: 0, fingerprint: "base"),
                val: .init(classes: 5, images: 100, rejected: 0, fingerprint: "val")),
            machine: .current(fewshot: "0.1", libraries: [:]), started: Date(), ended: Date())
    }

    @Test("whatever else differs makes it another, and an unfinished one is none")
    func changed() throws {
        let own = try #require(try Self.finished().seedlessFingerprint)
        #expect(try Self.finished(seed: 1).seedlessFingerprint == own)
        let changes: [(inout RunRecord) -> Void] = [
            { $0.recipe.phases[0].epochs += 1 }, { $0.recipe.imageSize *= 2 },
            { $0.recipe.phases[0].optimizer.learningRate *= 2 }, { $0.backbone = "conv4-signed" },
            { $0.precision = "bf16" }, { $0.mean[0] = 0.4 }, { $0.deviation[2] = 0.3 },
            { $0.data.base.fingerprint = "other" }, { $0.data.val = nil },
            { $0.data.trainImages = 30 }, { $0.ended = nil },
            { $0.start = TrainingStart(path: "file", sha256: "weights", maker: nil) },
        ]
        for (number, change) in changes.enumerated() {
            var other = try Self.finished(seed: 1)
            change(&other)
            #expect(try other.seedlessFingerprint != own, "change \(number)")
        }
        var unfinished = try Self.finished()
        unfinished.ended = nil
        #expect(try unfinished.seedlessFingerprint == nil)
    }

    @Test("images that the seed held out are not compared, but their share is")
    func heldOut() throws {
        func print(seed: UInt64, share: Double) throws -> String? {
            var run = try Self.finished(seed: seed)
            run.data.base.fingerprint = "base of \(seed)"
            run.data.heldOut = .init(share: share, images: 8, fingerprint: "held out by \(seed)")
            return try run.seedlessFingerprint
        }
        let own = try print(seed: 0, share: 0.1)
        #expect(try print(seed: 1, share: 0.1) == own)
        #expect(try print(seed: 1, share: 0.2) != own)
    }

    @Test("a stage before is compared by its record, a file of weights by its bytes")
    func starts() throws {
        func print(_ maker: RunRecord?, _ sha256: String) throws -> String? {
            var run = try Self.finished(seed: maker?.seed ?? 0)
            run.start = TrainingStart(path: "stage-1", sha256: sha256, maker: maker)
            return try run.seedlessFingerprint
        }
        let own = try print(Self.finished(), "a")
        #expect(try print(Self.finished(seed: 1), "b") == own)
        var longer = try Self.finished(seed: 1)
        longer.recipe.phases[0].epochs += 1
        #expect(try print(longer, "b") != own)
        #expect(try print(nil, "a") != print(nil, "b"))
    }
}
