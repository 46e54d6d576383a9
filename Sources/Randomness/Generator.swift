/// A seeded random generator: xoshiro256** (Blackman & Vigna 2018), seeded by SplitMix64.
///
/// Randomness is an argument: nothing in this project draws from a global source. A run has one
/// seed; every use of chance takes its own named substream of it, so that adding a use changes no
/// other, and any step of a run can be repeated without replaying those before it.
public struct Generator: RandomNumberGenerator, Sendable, Equatable, Codable {
    /// What substreams are derived from; drawing numbers leaves it unchanged.
    private let key: UInt64
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// The generator of a seed; equal seeds give equal sequences on every machine.
    public init(seed: UInt64) {
        key = seed
        var mixer = seed
        s0 = splitMix(&mixer)
        s1 = splitMix(&mixer)
        s2 = splitMix(&mixer)
        s3 = splitMix(&mixer)
    }

    /// The substream of this generator called `name`, at `index`: independent of how many numbers
    /// were drawn so far, and of all other names and indices.
    public func stream(_ name: String, _ index: Int = 0) -> Generator {
        // FNV-1a over the name, so that the stream does not depend on Swift's per-process hashing.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var mixer = key ^ hash
        let named = splitMix(&mixer)
        mixer = named ^ UInt64(bitPattern: Int64(index))
        return Generator(seed: splitMix(&mixer))
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = rotateLeft(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = rotateLeft(s3, 45)
        return result
    }
}

private func rotateLeft(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

/// Steele, Lea & Flood 2014: turns any 64 bits, zero included, into well-mixed ones.
private func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
}
