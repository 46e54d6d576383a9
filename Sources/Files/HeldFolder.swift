import Foundation
import Synchronization

/// A folder that results go to, or one report in it, held from the first moment to the last: two
/// processes that write there at once would each leave a part of theirs, and both say that all went
/// well.
///
/// It is held by a lock (flock(2)) on a small file in it, which says who holds it. The system lets
/// go of the lock however a process ends; the file of one that was killed means nothing.
public final class HeldFolder: Sendable {
    /// The folder.
    public let url: URL
    private let path: String
    /// -1 where it is not held (any more); only `release` changes it.
    private let descriptor: Mutex<Int32>

    /// The name of the lock's file.
    public static let lockName = ".fewshot.lock"

    /// Makes the folder at `url`, and those above it, where there is none, and holds it.
    ///
    /// - Throws: `UserError` `.cannotCreate` where it cannot be made or written to, or somebody
    ///   holds it: another process, or another holder in this one.
    public convenience init(holding url: URL) throws {
        try self.init(url, Self.lockName, "folder \(url.path)", "folder")
    }

    /// Holds the report at `report` alone, in a folder that others may go into too; else the same.
    public convenience init(holdingReport report: URL) throws {
        // A name of 255 bytes has no room for an ending.
        let name = ".\(report.lastPathComponent.prefix(50))\(Self.lockName)"
        try self.init(
            report.deletingLastPathComponent(), name, "report \(report.path)", "report")
    }

    private init(_ url: URL, _ lock: String, _ name: String, _ kind: String) throws {
        self.url = url
        try OutputFolder.make(url)
        path = url.appending(path: lock).path
        descriptor = Mutex(
            try Self.lock(path, in: url) {
                "The \(name) is in use by \($0). Wait for its end, or give another \(kind)."
            })
    }

    deinit { release() }

    /// Lets go of the folder.
    public func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // Before the lock is gone, so that it cannot be a later holder's file.
            unlink(path)
            // A process that is being started may have a copy of the descriptor for a moment.
            flock(descriptor, LOCK_UN)
            close(descriptor)
            descriptor = -1
        }
    }

    /// The descriptor of the locked file at `path`; -1 where the file system has no locks.
    private static func lock(
        _ path: String, in url: URL, orSay inUse: (_ holder: String) -> String
    ) throws -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
            guard descriptor >= 0 else {
                let error = SystemError.last
                throw UserError(
                    error.isDeviceTrouble ? .inputOutput : .cannotCreate,
                    "The folder \(url.path) cannot be written to: \(error.words).")
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                let error = SystemError.last
                defer { close(descriptor) }
                guard error.code == EWOULDBLOCK else { return -1 }
                throw UserError(.cannotCreate, inUse(holder(descriptor)))
            }
            // A holder that ended meanwhile has removed the file that was locked here.
            var (held, there) = (stat(), stat())
            if fstat(descriptor, &held) == 0, status(of: path, &there) == 0,
                held.st_ino == there.st_ino, held.st_dev == there.st_dev
            {
                sign(descriptor)
                return descriptor
            }
            close(descriptor)
        }
    }

    private static func sign(_ descriptor: Int32) {
        let time = Date().formatted(.iso8601)
        let text = "process \(getpid()), which started at \(time)"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    /// Who signed; the one that is just about to do so is not known yet.
    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.wholeMatch(of: #/process \d+, which started at [\dT:Z-]+/#) == nil
            ? "another process" : text
    }
}
