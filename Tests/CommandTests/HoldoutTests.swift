import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot pretrain --holdout")
struct HoldoutTests {
    private struct Run: Decodable {
        struct Data: Decodable {
            struct Part: Decodable { let images: Int }
            struct HeldOut: Decodable, Equatable {
                let share: Double
                let images: Int
                let fingerprint: String
            }
            let base: Part
            let heldOut: HeldOut?
            let trainImages: Int?
        }
        let data: Data
        let peakMemory: UInt64
    }

    private func pretrain(_ output: URL, _ words: [String]) throws -> Command {
        try Command(["pretrain", Fixture.data.path, "--output", output.path] + words)
    }

    private func record(_ output: URL) throws -> Run {
        try JSONDecoder().decode(
            Run.self, from: Data(contentsOf: output.appending(path: "run.json")))
    }

    @Test("is recorded, the same for every recipe, another for another seed, and part of the run")
    func recorded() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let words = Fixture.small + ["--one-phase", "--batch-size", "16", "--holdout", "0.1"]
        var runs: [Run] = []
        for (name, more) in [
            ("a", []), ("b", ["--recipe", "cutmix+rotation", "--train-images", "15"]),
            ("c", ["--seed", "1"]),
        ] {
            let output = folder.url.appending(path: name)
            let run = try pretrain(output, words + more)
            #expect(run.status == 0, "\(run.errors)")
            runs.append(try record(output))
        }
        // Four classes of 24 images: two of each are held out.
        #expect(runs.map(\.data.base.images) == [88, 60, 88])
        #expect(runs.map(\.data.heldOut?.images) == [8, 8, 8])
        #expect(runs.map(\.data.heldOut?.share) == [0.1, 0.1, 0.1])
        #expect(runs.map(\.data.trainImages) == [nil, 15, nil])
        #expect(runs[0].data.heldOut == runs[1].data.heldOut)
        #expect(runs[0].data.heldOut != runs[2].data.heldOut)
        // More than the program's own code and less than a machine has.
        #expect(runs.allSatisfy { $0.peakMemory > 10 << 20 && $0.peakMemory < 8 << 30 })

        let output = folder.url.appending(path: "a")
        let again = try pretrain(output, words + ["--resume"])
        #expect(again.status == 0, "\(again.errors)")
        let other = try pretrain(output, words + ["--holdout", "0.2", "--resume"])
        #expect(other.status == 64)
        #expect(other.errors.contains("holdout was 0.1 and is now 0.2."))
        for (more, part) in [
            (["--holdout", "1.5"], "--holdout is 1.5"),
            (["--train-images", "0"], "--train-images"),
            (["--cutout", "0"], "--cutout is 0"),
            (["--feature-dropout", "1"], "--feature-dropout"),
        ] {
            let refused = try pretrain(folder.url.appending(path: "d"), words + more)
            #expect(refused.status == 64 && refused.errors.contains(part), "\(refused.errors)")
        }
    }
}
