import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot flattening")
struct FlatteningTests {
    private struct Record: Decodable {
        struct Spread: Decodable, Equatable {
            let deviations: [Double]
            let directions, wideDirections, sumShare, rank: Double
        }
        struct Run: Decodable, Equatable {
            let accuracy, negativeLogLikelihood: Double
            let trained, new: Spread
        }
        struct Method: Decodable, Equatable {
            let name: String
            let runs: [Run]
        }
        let methods: [Method]
    }

    private func flattening(_ folder: URL, _ words: [String]) throws -> Command {
        try Command(["flattening", "--output", folder.path, "--threads", "1"] + words)
    }

    private func methods(_ folder: URL) throws -> [Record.Method] {
        let run = try flattening(
            folder, ["--seeds", "2", "--pictures", "300", "--epochs", "15"])
        #expect(run.status == 0, "\(run.errors)")
        return try JSONDecoder().decode(
            Record.self, from: Data(contentsOf: folder.appending(path: "flattening.json"))
        ).methods
    }

    @Test("networks that have learned name new glyphs; measures are what they can be, and repeat")
    func learns() throws {
        let folder = try TemporaryFolder()
        let methods = try methods(folder.url.appending(path: "a"))
        #expect(methods.count == 4 && methods.allSatisfy { $0.runs.count == 2 })
        // A guess is right in one of ten, give or take one in a hundred.
        for run in methods[0].runs { #expect(run.accuracy > 0.14) }
        for run in methods.flatMap(\.runs) {
            #expect(run.negativeLogLikelihood > 0)
            for spread in [run.trained, run.new] {
                #expect(spread.deviations.count == 12)
                #expect(
                    zip(spread.deviations, spread.deviations.dropFirst()).allSatisfy { $0 >= $1 })
                #expect((0...12).contains(spread.directions) && (1...12).contains(spread.rank))
                #expect(spread.wideDirections <= spread.directions && spread.sumShare > 0)
            }
        }
        #expect(Set(methods.map(\.runs[0].negativeLogLikelihood)).count == 4)
        let few = try self.flattening(folder.url, ["--pictures", "99"])
        #expect(few.status == 64)
        #expect(few.errors.contains("--pictures is 99; it must be from 100 to 10000."))
        for words in [["--seeds", "101"], ["--pictures", "10001"], ["--epochs", "1000001"]] {
            let many = try self.flattening(folder.url, words)
            #expect(many.status == 64 && many.errors.contains("it must be from "))
        }
        let text = try InputFile.readText(folder.url.appending(path: "a/flattening.md"))
        #expect(text.contains("flattening-figures/deviations.svg"))
        #expect(try self.methods(folder.url.appending(path: "b")) == methods)
    }
}
