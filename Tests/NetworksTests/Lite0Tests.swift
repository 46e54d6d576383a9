import Foundation
import Layers
import Networks
import Tensors
import TestSupport
import Testing

/// What `Scripts/lite0` fetches.
private enum FetchedWeights {
    static let url = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Weights/efficientnet-lite0-57934424.pth")
    static let areThere = FileManager.default.fileExists(atPath: url.path)
}

@Suite(
    "EfficientNet-Lite0's ImageNet weights",
    .enabled(if: FetchedWeights.areThere, "Scripts/lite0 fetches them"))
struct Lite0Tests {
    /// What x · y is multiplied by in the picture, the features' norm, and the six largest.
    static let pictures: [(Int, Float, [Int], [Float])] = [
        (
            1, 18.775267, [341, 989, 378, 1073, 588, 1123],
            [4.664212, 3.826431, 3.785367, 3.442858, 3.429764, 3.310169]
        ),
        (
            3, 24.730186, [634, 194, 1051, 1127, 190, 155],
            [4.648754, 4.570710, 4.420602, 4.403983, 4.353377, 4.172817]
        ),
    ]

    @Test("Its features are timm's, from the file as it is")
    func features() throws {
        let extractor = try FeatureExtractor(
            checkpoint: FetchedWeights.url, device: Device(threads: 1), precision: { _, _ in .f32 })
        #expect(extractor.network.imageSize == 224)
        #expect(extractor.network.input.normalization == .half)
        let pass = Pass(extractor.network.device, .evaluation, precision: .f32)
        for (factor, norm, places, values) in Self.pictures {
            var picture: [Float] = []
            for c in 0..<3 {
                for y in 0..<224 {
                    for x in 0..<224 {
                        let byte = (37 * x + 59 * y + 83 * c + factor * x * y) % 256
                        picture.append(Float(byte) / 127.5 - 1)
                    }
                }
            }
            let ours = extractor.features(picture, count: 1, in: pass)
            #expect(ours.count == 1280)
            let length = ours.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(length - norm) <= 1e-4 * norm)
            for (place, value) in zip(places, values) {
                #expect(abs(ours[place] - value) <= 1e-4 * norm, "feature \(place)")
            }
        }
    }
}
