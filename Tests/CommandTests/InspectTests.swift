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
}
