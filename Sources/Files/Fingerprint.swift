import CCrypto
import Foundation

/// SHA-256 fingerprints (FIPS 180-4) as 64 lower-case hexadecimal digits, computed by libcrypto.
public enum Fingerprint {
    /// The fingerprint of `data`.
    public static func sha256(_ data: Data) -> String {
        var hasher = SHA256()
        hasher.update(data)
        return hasher.finish()
    }

    /// The fingerprint of `bytes`.
    public static func sha256(_ bytes: [UInt8]) -> String {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finish()
    }

    /// The fingerprint of the text's UTF-8 bytes.
    public static func sha256(_ text: String) -> String { sha256(Data(text.utf8)) }

    /// The fingerprint of the file at `url`, read piece by piece.
    ///
    /// - Parameter mapped: as for `InputFile`.
    /// - Throws: `UserError` `.missingInput` if it cannot be opened, `.inputOutput` if reading
    ///   breaks off.
    public static func sha256(contentsOf url: URL, mappedFrom mapped: Int = .max) throws -> String {
        let source = try ByteSource(url, mappedFrom: mapped)
        var hasher = SHA256()
        var rest = source.size
        while rest > 0 {
            let piece = min(rest, 1 << 20)
            hasher.update(try source.read(piece))
            rest -= piece
        }
        return hasher.finish()
    }

    /// What `read` makes of the file at `url`, and the fingerprint of that file.
    ///
    /// One that is mapped is read as long as its value is in use, and its bytes are looked at once
    /// for this.
    ///
    /// - Parameter mapped: as for `InputFile`.
    /// - Throws: what `read` throws, and `UserError` `.badData` where the file changes meanwhile.
    public static func withSHA256<Value>(
        of url: URL, mappedFrom mapped: Int = .max, read: (URL) throws -> Value
    ) throws -> (value: Value, sha256: String) {
        let state = FileState(url)
        let own = try sha256(contentsOf: url, mappedFrom: mapped)
        let value = try read(url)
        guard FileState(url) == state,
            try state.size >= mapped || sha256(contentsOf: url) == own
        else {
            throw UserError(
                .badData, "The file \(url.path) changed while it was read. Try again.")
        }
        return (value, own)
    }

    /// Which file lies at a place, how many bytes it has, and when they were changed last.
    private struct FileState: Equatable {
        let size: Int
        private let device: UInt, inode: UInt, seconds: Int, nanoseconds: Int

        init(_ url: URL) {
            var status = stat()
            _ = Files.status(of: url.path, &status)
            size = Int(status.st_size)
            (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
    }

    /// A fingerprint that grows by pieces: the cuts between them do not matter.
    public struct SHA256: ~Copyable {
        private let context: OpaquePointer

        /// That of no bytes.
        public init() {
            guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
            else { fatalError("libcrypto has no memory or no SHA-256.") }
            self.context = context
        }

        deinit { EVP_MD_CTX_free(context) }

        /// Adds all bytes of `data`.
        public mutating func update(_ data: Data) {
            data.withUnsafeBytes { add($0) }
        }

        /// Adds the bytes of all `numbers`, as they lie in memory.
        public mutating func update<Number: BitwiseCopyable>(_ numbers: [Number]) {
            numbers.withUnsafeBytes { add($0) }
        }

        /// Adds the text's UTF-8 bytes.
        public mutating func update(_ text: String) { update(Array(text.utf8)) }

        /// The fingerprint of all bytes added.
        public consuming func finish() -> String { digest().description }

        /// The same as bytes.
        public consuming func digest() -> Digest {
            let digest = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
                guard EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1 else {
                    fatalError("libcrypto could not finish a SHA-256.")
                }
                return Digest(digest)
            }
            return digest
        }

        private func add(_ bytes: UnsafeRawBufferPointer) {
            guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
                fatalError("libcrypto could not extend a SHA-256.")
            }
        }
    }
}
