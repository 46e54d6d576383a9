import Foundation

/// What Package.swift lets each source target import of ours, the C targets among them.
enum Table {
    static let shims: Set<String> = [
        "COneDNN", "COpenBLAS", "CCrypto", "CZlib", "CJPEG", "CPictures", "CLoops",
        "CVectors", "CPixels", "CSplits", "CMPI",
    ]

    /// By target, those of the command line's parser too.
    static let allowed: [String: Set<String>] = {
        let manifest = try! Package.text("Package.swift")
        let declaration = #/[tT]arget\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/#
        var allowed: [String: Set<String>] = [:]
        for match in manifest.matches(of: declaration) {
            let name = String(match.1)
            guard !name.hasSuffix("Tests"), !name.hasSuffix("Support"), !shims.contains(name) else {
                continue
            }
            let names = (match.2 ?? "").matches(of: #/"([\w-]+)"/#).map { String($0.1) }
            allowed[name] = Set(names).subtracting(["swift-argument-parser"])
        }
        return allowed
    }()

    static let names = allowed.keys.sorted()

    /// Types of the standard library that one meets.
    static let standardTypes = Set(
        """
        Array ArraySlice Atomic Bool Character Clock ClosedRange Codable CodingKey Collection \
        Comparable Copyable Decodable Decoder Dictionary Double Duration Encodable Encoder Equatable \
        Error Float Hashable Hasher Identifiable InlineArray Int Int128 KeyPath Mirror Mutex Never \
        Numeric Optional Range Regex Result Sendable Sequence Set Slice Span Strideable String \
        Substring Task TaskGroup UInt UInt128 UInt8 Unicode UnsafePointer Void
        """.split(separator: " ").map(String.init))
}
