import Files
import Foundation

/// Why a file's bytes could not be had; the description goes on from the file's name.
public struct ReadError: Error, Equatable, Sendable, CustomStringConvertible {
    /// "is a folder", "does not exist", "cannot be opened (Permission denied)" …
    public let description: String

    /// The bytes are not those that the scan found.
    static let changed = ReadError(description: "has changed since it was scanned")
}

/// Reading image files whole: short reasons, and never waiting for a pipe that nobody writes to.
enum FileBytes {
    /// Twice what 200 million pixels, the most that are decoded, take in a file of photos.
    private static let most = 500_000_000

    /// All bytes of the file at `path`, or those of a member of that archive; and what the system
    /// said of the file before they were read.
    static func readWithState(
        _ path: String, _ member: ImageMember? = nil
    ) throws(ReadError) -> (bytes: [UInt8], state: FileState) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw ReadError(
                description: code == ENOENT ? "does not exist" : "cannot be opened (\(words(code)))"
            )
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw ReadError(description: "cannot be read (\(words(errno)))")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw ReadError(description: "is a folder, not an image file")
        default: throw ReadError(description: "is not a plain file")
        }
        let (start, size) = (
            member?.start ?? 0, member.map { Int($0.count) } ?? Int(status.st_size)
        )
        guard size <= most else {
            throw ReadError(description: "is larger than any image (\(size / 1_000_000) MB)")
        }
        // A file that became shorter meanwhile is judged by what is left of it.
        let (bytes, failure) = pread(descriptor, from: start, count: size)
        guard failure == 0 else {
            throw ReadError(description: "cannot be read (\(words(failure)))")
        }
        return (bytes, FileState(status))
    }

    /// Has the system begin to fetch those bytes; whoever reads them finds what is wrong with them.
    static func announce(_ path: String, _ member: ImageMember? = nil) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        posix_fadvise(
            descriptor, off_t(member?.start ?? 0), off_t(member?.count ?? 0), POSIX_FADV_WILLNEED)
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
