/// A sum of numbers, each rounded to a multiple of 2⁻⁴⁰ (10⁻¹²): sums of whole numbers do not
/// depend on their order, so that workers can merge theirs in any.
struct ExactSum: Sendable, Equatable {
    /// The largest magnitude of a number; 2²⁷ of them fit.
    static let limit = 0x1p60
    private static let scale = 0x1p40
    private var units: Int128 = 0

    /// Adds a number of at most `limit` in magnitude.
    mutating func add(_ value: Double) {
        precondition(abs(value) <= Self.limit, "a number too large for an exact sum")
        let scaled = (value * Self.scale).rounded()
        // One machine instruction where 64 bits suffice, as nearly always.
        units += abs(scaled) < 0x1p62 ? Int128(Int64(scaled)) : Int128(scaled)
    }

    mutating func merge(_ other: ExactSum) { units += other.units }

    /// The sum.
    var value: Double { Double(units) / Self.scale }
}

extension ExactSum: Codable {
    // No format of Foundation's has numbers of 128 bits: two halves.
    init(from decoder: any Decoder) throws {
        let halves = try decoder.singleValueContainer().decode([Int64].self)
        guard halves.count == 2 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a sum has two halves"))
        }
        units = Int128(halves[0]) << 64 | Int128(UInt64(bitPattern: halves[1]))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([
            Int64(truncatingIfNeeded: units >> 64), Int64(truncatingIfNeeded: units),
        ])
    }
}
