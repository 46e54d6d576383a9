import Foundation

extension Fingerprint {
    /// A fingerprint as its 32 bytes: what is kept of a million files has no room for digits.
    public struct Digest: Hashable, Sendable, CustomStringConvertible {
        /// The first 8 bytes as one number, the first byte the most significant, and those behind.
        public let start, second: UInt64
        private let third, last: UInt64

        private subscript(word: Int) -> UInt64 {
            switch word {
            case 0: start
            case 1: second
            case 2: third
            default: last
            }
        }

        private init(_ word: (Int) -> UInt64) {
            (start, second, third, last) = (word(0), word(1), word(2), word(3))
        }

        /// From 32 bytes.
        public init(_ bytes: some RandomAccessCollection<UInt8>) {
            precondition(bytes.count == 32, "SHA-256 has 32 bytes")
            self.init { word in
                bytes.dropFirst(8 * word).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            }
        }

        /// From 64 hexadecimal digits; nil for anything else.
        public init?(_ text: String) {
            let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
            guard digits.count == 64, !digits.contains(nil) else { return nil }
            self.init { word in
                digits[16 * word..<16 * word + 16].reduce(0) { $0 << 4 | UInt64($1!) }
            }
        }

        /// The 32 bytes.
        public var bytes: [UInt8] {
            (0..<32).map { UInt8(truncatingIfNeeded: self[$0 / 8] >> (56 - 8 * ($0 % 8))) }
        }

        /// The 64 lower-case hexadecimal digits.
        public var description: String {
            String(unsafeUninitializedCapacity: 64) { text in
                for place in 0..<64 {
                    let digit = UInt8(self[place / 16] >> (60 - 4 * (place % 16)) & 15)
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
