import Datasets
import Files
import Foundation
import Networks
import Randomness
import Records
import Reports
import Statistics
import Training

extension Classify {
    /// Sets what of the network is adapted to the examples; nothing where no word is given.
    ///
    /// - Throws: `UserError.usage` naming what there is.
    public mutating func choose(adaptation word: String?) throws {
        guard let word else { return }
        var evaluate = Evaluate(.images(ImageFeatures(support, by: [])))
        try evaluate.choose(adaptations: [word])
        adaptation = evaluate.adaptations.first
    }

    /// Does nothing where the network can be adapted.
    func requireAdaptable() throws {
        guard adaptation != nil else { return }
        try AdaptationObstacle.refuse([
            .noNetwork: features != nil,
            .severalNetworks: checkpoints.count > 1,
            .classifier: classVectors != nil || transform != .l2
                || classifier.name != Self.usualClassifierName,
            .corrections: corrections != nil,
        ])
    }

    /// Gives the images the labels of the network adapted to the examples, as `TaskAdapter` does it.
    ///
    /// Which images are none of the classes, and how many labels to expect right, stays what the
    /// network as it was says: of the adapted one the examples tell nothing, for it has seen them.
    func adapt(
        _ record: inout ClassificationRecord, to examples: LabeledImages, _ images: LabeledImages,
        by checkpoint: URL, _ setting: Setting
    ) throws {
        guard let adaptation else { return }
        let started = Date()
        let extractor = try network.extractor(of: checkpoint, on: setting.makeDevice()) { _, _ in
            .f32
        }
        func reader(_ images: LabeledImages) -> TaskImages {
            TaskImages(
                images: images, input: extractor.network.input, leastCrop: extractor.leastCrop,
                threads: setting.threads)
        }
        let adapter = TaskAdapter(
            TaskAdaptation(extractor.network, adaptation), reader(examples),
            rates: TaskAdapter.rates(adaptation))
        let support = examples.classes.indices.map { label in
            examples.files.indices.filter { examples.files[$0].label == label }
        }
        if support.contains(where: { $0.count == 1 }) { setting.warnOfCrops() }
        try adapter.adapt(to: support, using: Generator(seed: setting.seed).stream("adapt"))
        var said: [ExactText: [Double]] = [:]
        for start in stride(from: 0, to: images.files.count, by: 64) {
            let places = Array(start..<min(start + 64, images.files.count))
            let scores = try adapter.scores(of: places, in: reader(images))
            for (row, place) in places.enumerated() {
                var own = (0..<support.count).map { Double(scores[row * support.count + $0]) }
                own.withUnsafeMutableBufferPointer {
                    Softmax.apply(
                        to: $0.baseAddress!, count: $0.count,
                        inverse: 1 / (adapter.choice.temperature ?? 1))
                }
                said[ExactText(images.files[place].path)] = own
            }
        }
        let classes = record.classes
        record.answers = record.answers.map { answer in
            let own = said[ExactText(answer.path)]!
            return ClassificationRecord.Answer(
                path: answer.path,
                label: answer.label == nil ? nil : classes[own.firstIndex(of: own.max()!)!],
                probabilities: own, typicality: answer.typicality)
        }
        let rate = adapter.choice.rate
        let seconds = Format.fixed(Date().timeIntervalSince(started), decimals: 1)
        setting.say(
            rate > 0
                ? "The network was adapted (\(adaptation.rawValue)) at the learning rate \(rate) in "
                    + "\(seconds) s. How many labels are right is told of the network as it was."
                : "Labels are those of a linear probe of crops: examples that were left out are "
                    + "likeliest where nothing more is adapted (\(seconds) s).")
    }
}

extension Setting {
    /// Says what a learning rate rests on where a class has one example.
    func warnOfCrops() {
        warn(
            "Of one example of a class none can be left out: learning rates are chosen by crops of "
                + "the examples themselves, which is no evidence about other photos.")
    }
}
