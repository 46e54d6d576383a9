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

    /// Writes `data`, a copy of the file at `original` or of a part of it, to the file at `url`: with the
    /// rights of that file, so that nobody may read the copy who may not read the original, and if so
    /// wished with its date.
    public static func write(
        copy data: Data, of original: URL, keepingDate keepsDate: Bool, to url: URL
    ) throws {
        var status = stat()
        let isThere = Files.status(of: original.path, &status) == 0
        try write(to: url) { file in
            if isThere { _ = fchmod(file.descriptor, status.st_mode & 0o777) }
            try file.write(data)
            if isThere && keepsDate {
                _ = futimens(file.descriptor, [status.st_atim, status.st_mtim])
            }
        }
    }

    /// Writes to the file at `url` what `body` gives, piece by piece, so that a large file need not
    /// be held as one block; nothing is left of it if `body` throws.
    public static func write(to url: URL, _ body: (borrowing OpenFile) throws -> Void) throws {
        let target = try WritingTarget(url)
        guard target.isReplaceable else {
            // Opened anew, a file would be written from its start, over what is there.
            guard !WritingTarget.isStandardOutput(url.path) else {
                return try body(OpenFile(standardOutputAs: url.path))
            }
            let file = try OpenFile(path: url.path, flags: O_WRONLY, name: url.path)
            return try body(file)
        }
        Leftovers.remove(in: target.folder)
        while true {
            let temporary = Leftovers.newName(for: target.name, in: target.folder)
            let file = try OpenFile(
                path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, name: target.path)
            guard Leftovers.lock(file.descriptor) else { continue }
            do {
                try file.fill(mode: target.mode, body)
                try target.take(temporary)
            } catch {
                unlink(temporary)
                throw error
            }
            return try WritingTarget.flush(folder: target.folder)
        }
    }
}
