/// Deterministic numbers that a test and the script of its reference make alike, so that reference
/// files hold results only. The twin is `Tests/TensorsTests/References/pattern.py`: equal bit for
/// bit, because every step is one float32 rounding in both.
public enum Pattern {
    /// `count` numbers, uniform in `offset` ± `scale`. Another name gives unrelated numbers; a
    /// longer count continues a shorter one.
    public static func values(
        _ name: String, count: Int, scale: Float = 1, offset: Float = 0
    ) -> [Float] {
        let start = fnv1a(name)
        return (0..<count).map { index in
            let hash = mixed(UInt32(truncatingIfNeeded: index) &* 2_654_435_761 &+ start)
            let unit = Float(hash >> 8) / Float(1 << 24)
            return (unit - 0.5) * 2 * scale + offset
        }
    }

    /// FNV-1a over the name's UTF-8 bytes.
    private static func fnv1a(_ name: String) -> UInt32 {
        name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }

    /// The finaliser of MurmurHash3: every input bit reaches every output bit.
    private static func mixed(_ value: UInt32) -> UInt32 {
        var hash = value
        hash ^= hash >> 16
        hash &*= 0x85EB_CA6B
        hash ^= hash >> 13
        hash &*= 0xC2B2_AE35
        hash ^= hash >> 16
        return hash
    }
}
