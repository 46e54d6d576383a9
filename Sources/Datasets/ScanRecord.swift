import Files
import Foundation

extension ScanFindings {
    /// A finding as it stands in the file: 16 bytes of a hash of path and state, the 32 of the hash
    /// of the content, 8 of the finding and 8 of a hash of all these, by which damage is known.
    struct Record: Sendable {
        static let size = 64
        let key: SIMD2<UInt64>
        let finding: Finding

        /// The key of what lies at `path` in a state of its file.
        static func key(_ path: String, _ state: FileState) -> SIMD2<UInt64> {
            var hasher = Fingerprint.SHA256()
            hasher.update(
                "\(state.size) \(state.inode) \(state.modified) \(state.changed)\n\(path)")
            let digest = hasher.digest()
            return SIMD2(digest.start, digest.second)
        }

        /// The sound records in `bytes`, sorted by their keys, each once.
        static func all(in bytes: Data) -> [Record] {
            var records: [Record] = []
            records.reserveCapacity(bytes.count / size)
            for start in stride(from: 0, through: bytes.count - size, by: size) {
                if let record = Record(Array(bytes[start..<start + size])) {
                    records.append(record)
                }
            }
            records.sort { $0.precedes($1.key) }
            var last: SIMD2<UInt64>?
            records.removeAll { record in
                defer { last = record.key }
                return record.key == last
            }
            return records
        }

        /// Whether its key comes before another.
        func precedes(_ other: SIMD2<UInt64>) -> Bool {
            (key[0], key[1]) < (other[0], other[1])
        }

        /// As it stands in the file.
        var bytes: [UInt8] {
            let content =
                Self.bytes(of: [key[0], key[1]]) + finding.hash.bytes
                + Self.bytes(of: [finding.isStray ? 1 : 0])
            return content + Self.bytes(of: [Fingerprint.digest(content).start])
        }

        init(key: SIMD2<UInt64>, finding: Finding) { (self.key, self.finding) = (key, finding) }

        /// Nil for damage.
        private init?(_ bytes: [UInt8]) {
            func number(_ start: Int) -> UInt64 {
                bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
            }
            guard Fingerprint.digest(Array(bytes[..<56])).start == number(56), number(48) <= 1
            else {
                return nil
            }
            key = SIMD2(number(0), number(8))
            finding = Finding(
                hash: Fingerprint.Digest(bytes[16..<48]), isStray: number(48) == 1)
        }

        private static func bytes(of numbers: [UInt64]) -> [UInt8] {
            numbers.flatMap { number in
                (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
            }
        }
    }
}
