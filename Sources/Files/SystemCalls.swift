import Foundation

// The system's calls on paths, by the bytes of their names (`FileName`). They stand in the place of
// the ones that take C strings wherever the path is text, so that no caller can forget.

/// open(2) without a mode.
public func open(_ path: String, _ flags: Int32) -> Int32 {
    path.withFileName { Glibc.open($0, flags) }
}

/// open(2) with the mode of a new file.
public func open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    path.withFileName { Glibc.open($0, flags, mode) }
}

/// stat(2), under a name of its own: C's would be taken before one of the same name.
public func status(of path: String, _ status: inout stat) -> Int32 {
    path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) }
}

/// access(2).
public func access(_ path: String, _ mode: Int32) -> Int32 {
    path.withFileName { Glibc.access($0, mode) }
}

/// mkdir(2).
public func mkdir(_ path: String, _ mode: mode_t) -> Int32 {
    path.withFileName { Glibc.mkdir($0, mode) }
}

/// rmdir(2).
@discardableResult
public func rmdir(_ path: String) -> Int32 { path.withFileName { Glibc.rmdir($0) } }

/// unlink(2).
@discardableResult
public func unlink(_ path: String) -> Int32 { path.withFileName { Glibc.unlink($0) } }

/// rename(2).
public func rename(_ old: String, _ new: String) -> Int32 {
    old.withFileName { old in new.withFileName { Glibc.rename(old, $0) } }
}

/// pread(2) until all is there: `count` bytes of an open file from `start` on, or fewer where it ends
/// before or cannot be read; then `error` is the system's, else 0.
public func pread(
    _ descriptor: Int32, from start: Int, count: Int
) -> (bytes: [UInt8], error: Int32) {
    var error: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
        while done < count {
            let got = Glibc.pread(
                descriptor, buffer.baseAddress! + done, count - done, off_t(start + done))
            if got < 0 && errno == EINTR { continue }
            if got < 0 { error = errno }
            if got <= 0 { return }
            done += got
        }
    }
    return (bytes, error)
}

/// realpath(3); nil where there is nothing.
public func realpath(_ path: String) -> String? {
    let real = path.withFileName { Glibc.realpath($0, nil) }
    defer { free(real) }
    return real.map { FileName.text(of: $0) }
}

extension String {
    /// The path as the system takes it: the bytes of its names, and a zero.
    func withFileName<Result>(
        _ body: (UnsafePointer<CChar>) throws -> Result
    ) rethrows -> Result {
        let bytes = FileName.bytes(of: self) + [0]
        return try bytes.withUnsafeBytes {
            try body($0.baseAddress!.assumingMemoryBound(to: CChar.self))
        }
    }
}

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

/// What the system says about the file or folder at a URL, by the bytes of its name (`FileName`);
/// Foundation knows only names that are UTF-8.
extension URL {
    /// Whether there is anything, behind links.
    public var exists: Bool { mode != nil }

    /// Whether there is a folder, behind links.
    public var isFolder: Bool { mode.map { $0 & S_IFMT == S_IFDIR } ?? false }

    private var mode: mode_t? {
        var status = stat()
        return Files.status(of: path, &status) == 0 ? status.st_mode : nil
    }

    /// Removes the file, if it is there.
    public func removeFile() { unlink(path) }
}
