import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

extension BackboneReference {
    /// Holds features, a training step's gradients and statistics against the
    func expectStep(
        winograd: Bool, gradients tolerance: Double,
        ofImages: Bool = true
    ) throws {
        let network = try ReferenceNetwork(self, winograd: winograd)
        let (store, backbone) = (network.store, network.backbone)
        expectNames(of: store)
        let images = network.tensor(images, needsGradient: ofImages)
        let classifier = network.tensor(classifier, needsGradient: true)

        let evaluated = backbone.features(
            images, in: Pass(network.device, .evaluation, precision: .f32))
        evaluatedFeatures.expect(
            evaluated.values(), relative: 1e-4, "\(self.name), features in evaluation")

        let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .f32)
        let features = backbone.features(images, in: pass)
        #expect(features.shape == self.features.shape)
        self.features.expect(
            features.values(), relative: 1e-4, "\(self.name), features in training")
        let scores = pass.tape.linear(features, weights: classifier)
        let loss = pass.tape.crossEntropy(scores, labels: labels).loss
        expectClose(loss.scalar, self.loss, relative: 1e-4, absolute: 0, "loss")

        pass.tape.backward(from: loss)
        var leaves = store.parameters
        leaves["images"] = images
        leaves["classifier.weight"] = classifier
        for name in gradientNames where ofImages || name != "images" {
            let gradient = try #require(leaves[name]?.gradient(), "no gradient of \(name)")
            try expectGradient(name, gradient, relative: tolerance)
        }
        for name in statisticsNames {
            try expectStatistics(
                name, try #require(store.statistics[name]).values(), relative: 1e-4)
        }
        #expect(store.counters.values.allSatisfy { $0.value == 1 })
    }

    /// No more names than PyTorch's state dict has, and a counter of batches beside each running
    /// mean; that all are there, in their shapes, the network's making has shown.
    private func expectNames(of store: ParameterStore) {
        let ours = Set(store.parameters.keys).union(store.statistics.keys)
        let theirs = gradientNames + statisticsNames
        #expect(ours.subtracting(theirs).sorted() == [])
        let counted = store.counters.keys.map {
            $0.replacing("num_batches_tracked", with: "running_mean")
        }
        #expect(counted.sorted() == store.statistics.keys.filter { $0.hasSuffix("mean") }.sorted())
    }
}
