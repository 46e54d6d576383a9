import Foundation

/// What is in a tar archive (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange
/// Format"; GNU tar's manual, "Basic Tar Format", for its long names and large numbers), read from its
/// headers alone: nothing is unpacked, and nothing in it is trusted.
public struct TarArchive: Sendable {
    /// A plain file in it.
    public struct Member: Sendable, Equatable {
        /// Its path, relative, without "." and "..".
        public let path: String
        /// Where its bytes begin in the archive.
        public let start: Int
        /// How many there are.
        public let count: Int
    }

    /// The plain files, in their order.
    public private(set) var members: [Member] = []
    /// How many of what else there is were passed over, by kind: "link", "device", "sparse file".
    public private(set) var others: [String: Int] = [:]

    private static let block = 512
    /// The longest name or list of attributes that is read.
    private static let longest = 1 << 20

    /// The archive at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` where it cannot be opened, `.badData` naming the archive
    ///   and what is wrong in it: cut off, no tar archive, compressed, sizes beyond its end, names that
    ///   lead out of it, or a name twice.
    public init(contentsOf url: URL) throws {
        let file = try ArchiveFile(url)
        var place = 0
        // What an entry before says of the next one.
        var next = TarAttributes()
        var seen: Set<ExactText> = []
        while true {
            guard place + Self.block <= file.size else {
                throw file.trouble("it lacks its end mark: it may be cut off")
            }
            guard let header = try TarHeader(file.bytes(place, Self.block), at: place, of: file)
            else { break }
            place += Self.block
            let isContent = header.hasBytes && [.file, .other].contains(header.kind)
            let count = isContent ? next.size ?? header.size : header.size
            guard count >= 0, count <= file.size - place else {
                throw file.trouble(
                    "\(next.path ?? header.path) has \(count) bytes in it, but \(file.size - place) "
                        + "follow. It may be cut off")
            }
            switch header.kind {
            case .attributes, .longName:
                guard count <= Self.longest else {
                    throw file.trouble("it has a name or attributes of \(count) bytes")
                }
                let bytes = try file.bytes(place, count)
                if header.kind == .longName {
                    next.path = FileName.text(of: bytes.prefix { $0 != 0 })
                } else {
                    try next.read(bytes, of: file)
                }
            case .ignored: break
            case .file where !next.isSparse:
                let path = try Self.inside(next.path ?? header.path, file)
                guard seen.insert(ExactText(path)).inserted else {
                    throw file.trouble("it has \(path) twice")
                }
                members.append(Member(path: path, start: place, count: count))
                next = TarAttributes()
            case .file, .other:
                if let name = next.isSparse ? "sparse file" : header.other {
                    others[name, default: 0] += 1
                }
                next = TarAttributes()
            }
            place += (count + Self.block - 1) / Self.block * Self.block
        }
        try Self.requireEnd(at: place, of: file)
    }

    /// Sees to it that nothing but zeros follows, as far as tar programs fill an archive up.
    private static func requireEnd(at place: Int, of file: borrowing ArchiveFile) throws {
        let rest = try file.bytes(place, min(file.size - place, 40 * block))
        guard rest.allSatisfy({ $0 == 0 }) else {
            throw file.trouble(
                "it goes on behind its end mark. Archives that were joined end to end are not read: "
                    + "leave them apart")
        }
    }

    /// The path without what says nothing; refused where it leads out of the archive.
    private static func inside(_ path: String, _ file: borrowing ArchiveFile) throws -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains(".."), !parts.isEmpty else {
            throw file.trouble(
                path.isEmpty ? "it has a file without a name" : "\(path) is not inside it")
        }
        return parts.joined(separator: "/")
    }
}

/// An archive that is open; it closes with the end of its scope.
struct ArchiveFile: ~Copyable {
    let size: Int
    private let name: String
    private let descriptor: Int32

    init(_ url: URL) throws {
        name = url.path
        descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG
        else {
            let reason = descriptor < 0 ? SystemError.last.words : "it is not a file"
            size = 0
            throw UserError(.missingInput, "Cannot open the archive \(name): \(reason).")
        }
        size = Int(status.st_size)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// `count` bytes from `start` on.
    borrowing func bytes(_ start: Int, _ count: Int) throws -> [UInt8] {
        let (bytes, error) = pread(descriptor, from: start, count: count)
        guard bytes.count == count else {
            let reason = error == 0 ? "it became shorter" : SystemError(code: error).words
            throw UserError(.inputOutput, "Reading \(name) broke off: \(reason).")
        }
        return bytes
    }

    /// What is wrong with it.
    borrowing func trouble(_ reason: String) -> UserError {
        UserError(.badData, "The file \(name) is not a sound tar archive: \(reason).")
    }
}
