import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot export")
struct ExportTests {
    private let folder = try! TemporaryFolder()

    @Test("weights rounded to half precision are half as large, and nearly the same")
    func half() throws {
        try #require(Fixture.isReady)
        let (whole, half) = (folder.file("whole.safetensors"), folder.file("half.safetensors"))
        var counts: [Substring?] = []
        for (path, more) in [(whole, []), (half, ["--half"])] {
            let command = try Command(["export", Fixture.run.path, "--output", path.path] + more)
            #expect(command.status == 0, "\(command.errors)")
            let inspected = try Command(["inspect", path.path])
            counts.append(inspected.output.firstMatch(of: #/[\d.]+ M weights/#)?.0)
        }
        #expect(counts[0] != nil && counts[0] != "0.0 M weights" && counts[1] == counts[0])
        let files = try [whole, half].map { try Safetensors(contentsOf: $0) }
        #expect(files[0].metadata == files[1].metadata)
        #expect(Set(files[0].entries.keys) == Set(files[1].entries.keys))
        for (name, entry) in files[1].entries where entry.element == .f16 {
            #expect(entry.shape.count > 1, "\(name)")
            for (rounded, exact) in try zip(files[1].floats(name), files[0].floats(name)) {
                #expect(abs(rounded - exact) <= 0x1p-11 * abs(exact) + 0x1p-25, "\(name)")
            }
        }
        let kernels = files[1].entries.filter { $0.value.element == .f16 }.count
        #expect(kernels == files[0].entries.filter { $0.value.shape.count > 1 }.count)
        #expect(kernels > 0)
        let run = try Command([
            "eval", Fixture.data.path, "--checkpoint", half.path, "--way", "3", "--shot", "1",
            "--query", "3", "--episodes", "20", "--report", folder.file("report.md").path,
        ])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test("a card says whether the weights are rounded")
    func card() throws {
        try #require(Fixture.isReady)
        for options in [[], ["--half"]] {
            let card = folder.file("card\(options.count).md")
            let command = try Command(
                [
                    "export", Fixture.run.path, "--card", card.path, "--output",
                    folder.file("weights\(options.count).safetensors").path,
                ] + options)
            #expect(command.status == 0, "\(command.errors)")
            let text = try String(contentsOf: card, encoding: .utf8)
            #expect(text.contains("rounded to half precision") == !options.isEmpty)
        }
        let card = folder.file("again.md")
        let again = try Command([
            "export", folder.file("weights1.safetensors").path, "--card", card.path,
            "--output", folder.file("again.safetensors").path,
        ])
        #expect(again.status == 0, "\(again.errors)")
        let text = try String(contentsOf: card, encoding: .utf8)
        #expect(text.contains("rounded to half precision") && !text.contains("```bibtex"))
    }

    @Test("a number that half precision does not hold is refused")
    func tooLarge() throws {
        var file = Safetensors()
        file.set("w", floats: [1, 70_000], shape: [1, 2])
        #expect(throws: UserError.self) { try file.halve("w") }
    }
}
