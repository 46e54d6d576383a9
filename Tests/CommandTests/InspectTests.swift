import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot inspect")
struct InspectTests {
    @Test("of weights whose pixels nobody knows it says where a person may say them")
    func unknownPixels() throws {
        // A ResNet-18 of the few-shot form.
        var file = Safetensors()
        file.set("conv1.weight", floats: [Float](repeating: 0, count: 27), shape: [1, 3, 3, 3])
        for layer in 1...4 {
            for block in 0..<2 {
                file.set(
                    "layer\(layer).\(block).conv1.weight",
                    floats: [Float](repeating: 0, count: 64), shape: [64, 1, 1, 1])
            }
        }
        let folder = try TemporaryFolder()
        try file.write(to: folder.file("weights.safetensors"))
        let run = try Command(["inspect", folder.file("weights.safetensors").path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Images: not known. "), "\(run.output)")
        #expect(run.output.contains(" See fewshot eval --preprocessing."), "\(run.output)")
    }

    @Test("it lists tensors that nothing can be computed with, in the words of who refuses them")
    func unusable() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let weights = folder.file("weights.safetensors")
        #expect(
            try Command(["export", Fixture.run.path, "--output", weights.path]).status == 0)
        #expect(try !Command(["inspect", weights.path]).output.contains("Not usable"))
        var file = try Safetensors(contentsOf: weights)
        let names = file.entries.keys.sorted()
        let variances = try #require(names.first { $0.hasSuffix("running_var") })
        let means = variances.replacing("running_var", with: "running_mean")
        for (count, name) in [(1, variances), (2, means)] {
            let shape = try #require(file.entries[name]?.shape)
            let number: Float = name == means ? .nan : -1
            file.set(name, floats: [Float](repeating: number, count: shape[0]), shape: shape)
            try file.write(to: weights)
            let refused = try Command([
                "eval", Fixture.data.path, "--checkpoint", weights.path, "--precision", "f32",
                "--report", folder.file("report.md").path,
            ])
            #expect(refused.status == 65, "\(refused.errors)")
            let line = try #require(refused.errors.split(separator: "\n").last)
            let reason = line.replacing("Error: ", with: "")
            let inspected = try Command(["inspect", weights.path])
            #expect(inspected.status == 0, "\(inspected.errors)")
            #expect(inspected.output.contains("Not usable (\(count)):\n  \(reason)"), "\(reason)")
        }
    }
}
