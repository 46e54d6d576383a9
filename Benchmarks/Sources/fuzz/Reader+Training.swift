import Backbones
import Datasets
import Files
import Foundation
import Images
import Networks
import Recipes
import Records
import Tensors
import Training

/// Pictures, and what a training on them keeps to go on.
extension Reader {
    static func training() throws -> [Reader] {
        let jpeg = Image(
            width: 24, height: 16, pixels: (0..<24 * 16 * 3).map { UInt8(truncatingIfNeeded: $0) }
        ).jpeg()
        let names = ["ant/1", "ant/2", "bee/1", "bee/2"].map { "base/\($0).jpg" }
        let images = Dictionary(uniqueKeysWithValues: names.map { ($0, turned(jpeg)) })
        return [
            Reader(name: "picture", files: ["p.jpg": turned(jpeg)]) { folder in
                let bytes = try InputFile.read(folder.appending(path: "p.jpg"))
                do {
                    _ = try Image.decode(bytes)
                    _ = try Image.decode(bytes, atLeast: (4, 4))
                } catch let error as ImageError {
                    throw UserError(.badData, "\(error)")
                }
            },
            Reader(name: "folder of pictures", files: images) {
                _ = try Dataset.open($0).images(of: .base).scanned(threads: 1)
            },
        ] + (try kept(of: images))
    }

    /// Checkpoint, decoded pictures and record of a training of two steps.
    private static func kept(of images: [String: [UInt8]]) throws -> [Reader] {
        var overrides = RecipeOverrides()
        (overrides.imageSize, overrides.batchSize, overrides.epochs) = (16, 2, 2)
        let recipe = try Recipe.named("baseline").overridden(by: overrides)
        let device = Device(threads: 1)
        func start(_ base: LabeledImages) throws -> Pretraining {
            try Pretraining(
                .conv4, recipe: recipe, base: base, data: "data", normalization: .imageNet, seed: 1,
                device: device, precision: .f32)
        }
        var base = LabeledImages(classes: [], files: [])
        var key = ""
        let files = try written { folder in
            try fill(folder, with: images)
            let scan = try Dataset.open(folder).images(of: .base).scanned(threads: 1)
            let (view, url) = (recipe.trainingTransform, folder.appending(path: "pixels.cache"))
            (base, key) = (scan.accepted, PixelCache.key(hashes: scan.hashes, transform: view))
            _ = try PixelCache.make(
                of: base, hashes: scan.hashes, transform: view, at: url, limit: 1 << 20, threads: 1)
            let training = try start(base)
            _ = try training.trainEpoch(until: Interruption()) { _ in }
            try training.save(to: folder.appending(path: "last.safetensors"))
            let part = TrainingData.Part(classes: 2, images: 4, rejected: 0, fingerprint: "data")
            let record = RunRecord(
                command: "fewshot", recipe: recipe, overrides: overrides, backbone: "conv4",
                parameters: 1, seed: 1, threads: 1, precision: "f32", mean: [0, 0, 0],
                deviation: [1, 1, 1], data: TrainingData(path: "data", base: part),
                machine: Machine(
                    cpu: "", cores: 2, memory: 1, system: "", swift: "", fewshot: "",
                    libraries: [:]),
                started: Date())
            try JSONFile.write(record, to: folder.appending(path: "run.json"))
            // The pictures are read no more.
            try FileManager.default.removeItem(at: folder.appending(path: "base"))
        }
        func only(_ name: String) -> [String: [UInt8]] { files.filter { $0.key == name } }
        return [
            Reader(name: "checkpoint to go on", files: only("last.safetensors")) {
                try start(base).resume(from: $0.appending(path: "last.safetensors"))
            },
            Reader(name: "pixels.cache", files: only("pixels.cache")) {
                guard PixelCache($0.appending(path: "pixels.cache"), key: key) != nil else {
                    throw UserError(.badData, "It is none of this key.")
                }
            },
            Reader(name: "run.json", files: only("run.json")) {
                let _: RunRecord = try JSONFile.read(from: $0.appending(path: "run.json"))
            },
        ]
    }

    /// A JPEG file with a camera's mark that it lies on its side: Exif, one entry.
    private static func turned(_ jpeg: [UInt8]) -> [UInt8] {
        let directory: [UInt8] = [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        let exif = Array("Exif\0\0MM\0*\0\0\0\u{8}".utf8) + directory
        return jpeg[..<2] + [0xff, 0xe1, 0, UInt8(exif.count + 2)] + exif + jpeg[2...]
    }
}
