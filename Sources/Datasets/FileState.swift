import Files
import Foundation

/// What the system says of a file beside its content: where that changes, so does this.
struct FileState: Sendable, Equatable {
    let size: Int
    let inode: UInt64
    /// When the bytes were written, and when anything was (a name, a mode, that very time), in
    /// nanoseconds: who sets the first back does not set back the second.
    let modified, changed: Int

    init(_ status: stat) {
        size = Int(status.st_size)
        inode = UInt64(status.st_ino)
        modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
    }

    /// That of the file at `path`, behind links; nil where there is none.
    init?(of path: String) {
        var status = stat()
        guard Files.status(of: path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Whether it has been so for `seconds`. The clocks of file systems are coarse: bytes that are
    /// written within one tick of another writing leave the times as they were.
    func isSettled(for seconds: Double) -> Bool {
        Date().timeIntervalSince1970 - Double(max(modified, changed)) / 1e9 > seconds
    }
}
