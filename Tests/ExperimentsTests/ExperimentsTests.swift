import Experiments
import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite("What a person typed")
struct WordsTests {
    private func setting(threads: Int? = nil) throws -> Setting {
        try Setting(
            command: "fewshot", threads: threads, precision: .f32, say: { _ in }, warn: { _ in })
    }

    @Test("a setting takes the machine's threads and refuses what cannot be")
    func setting() throws {
        #expect(try setting().threads == ProcessInfo.processInfo.activeProcessorCount)
        #expect(try setting(threads: 3).threads == 3)
        for threads in [0, -1, 2000] {
            let error = #expect(throws: UserError.self) { try setting(threads: threads) }
            #expect(error?.kind == .usage)
        }
    }

    @Test("normalisation is three numbers, and nothing divides by zero")
    func normalization() throws {
        let none = try NormalizationChoice(mean: nil, deviation: nil)
        #expect(none == NormalizationChoice())
        let mean = try NormalizationChoice(mean: "0,0.5,1", deviation: nil)
        #expect(mean.mean == [0, 0.5, 1] && mean.deviation == nil)
        for (mean, deviation) in [("1,2", nil), ("a,b,c", nil), (nil, "1,0,1"), (nil, "nan,1,1")]
            as [(String?, String?)]
        {
            #expect(throws: UserError.self) {
                try NormalizationChoice(mean: mean, deviation: deviation)
            }
        }
    }
}

@Suite("Run folders")
struct RunFolderTests {
    @Test("a checkpoint is a file, or the best and else the last of a folder")
    func checkpoint() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: UserError.self) { try RunFolder.checkpoint(at: folder.url) }
        #expect(error?.kind == .missingInput)
        try folder.write("x", to: "last.safetensors")
        #expect(
            try RunFolder.checkpoint(at: folder.url).lastPathComponent == "last.safetensors")
        try folder.write("x", to: "best.safetensors")
        #expect(
            try RunFolder.checkpoint(at: folder.url).lastPathComponent == "best.safetensors")
        let file = folder.file("last.safetensors")
        #expect(try RunFolder.checkpoint(at: file) == file)
        #expect(throws: UserError.self) { try RunFolder.checkpoint(at: folder.file("none")) }
    }
}
