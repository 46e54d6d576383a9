import Foundation

/// The place that a file shall be written to, as it is before the writing.
struct WritingTarget {
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

    var name: String { (path as NSString).lastPathComponent }

    /// - Throws: `UserError.cannotCreate` for a folder of that name, or a file that is protected.
    init(_ url: URL) throws {
        let asked = url.path
        guard !Self.isStandardOutput(asked) else {
            (path, isReplaceable, mode) = (asked, false, nil)
            return
        }
        var status = stat()
        guard Files.status(of: asked, &status) == 0 else {
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
            path = realpath(asked) ?? asked
            (isReplaceable, mode) = (true, status.st_mode & 0o777)
        default:
            (path, isReplaceable, mode) = (asked, false, nil)
        }
    }

    /// Whether what a shell put there takes it: a file that standard output goes to is the shell's.
    static func isStandardOutput(_ path: String) -> Bool {
        ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
    }

    /// Puts the finished file `temporary` in its place.
    func take(_ temporary: String) throws {
        guard rename(temporary, path) != 0 else { return }
        let error = SystemError.last
        throw UserError(
            error.isDeviceTrouble ? .inputOutput : .cannotCreate,
            "Cannot put the finished file at \(path): \(error.words).")
    }

    /// Brings renames in `folder` to the device; a file system that cannot do so is left alone.
    static func flush(folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, SystemError.last.isDeviceTrouble {
            throw UserError(
                .inputOutput, "Cannot flush the folder \(folder): \(SystemError.last.words).")
        }
    }
}
