import Experiments
import Foundation
import Networks
import Recipes
import Tensors
import Testing
import Training
import TrainingSupport

@Suite("The description of a trained network")
struct DescriptionTests {
    @Test("a training that is stopped while it is made has not ended, and goes on to make it")
    func stopped() throws {
        let images = try DrawnImages()
        var pretrain = try Pretrain(
            data: images.folder.file("data"), output: images.folder.file("run"),
            recipe: .tiny("baseline"))
        func run() throws -> (isEnded: Bool, hasMean: Bool) {
            let interruption = Interruption()
            let isFirst = !pretrain.resume
            let setting = try Setting(
                command: "test", threads: 1, precision: .f32,
                say: { if isFirst && $0.hasPrefix("Epoch 2/2") { interruption.ask() } },
                warn: { _ in })
            let record = try pretrain.run(setting, until: interruption)
            let network = try FeatureExtractor(
                checkpoint: images.folder.file("run/best.safetensors"),
                device: Device(threads: 1), precision: { _, _ in .f32 })
            return (record.ended != nil, network.storedMean != nil)
        }
        #expect(try run() == (false, false))
        pretrain.resume = true
        #expect(try run() == (true, true))
    }
}
