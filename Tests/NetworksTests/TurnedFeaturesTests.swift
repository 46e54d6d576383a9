import Datasets
import Foundation
import Images
import Networks
import Tensors
import TestSupport
import Testing
import TrainingSupport

@Suite("Features of turned images")
struct TurnedFeaturesTests {
    private let images: DrawnImages
    private let extractor: FeatureExtractor

    init() throws {
        images = try DrawnImages(classes: 2, count: 8)
        extractor = FeatureExtractor(
            try images.training(.tiny("baseline"), device: Device(threads: 1)).network)
    }

    @Test("The first table is of the images as they are")
    func upright() throws {
        let plain = try extractor.features(of: images.base)
        let turned = try extractor.features(ofTurned: images.base, batchSize: 5)
        #expect(turned.count == 4 && turned.allSatisfy { $0.paths == plain.paths })
        for (a, b) in zip(turned[0].features, plain.features) { #expect(abs(a - b) < 1e-4) }
    }

    @Test("The others are as of files whose pictures were turned counter-clockwise")
    func turned() throws {
        // Stored without noticeable loss, as they are and turned by one quarter.
        func stored(_ quarterTurns: Int) throws -> LabeledImages {
            LabeledImages(
                classes: images.base.classes,
                files: try images.base.files.map { file in
                    let url = images.folder.file("turned/\(quarterTurns)/\(file.path)")
                    try FileManager.default.createDirectory(
                        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                    let image = try file.decode().rotated(quarterTurns: quarterTurns)
                    try Data(image.jpeg(quality: 100)).write(to: url)
                    return ImageFile(url: url, path: file.path, label: file.label)
                })
        }
        let tables = try extractor.features(ofTurned: stored(0))
        for turn in 1...3 {
            let wanted = try extractor.features(of: stored(turn))
            func distance(_ table: Int) -> Float {
                zip(tables[table].features, wanted.features).reduce(0) {
                    $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
                }
            }
            let others = [0, 1, 2, 3].filter { $0 != turn }.map(distance).min()!
            #expect(distance(turn) < 0.01 * others)
        }
    }
}
