import CLoops

/// The 3×3 patches of pictures with a border of zeros: one for each pixel, of nine numbers (taps)
/// a channel.
struct Patches {
    let device: Device
    let images: Int
    let geometry: CLoopsPicture
    /// What each channel's numbers were lessened by.
    let centers: [Float]
    /// Over all patches the mean of each tap, and their covariances, (taps, taps); of centred
    /// numbers.
    private(set) var means: [Double] = []
    private var covariances: [Double] = []
    private let padded: Buffer

    /// - Parameters:
    ///   - x: (images, channels, height, width).
    ///   - centered: whether numbers are counted from their channel's mean, and covariances known.
    init(_ device: Device, _ x: Memory, centered: Bool) {
        let x = device.plain(x)
        let (shape, area) = (x.shape, x.shape[2] * x.shape[3])
        let channels = shape[1]
        self.device = device
        images = shape[0]
        geometry = CLoopsPicture(channels: channels, height: shape[2], width: shape[3])
        let size = channels * (shape[2] + 2) * (shape[3] + 2)
        let padded = device.pool.take(images * size * 4)
        self.padded = padded
        let geometry = geometry
        let centers =
            centered ? Self.means(x, channels, area) : [Float](repeating: 0, count: channels)
        self.centers = centers
        device.timed(Timings.Operation("border", "\(shape)"), bytes: 2 * x.layout.byteCount) {
            device.parallel(shape[0]) { range in
                for image in range {
                    CLoops_stem_pad(
                        x.floats + image * channels * area, geometry, centers,
                        padded.floats + image * size)
                }
            }
        }
        if centered { (means, covariances) = moments() }
    }

    /// The numbers of a patch.
    var taps: Int { geometry.channels * 9 }
    /// The number of patches.
    var count: Int { images * geometry.height * geometry.width }

    var description: String {
        "[\(images), \(geometry.channels), \(geometry.height), \(geometry.width)]"
    }

    /// Multiplications and additions of a convolution to `outputs` channels.
    func operations(_ outputs: Int) -> Double { 2 * Double(count * taps * outputs) }

    func picture(_ image: Int) -> UnsafePointer<Float> {
        UnsafePointer(
            padded.floats + image * geometry.channels * (geometry.height + 2) * (geometry.width + 2)
        )
    }

    /// The weights of one output.
    func kernel(_ output: Int, of weights: Memory) -> [Double] {
        (0..<taps).map { Double(weights.floats[output * taps + $0]) }
    }

    /// The covariance of w·patch with each tap.
    func covariances(with w: [Double]) -> [Double] {
        (0..<taps).map { t in
            w.indices.reduce(0) { $0 + w[$1] * covariances[t * taps + $1] }
        }
    }

    /// The convolution by `weights`, (outputs, channels, 3, 3), with its ending.
    ///
    /// - Parameter ending: of the block of sixteen channels from this one on, whose numbers start
    ///   there in `output`.
    func convolve(
        by weights: Memory, storing output: Memory,
        ending: (_ channel: Int, _ start: Int) -> CLoopsStemEnding
    ) {
        let blocks = weights.shape[0] / 16
        let size = output.shape[2] * output.shape[3] * 16
        let packed = device.pool.take(weights.layout.byteCount)
        for o in 0..<weights.shape[0] {
            for t in 0..<taps {
                packed.floats[(o / 16 * taps + t) * 16 + o % 16] = weights.floats[o * taps + t]
            }
        }
        let operation = Timings.Operation(Problem.Kind.stem.rawValue, description)
        device.timed(
            operation, operations: operations(weights.shape[0]),
            bytes: output.layout.byteCount
        ) {
            device.parallel(images) { range in
                for image in range {
                    for block in 0..<blocks {
                        CLoops_stem(
                            picture(image), geometry, packed.floats + block * taps * 16,
                            ending(block * 16, (image * blocks + block) * size))
                    }
                }
            }
        }
        withExtendedLifetime(packed) {}
        device.selfTest(problem(.stem, [weights.shape[0]]), operation, output: output) {
            difference(output, weights) { ending($0, 0) }
        }
    }

    /// What is computed of patches of these sizes.
    func problem(_ kind: Problem.Kind, _ numbers: [Int] = []) -> Problem {
        Problem(
            kind, layouts: [],
            numbers: [images, geometry.channels, geometry.height, geometry.width] + numbers)
    }

    private static func means(_ x: Memory, _ channels: Int, _ area: Int) -> [Float] {
        var sums = [Double](repeating: 0, count: channels)
        for plane in 0..<x.shape[0] * channels {
            let pixels = UnsafeBufferPointer(start: x.floats + plane * area, count: area)
            sums[plane % channels] += pixels.reduce(0.0) { $0 + Double($1) }
        }
        return sums.map { Float($0 / Double(x.shape[0] * area)) }
    }

    /// Summed up in the order of the images, whatever the number of threads.
    private func moments() -> (means: [Double], covariances: [Double]) {
        let (taps, size) = (taps, taps * (taps + 1))
        let parts = device.pool.take(images * size * 8)
        let sums = parts.pointer.assumingMemoryBound(to: Double.self)
        let operation = Timings.Operation(Problem.Kind.stemMoments.rawValue, description)
        device.timed(
            operation, operations: operations(taps) / 2, bytes: images * size * 8
        ) {
            device.parallel(images) { range in
                for image in range {
                    CLoops_stem_products(
                        picture(image), geometry, sums + image * size,
                        sums + image * size + taps)
                }
            }
        }
        device.selfTest(
            problem(.stemMoments), operation, output: parts, count: images * size * 8
        ) {
            difference(products: sums)
        }
        var totals = [Double](repeating: 0, count: size)
        for image in 0..<images {
            for i in 0..<size { totals[i] += sums[image * size + i] / Double(count) }
        }
        let means = Array(totals[..<taps])
        var covariances = [Double](repeating: 0, count: taps * taps)
        for i in 0..<taps {
            for j in 0..<taps {
                // Blocks below the diagonal were left out.
                let (row, column) = i / 3 <= j / 3 ? (i, j) : (j, i)
                let product = totals[taps + row * taps + column]
                covariances[i * taps + j] = product - means[i] * means[j]
            }
        }
        return withExtendedLifetime(parts) { (means, covariances) }
    }
}
