import Foundation

extension Fingerprint {
    /// A fingerprint as its 32 bytes: what is kept of a million files has no room for digits.
    public struct Digest: Hashable, Sendable, CustomStringConvertible {
        /// The bytes in their order, eight to a number, the first the most significant.
        let words: SIMD4<UInt64>

        /// The first 8 bytes as one number.
        public var start: UInt64 { words[0] }
        /// The 8 bytes behind them.
        public var second: UInt64 { words[1] }

        /// From 32 bytes.
        public init(_ bytes: some Collection<UInt8>) {
            precondition(bytes.count == 32, "SHA-256 has 32 bytes")
            var words = SIMD4<UInt64>()
            for (place, byte) in bytes.enumerated() {
                words[place / 8] = words[place / 8] << 8 | UInt64(byte)
            }
            self.words = words
        }

        /// From 64 hexadecimal digits; nil for anything else.
        public init?(_ text: String) {
            let digits = Array(text.utf8)
            guard digits.count == 64 else { return nil }
            var words = SIMD4<UInt64>()
            for (place, digit) in digits.enumerated() {
                guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
                words[place / 16] = words[place / 16] << 4 | UInt64(value)
            }
            self.words = words
        }

        /// The 32 bytes.
        public var bytes: [UInt8] {
            (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - 8 * ($0 % 8))) }
        }

        /// The 64 lower-case hexadecimal digits.
        public var description: String {
            String(unsafeUninitializedCapacity: 64) { text in
                for place in 0..<64 {
                    let digit =
                        UInt8(truncatingIfNeeded: words[place / 16] >> (60 - 4 * (place % 16))) & 15
                    text[place] = digit < 10 ? 48 + digit : 87 + digit
                }
                return 64
            }
        }
    }

    /// The fingerprint of `bytes`, as bytes.
    public static func digest(_ bytes: [UInt8]) -> Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.digest()
    }
}
