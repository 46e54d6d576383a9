import Files
import Layers
import Networks
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Hidden states")
struct HiddenStatesTests {
    let images: DrawnImages
    let training: Pretraining

    init() throws {
        images = try DrawnImages(classes: 2, count: 8)
        training = try images.training(.tiny("baseline"))
        try training.run(until: 2)
    }

    @Test("States are those between the stages, from the image to the features, image by image")
    func stages() throws {
        let extractor = FeatureExtractor(training.network)
        let places = [7, 0, 3]
        let states = try extractor.hiddenStates(
            of: images.base, places: places, batchSize: 2)
        try #require(
            states.map(\.shape) == [[3, 16, 16], [64, 8, 8], [64, 4, 4], [64, 2, 2], [64]])
        #expect(states.allSatisfy { $0.values.count == 3 * $0.size })
        let table = try extractor.features(of: images.base)
        let network = training.network
        for (row, place) in places.enumerated() {
            func own(_ layer: Int) -> [Float] {
                let size = states[layer].size
                return Array(states[layer].values[(row * size)..<((row + 1) * size)])
            }
            expectClose(own(4), Array(table[place]), relative: 1e-4, absolute: 1e-5)
            for layer in network.backbone.mixingLayers {
                let pass = Pass(network.device, .evaluation, precision: .f32)
                var seen: [Float] = []
                _ = network.backbone.features(
                    network.input(own(0), count: 1), in: pass, at: layer
                ) {
                    seen = $0.values()
                    return $0
                }
                expectClose(own(layer), seen, relative: 1e-4, absolute: 1e-5, "layer \(layer)")
            }
        }
    }

    @Test("A network that overflows is an error that names the image and the layer")
    func notFinite() throws {
        var file = try images.saved(training)
        let shape = try #require(file.entries["block2.bn.weight"]?.shape)
        file.set(
            "block2.bn.weight", floats: [Float](repeating: 3e38, count: 64), shape: shape)
        file.set("block2.bn.bias", floats: [Float](repeating: 3e38, count: 64), shape: shape)
        let url = images.checkpoint("loud")
        try file.write(to: url)
        let extractor = try FeatureExtractor(
            checkpoint: url, device: training.network.device, precision: { _, _ in .f32 })
        #expect(extractor.header?.classes == images.base.classes)
        let error = #expect(throws: UserError.self) {
            try extractor.hiddenStates(of: images.base, places: [1])
        }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(images.base.files[1].path) == true)
        #expect(error?.message.contains("layer 2") == true)
    }

    @Test("Averages are over the finest square grid that fits, whatever it leaves over")
    func averages() {
        // Two channels of 3 × 5: 0, 1, 2 … row by row.
        let state = HiddenState(shape: [2, 3, 5], values: (0..<30).map(Float.init))
        #expect(state.averaged(toAtMost: 30).values == state.values)
        // Rows {0, 1} and {2}, columns {0, 1, 2} and {3, 4}.
        let grid = state.averaged(toAtMost: 17)
        #expect(grid.shape == [2, 2, 2])
        #expect(grid.values == [3.5, 6, 11, 13.5, 18.5, 21, 26, 28.5])
        // A mean of fifteen numbers, by whichever order of sums.
        let means = state.averaged(toAtMost: 7).values
        #expect(means.count == 2 && abs(means[0] - 7) < 1e-5 && abs(means[1] - 22) < 1e-5)
        // A single cell is the least, and vectors have no space to average over.
        #expect(state.averaged(toAtMost: 1).shape == [2, 1, 1])
        let vector = HiddenState(shape: [4], values: [1, 2, 3, 4])
        #expect(vector.averaged(toAtMost: 2).values == [1, 2, 3, 4])
        let two = HiddenState(shape: [1, 2, 2], values: [1, 2, 3, 6, 10, 10, 10, 30])
        #expect(two.averaged(toAtMost: 3).values == [3, 15])
    }
}
