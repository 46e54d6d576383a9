import Datasets
import Features
import Layers

extension FeatureExtractor {
    /// The features of every image as it is and turned counter-clockwise by one, two and three
    /// quarters: four tables, each in the order of `images.files`.
    ///
    /// What is turned is the square that the network is shown, so that an image is read once.
    ///
    /// - Parameter progress: called after each batch with the images done and their number.
    /// - Throws: as for the features of whole images.
    public func features(
        ofTurned images: LabeledImages, batchSize: Int = 64,
        progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> [FeatureTable] {
        let loader = BatchLoader(
            files: images, order: Array(images.files.indices), batchSize: batchSize,
            transform: .evaluation(network.input.view), normalization: network.input.normalization,
            threads: network.device.threads,
            readers: network.device.readers)
        let pass = Pass(network.device, .evaluation, precision: network.precision)
        var features = [[Float]](repeating: [], count: 4)
        var done = 0
        while let batch = try loader.next() {
            var views = batch.images
            for turn in features.indices {
                if turn > 0 { views = Self.turned(views, side: batch.size) }
                features[turn] += self.features(views, count: batch.count, in: pass)
            }
            done += batch.count
            try progress(done, images.files.count)
        }
        return try features.map { try table(of: images, $0) }
    }

    /// Square planes, each turned counter-clockwise by a quarter.
    static func turned(_ planes: [Float], side: Int) -> [Float] {
        let area = side * side
        return [Float](unsafeUninitializedCapacity: planes.count) { turned, count in
            for start in stride(from: 0, to: planes.count, by: area) {
                for y in 0..<side {
                    for x in 0..<side {
                        turned[start + y * side + x] = planes[start + x * side + side - 1 - y]
                    }
                }
            }
            count = planes.count
        }
    }
}
