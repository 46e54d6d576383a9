import Datasets
import Features
import Files
import Foundation
import Images
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

/// Files that change between two readings: what is computed is of the bytes that were hashed.
@Suite("Files that are replaced meanwhile")
struct ReplacedFilesTests {
    /// Scanned images of which one then takes the bytes of another: a good picture still.
    private func replaced() throws -> (images: DrawnImages, scanned: LabeledImages, name: String) {
        let images = try DrawnImages()
        let scanned = images.base.scanned(threads: 2).accepted
        let file = scanned.files[20]
        try Data(contentsOf: scanned.files[0].url).write(to: file.url)
        return (images, scanned, file.url.path)
    }

    private func error(_ body: () throws -> Void) -> UserError? {
        do {
            try body()
            return nil
        } catch { return error as? UserError }
    }

    @Test("an image that is another one now ends an extraction, and no cache is written")
    func extraction() throws {
        let (images, scanned, name) = try replaced()
        let extractor = FeatureExtractor(
            try images.training(.tiny("baseline")).network)
        let folder = images.folder.file("cache")
        let key = FeatureCache.Key(
            checkpoint: "c", backbone: "conv4", data: "d", imageSize: 16, precision: "f32",
            instructions: "", arithmetic: 1)
        for crops in [nil, 2] {
            let refused = error {
                _ = try FeatureCache(in: folder).table(key) {
                    guard let crops else { return try extractor.features(of: scanned) }
                    return try extractor.features(
                        of: scanned, crops: crops, using: Generator(seed: 0))
                }
            }
            #expect(refused?.kind == .badData)
            #expect(refused?.message.contains("\(name) has changed since it was scanned") == true)
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }
    }

    @Test("training without kept pixels and validation end too")
    func training() throws {
        let (images, scanned, name) = try replaced()
        defer { withExtendedLifetime(images) {} }
        for view in [
            View.training(TrainingTransform(size: 16), Generator(seed: 1)),
            .evaluation(EvaluationTransform(size: 16)),
        ] {
            let loader = BatchLoader(
                files: scanned, order: Array(scanned.files.indices), batchSize: 8, transform: view,
                threads: 2, readers: 1)
            let refused = error { while try loader.next() != nil {} }
            #expect(refused?.kind == .badData)
            #expect(refused?.message.contains("\(name) has changed since it was scanned") == true)
        }
    }

    @Test("the same bytes are the same image, wherever they were meanwhile")
    func restored() throws {
        let (images, scanned, _) = try replaced()
        let fresh = try DrawnImages()
        let (place, original) = (scanned.files[20].url, fresh.base.files[20].url)
        try Data(contentsOf: original).write(to: place)
        let extractor = FeatureExtractor(
            try images.training(.tiny("baseline")).network)
        #expect(
            try extractor.features(of: scanned).features
                == extractor.features(of: fresh.base).features)
    }

    @Test("a checkpoint's hash is that of the bytes that were loaded")
    func checkpoint() throws {
        let images = try DrawnImages()
        let url = images.checkpoint()
        try images.training(.tiny("baseline"), seed: 1).save(to: url)
        let first = try Fingerprint.sha256(contentsOf: url)
        let second = try images.training(.tiny("baseline"), seed: 2)
        // By the time that the precision is asked for, the file was read.
        let extractor = try FeatureExtractor(checkpoint: url, device: Device(threads: 1)) { _, _ in
            #expect(throws: Never.self) { try second.save(to: url) }
            return .f32
        }
        #expect(extractor.sha256 == first)
        #expect(try Fingerprint.sha256(contentsOf: url) != first)
        let start = try images.training(.tiny("baseline"), seed: 3)
        try start.start(from: StoredWeights(contentsOf: url))
        let started = images.checkpoint("started")
        try start.save(to: started)
        #expect(
            try Checkpoint.header(of: Safetensors(contentsOf: started))?.start
                == Fingerprint.sha256(contentsOf: url))
    }

    @Test("a file that changes while it is read is refused")
    func reading() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("one", to: "features.npz")
        let quiet = try Fingerprint.withSHA256(of: file) { try InputFile.readText($0) }
        #expect(quiet.value == "one" && quiet.sha256 == Fingerprint.sha256("one"))
        for other in ["two", "one"] {
            let refused = error {
                _ = try Fingerprint.withSHA256(of: file) { file in
                    try AtomicFile.write("two", to: file)
                    try AtomicFile.write(other, to: file)
                }
            }
            #expect(refused?.kind == .badData)
            #expect(refused?.message.contains(file.path) == true)
        }
    }
}
