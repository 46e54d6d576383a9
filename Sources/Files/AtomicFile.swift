import Foundation

/// Writing a file so that, whatever happens, a reader finds either all of the old or all of the
/// new content: a temporary file in the same folder, flushed to the device, then renamed.
///
/// The old file is not touched before the new one is complete on the device, so a full disk, a
/// kill or a power loss costs at most the new content. Where the name is a link, the file behind
/// it is replaced; where it is a device or a pipe (`/dev/stdout`), the content goes straight to it.
public enum AtomicFile {
    /// Writes `data` to the file at `url`, which is created or replaced.
    ///
    /// - Throws: `UserError` `.cannotCreate` if no file can be made there (a missing or read-only
    ///   folder, a folder of that name), `.inputOutput` if writing breaks off (a full disk).
    public static func write(_ data: Data, to url: URL) throws {
        try write(to: url) { try $0.write(data) }
    }

    /// Writes `text` as UTF-8 to the file at `url`; errors as for data.
    public static func write(_ text: String, to url: URL) throws {
        try write(Data(text.utf8), to: url)
    }

    /// Writes to the file at `url` what `body` gives, piece by piece, so that a large file need not
    /// be held as one block; nothing is left of it if `body` throws.
    public static func write(to url: URL, _ body: (borrowing OpenFile) throws -> Void) throws {
        let target = try Target(url)
        guard target.isReplaceable else {
            let file = try OpenFile(path: url.path, flags: O_WRONLY, name: url.path)
            return try body(file)
        }
        let temporary = target.temporaryPath
        let file = try OpenFile(
            path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, name: target.path)
        do {
            if let mode = target.mode { _ = fchmod(file.descriptor, mode) }
            try body(file)
            try file.flush()
            guard rename(temporary, target.path) == 0 else {
                let error = SystemError.last
                throw UserError(
                    error.isDeviceTrouble ? .inputOutput : .cannotCreate,
                    "Cannot put the finished file at \(target.path): \(error.words).")
            }
        } catch {
            unlink(temporary)
            throw error
        }
        try flush(folder: target.folder)
    }

    /// Brings the rename itself to the device; a file system that cannot do so is left alone.
    private static func flush(folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, SystemError.last.isDeviceTrouble {
            throw UserError(
                .inputOutput, "Cannot flush the folder \(folder): \(SystemError.last.words).")
        }
    }
}

/// The place that a file shall be written to, as it is before the writing.
private struct Target {
    /// The file itself, behind any link.
    let path: String
    /// False for a device or a pipe, which must never be replaced by a file.
    let isReplaceable: Bool
    /// The permission bits of the file that is replaced.
    let mode: mode_t?

    var folder: String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// A name that no other write, of this process or another, uses; git ignores it by its ending.
    var temporaryPath: String {
        let name = (path as NSString).lastPathComponent.prefix(100)
        return "\(folder)/.\(name).\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
    }

    init(_ url: URL) throws {
        let asked = url.path
        var status = stat()
        guard stat(asked, &status) == 0 else {
            (path, isReplaceable, mode) = (asked, true, nil)
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            throw UserError(
                .cannotCreate,
                "Cannot write the file \(asked): a folder has that name. Choose another name.")
        case S_IFREG:
            // Renaming would replace even a file that its owner has protected.
            guard access(asked, W_OK) == 0 else {
                throw UserError(
                    .cannotCreate, "Cannot replace the file \(asked): \(SystemError.last.words).")
            }
            let real = realpath(asked, nil)
            defer { free(real) }
            path = real.map { String(cString: $0) } ?? asked
            (isReplaceable, mode) = (true, status.st_mode & 0o777)
        default:
            (path, isReplaceable, mode) = (asked, false, nil)
        }
    }
}
