import Foundation

/// A system call that failed: its `errno`, read at once, before another call changes it.
struct SystemError {
    let code: Int32

    /// The error of the system call that just failed.
    static var last: SystemError { SystemError(code: errno) }

    /// The system's words for it, as in "No space left on device".
    var words: String { String(cString: strerror(code)) }

    /// Whether it is the device that gave out (no space, a quota, a size limit, a broken disk),
    /// rather than a name that cannot be used.
    var isDeviceTrouble: Bool { [ENOSPC, EDQUOT, EFBIG, EIO].contains(code) }
}
