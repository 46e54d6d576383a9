import Datasets
import Features
import Images
import Matrices
import Synchronization

/// Which photos show one picture by a network's features: cropped copies change most bits of a hash,
/// and hardly what a network sees.
///
/// Two photos are alike where the cosine of their features, less the mean of all, is larger by a
/// margin than that of photos whose hashes have nothing in common, and their hashes have something
/// in common. So the bound follows from the folder and the network: photos of one class are much more alike to
/// some networks than to others.
struct FeatureLikeness {
    /// A photo that another is like, and the cosine.
    struct Match {
        let other: Int
        let cosine: Float
    }

    /// All that a photo is like, by its place.
    let matches: [Int: [Match]]

    /// Bits that may differ, and from how many on hashes have nothing in common: half of 64 by
    /// chance.
    private static let (alike, unlike) = (20, 24)
    /// Of cropped copies (3 % on each side) the least cosine was 0.80 and of other photos the
    /// largest 0.67, of a pair in a hundred thousand, with the project's weights.
    private static let (margin, least): (Float, Float) = (0.05, 0.75)
    /// Pairs of unlike hashes of which one may lie above the bound: such pairs may be copies, too.
    private static let rarity = 100_000
    private static let (bins, portion) = (4000, 256)

    /// The alike among photos with these features (photos × dimension) and hashes.
    init(_ features: [Float], dimension: Int, hashes: [PerceptualHash], threads: Int) {
        var rows = FeatureRows(dimension: dimension, numbers: features)
        rows.subtract(rows.mean)
        rows.apply(.l2)
        let centred = rows.numbers
        let parts = hashes.indices.parts(of: Self.portion)
        let found = Mutex(Found())
        parts.indices.forEach(threads: threads) { place in
            let part = Self.compare(parts[place], centred, dimension, hashes)
            found.withLock { $0.merge(part) }
        }
        let all = found.withLock { $0 }
        let bound = max(Self.least, all.highest + Self.margin)
        var matches: [Int: [Match]] = [:]
        // In an order of their own: threads end in any.
        let sorted = all.candidates.sorted { ($0.place, $0.other) < ($1.place, $1.other) }
        for pair in sorted where pair.cosine >= bound {
            matches[pair.place, default: []].append(.init(other: pair.other, cosine: pair.cosine))
            matches[pair.other, default: []].append(.init(other: pair.place, cosine: pair.cosine))
        }
        self.matches = matches
    }

    /// What was seen of some pairs.
    private struct Found {
        var candidates: [(place: Int, other: Int, cosine: Float)] = []
        /// How many pairs of unlike hashes have which cosine.
        var unlike = [Int](repeating: 0, count: bins)

        mutating func merge(_ other: Found) {
            candidates += other.candidates
            for bin in unlike.indices { unlike[bin] += other.unlike[bin] }
        }

        /// What only one in so many unlike pairs exceeds.
        var highest: Float {
            var left = unlike.reduce(0, +) / rarity
            for bin in unlike.indices.reversed() where unlike[bin] > 0 {
                if unlike[bin] > left { return Float(bin + 1) / Float(bins) * 2 - 1 }
                left -= unlike[bin]
            }
            return -1
        }
    }

    /// The photos in `range` beside all earlier ones.
    private static func compare(
        _ range: Range<Int>, _ features: [Float], _ dimension: Int, _ hashes: [PerceptualHash]
    ) -> Found {
        var found = Found()
        let (rows, columns) = (range.count, range.upperBound)
        var cosines = [Float](repeating: 0, count: rows * columns)
        features.withUnsafeBufferPointer { features in
            let own = UnsafeBufferPointer(
                rebasing: features[
                    (range.lowerBound * dimension)..<(range.upperBound * dimension)])
            cosines.withUnsafeMutableBufferPointer {
                LinearAlgebra.multiply(
                    own, features, into: $0, rows: rows, columns: columns, depth: dimension,
                    transposeB: true)
            }
        }
        for place in range {
            for other in 0..<place {
                let cosine = cosines[(place - range.lowerBound) * columns + other]
                let distance = hashes[place].distance(to: hashes[other])
                if distance > unlike {
                    let bin = Int((cosine + 1) / 2 * Float(bins))
                    found.unlike[min(max(bin, 0), bins - 1)] += 1
                } else if distance <= alike && cosine >= least {
                    found.candidates.append((place, other, cosine))
                }
            }
        }
        return found
    }
}
