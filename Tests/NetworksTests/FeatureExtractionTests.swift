import Backbones
import Datasets
import Features
import Files
import Foundation
import Images
import Layers
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport
import Weights

@Suite("Feature extraction")
struct FeatureExtractionTests {
    let images: DrawnImages
    let training: Pretraining
    let device = Device(threads: 1)
    var extractor: FeatureExtractor {
        FeatureExtractor(training.network)
    }

    init() throws {
        images = try DrawnImages()
        training = try images.training(
            .tiny("baseline", RecipeOverrides(imageSize: 32)), device: device)
        try training.run(until: 3)
    }

    /// The features of a checkpoint file.
    func features(
        _ url: URL, _ backbone: BackboneName? = nil, imageSize: Int? = nil,
        preprocessing: String? = nil
    ) throws -> FeatureTable {
        try FeatureExtractor(
            checkpoint: url, backbone: backbone, imageSize: imageSize,
            preprocessing: preprocessing.map(InputChoice.init), device: device,
            precision: { _, _ in .f32 }
        ).features(of: images.base)
    }

    /// The checkpoint as another program would write it: the backbone's tensors alone.
    func foreign(_ change: (inout Safetensors) -> Void = { _ in }) throws -> URL {
        var file = try images.saved(training)
        file.metadata = [:]
        for name in file.entries.keys {
            if ["classifier.", "rotation.", "optimizer."].contains(where: name.hasPrefix) {
                file.entries[name] = nil
            }
        }
        change(&file)
        let url = images.checkpoint("foreign-\(UUID().uuidString)")
        try file.write(to: url)
        return url
    }

    @Test("A table has a row for each image, in the order of the files")
    func order() throws {
        var calls: [[Int]] = []
        let table = try extractor.features(of: images.base, batchSize: 20) {
            calls.append([$0, $1])
        }
        #expect(table.dimension == 64 * 2 * 2 && table.count == 48)
        #expect(table.paths == images.base.files.map(\.path))
        #expect(table.labels == images.base.files.map(\.label))
        #expect(table.classes == images.base.classes)
        #expect(calls == [[20, 48], [40, 48], [48, 48]])
        // A class of its own has the same rows as among all.
        let some = images.base.files.filter { $0.label == 2 }
        let alone = try extractor.features(
            of: LabeledImages(classes: images.base.classes, files: some))
        for (row, file) in some.enumerated() {
            let place = images.base.files.firstIndex(of: file)!
            expectClose(
                Array(alone[row]), Array(table[place]), relative: 1e-4, absolute: 1e-5,
                file.path)
        }
        // Different images have different features.
        #expect(Set((0..<48).map { Array(table[$0]) }).count == 48)
    }

    @Test("A batch in groups, as mobile networks are computed, has the features of the batch")
    func groups() throws {
        let network = Network(
            MobileNetV3.named(isLarge: false),
            input: InputDescription(size: 160, .imageNet), device: device,
            precision: .f32)
        #expect(network.backbone.imagesAtOnce(imageSize: 160) == 3)
        var chance = Generator(seed: 3)
        let images = (0..<7 * 3 * 160 * 160).map { _ in Float(chance.normal()) }
        let pass = Pass(device, .evaluation, precision: .f32)
        let all = network.backbone.features(network.input(images, count: 7), in: pass).values()
        let grouped = FeatureExtractor(network).features(images, count: 7, in: pass)
        expectClose(grouped, all, relative: 1e-4, absolute: 1e-5)
    }

    @Test("Features of crops are their mean, repeat with the seed, and are not the whole image's")
    func crops() throws {
        func crops(_ count: Int, seed: UInt64) throws -> [Float] {
            try extractor.features(of: images.base, crops: count, using: Generator(seed: seed))
                .features
        }
        let one = try crops(1, seed: 5)
        let three = try crops(3, seed: 5)
        #expect(try crops(3, seed: 5) == three)
        #expect(try crops(3, seed: 6) != three)
        let whole = try extractor.features(of: images.base).features
        #expect(one != whole && three != whole)
        // The mean of more crops lies nearer to the mean of many.
        let many = try crops(12, seed: 7)
        func distance(_ a: [Float]) -> Float {
            zip(a, many).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        #expect(distance(three) < distance(one))
    }

    @Test("No image is an empty table")
    func empty() throws {
        let none = LabeledImages(classes: images.base.classes, files: [])
        #expect(try extractor.features(of: none).count == 0)
    }

    @Test("Features do not depend on the batches")
    func batches() throws {
        let table = try extractor.features(of: images.base, batchSize: 16)
        for size in [1, 7, 64] {
            let other = try extractor.features(of: images.base, batchSize: size)
            expectClose(
                other.features, table.features, relative: 1e-4, absolute: 1e-5,
                "batches of \(size)")
        }
    }

    @Test("Computing features changes nothing of the network or its training")
    func evaluationMode() throws {
        let before = try images.saved(training)
        let first = try extractor.features(of: images.base)
        let second = try extractor.features(of: images.base)
        #expect(first.features == second.features)
        #expect(try images.saved(training) == before)
    }

    @Test("A checkpoint's features are those of the network that saved it")
    func checkpoint() throws {
        try training.save(to: images.checkpoint())
        let table = try extractor.features(of: images.base)
        #expect(try features(images.checkpoint()).features == table.features)
        // What the file says of pixels counts, not what the caller believes.
        let other = try features(images.checkpoint(), preprocessing: "half")
        #expect(other.features == table.features)
    }

    @Test("A file of another program needs its backbone named, and then works without heads")
    func otherProgram() throws {
        let url = try foreign()
        let error = userError { _ = try features(url) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("Name it: conv4, ") == true)
        let table = try extractor.features(of: images.base)
        #expect(try features(url, .conv4, imageSize: 32).features == table.features)
        let other = try features(url, .conv4, imageSize: 32, preprocessing: "half")
        #expect(other.features != table.features)
        #expect(try features(url, .conv4, imageSize: 16).dimension == 64)
        // Counters are for those who train on.
        let bare = try foreign { file in
            for name in file.entries.keys where name.hasSuffix("num_batches_tracked") {
                file.entries[name] = nil
            }
        }
        #expect(try features(bare, .conv4, imageSize: 32).features == table.features)
    }

    @Test("Tensors of other programs may be of any precision, and wrapped for several devices")
    func otherPrecision() throws {
        let expected = try features(foreign(), .conv4, imageSize: 32).features
        let wrapped = try foreign { file in
            for (name, entry) in file.entries {
                file.entries[name] = nil
                let own = "module.\(name)"
                if name.hasSuffix("num_batches_tracked") {
                    // As .half() of everything leaves it.
                    file.entries[own] = .init(element: .f16, shape: [], data: Data(count: 2))
                } else {
                    let numbers: [Float] = entry.data.withUnsafeBytes {
                        Array($0.bindMemory(to: Float.self))
                    }
                    file.set(own, doubles: numbers.map { Double($0) }, shape: entry.shape)
                }
            }
        }
        #expect(try features(wrapped, .conv4, imageSize: 32).features == expected)
    }

    @Test("A checkpoint of another backbone is bad data that names a tensor")
    func otherBackbone() throws {
        try training.save(to: images.checkpoint())
        let error = userError { _ = try features(images.checkpoint(), .resnet12(width: 0.05)) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("has no tensor ") == true)
        let wide = try foreign { file in
            let values = [Float](repeating: 0, count: 32 * 3 * 9)
            file.set("block1.conv.weight", floats: values, shape: [32, 3, 3, 3])
        }
        let shape = userError { _ = try features(wide, .conv4) }
        #expect(shape?.kind == .badData)
        #expect(shape?.message.contains("block1.conv.weight has shape [32, 3, 3, 3]") == true)
    }

    @Test("Files that are missing or damaged, and sizes that cannot be, are refused in words")
    func refused() throws {
        let missing = userError { _ = try features(images.checkpoint("none"), .conv4) }
        #expect(missing?.kind == .missingInput)
        let text = try images.folder.write("not a checkpoint", to: "text.safetensors")
        #expect(userError { _ = try features(text, .conv4) }?.kind == .badData)
        try training.save(to: images.checkpoint())
        for size in [-1, 0, 15, 1025, Int.max] {
            let error = userError { _ = try features(images.checkpoint(), imageSize: size) }
            #expect(error?.kind == .usage)
            #expect(error?.message.contains("The image size is \(size)") == true)
        }
    }

    @Test("A header whose values cannot be is bad data, not a crash")
    func hostileHeaders() throws {
        let file = try images.saved(training)
        let changes: [(inout CheckpointHeader) -> Void] = [
            { $0.recipe.imageSize = .max }, { $0.recipe.imageSize = -32 },
            { $0.recipe.dropout = 1 }, { $0.normalization.mean = [0.5] },
            { $0.normalization.deviation = [] }, { $0.normalization.deviation = [1, 0, 1] },
            { $0.backbone = "conv5" }, { $0.classes = [] },
        ]
        for (index, change) in changes.enumerated() {
            try file.saying(change).write(to: images.checkpoint())
            let error = userError { _ = try features(images.checkpoint()) }
            #expect(error?.kind == .badData, "change \(index): \(error)")
            #expect(error?.message.contains(images.checkpoint().path) == true)
        }
    }

    @Test("An image that vanishes is named")
    func vanished() throws {
        let lost = images.base.files[30].url
        try FileManager.default.removeItem(at: lost)
        let error = userError { _ = try extractor.features(of: images.base) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(lost.path) == true)
    }
}
