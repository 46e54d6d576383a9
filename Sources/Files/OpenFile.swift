import Foundation

/// A file that is open for writing; it closes with the end of its scope.
public struct OpenFile: ~Copyable {
    let descriptor: Int32
    /// The name that errors show: the file that the person asked for.
    let name: String

    /// Writes a file in place, and does not wait until the device has it: for what is made again as
    /// a whole where it breaks off.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput`.
    public static func write(_ data: Data, to url: URL) throws {
        try OpenFile(path: url.path, flags: O_WRONLY | O_CREAT | O_TRUNC, name: url.path)
            .write(data)
    }

    /// Puts `data` at the end of the file at `url`, which is made where there is none: whole, in one
    /// piece, also where others do the same.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput`.
    public static func append(_ data: Data, to url: URL) throws {
        try OpenFile(path: url.path, flags: O_WRONLY | O_CREAT | O_APPEND, name: url.path)
            .write(data)
    }

    /// Opens `path`; an error calls it `name`.
    init(path: String, flags: Int32, name: String) throws {
        descriptor = open(path, flags | O_CLOEXEC, 0o666)
        self.name = name
        guard descriptor >= 0 else { throw Self.cannotCreate(name, SystemError.last) }
    }

    /// What standard output goes to, at the place where it is.
    init(standardOutputAs name: String) throws {
        descriptor = dup(STDOUT_FILENO)
        self.name = name
        guard descriptor >= 0 else { throw Self.cannotCreate(name, SystemError.last) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends all bytes of `data`.
    ///
    /// - Throws: `UserError` `.inputOutput` when the device takes no more.
    public borrowing func write(_ data: Data) throws {
        let (descriptor, name) = (descriptor, name)
        try data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                // Linux moves at most 2 GiB a call; smaller pieces also let a signal through.
                let piece = min(bytes.count - done, 1 << 26)
                let count = Glibc.write(descriptor, bytes.baseAddress! + done, piece)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw Self.brokeOff(name, SystemError.last) }
                done += count
            }
        }
    }

    /// Writes all of a new file and waits until the device has it.
    borrowing func fill(
        mode: mode_t?, _ body: (borrowing OpenFile) throws -> Void
    ) throws {
        if let mode { _ = fchmod(descriptor, mode) }
        try body(self)
        try flush()
    }

    /// Waits until the device has all that was written.
    borrowing func flush() throws {
        guard fsync(descriptor) == 0 else { throw Self.brokeOff(name, SystemError.last) }
    }

    private static func cannotCreate(_ name: String, _ error: SystemError) -> UserError {
        let folder = (name as NSString).deletingLastPathComponent
        // Not so in /proc, which is there and takes no file.
        if error.code == ENOENT && access(folder, F_OK) != 0 {
            return UserError(
                .cannotCreate,
                "Cannot create the file \(name): the folder \(folder) does not exist.")
        }
        return UserError(
            error.isDeviceTrouble ? .inputOutput : .cannotCreate,
            "Cannot create the file \(name): \(error.words).")
    }

    private static func brokeOff(_ name: String, _ error: SystemError) -> UserError {
        UserError(
            .inputOutput,
            "Writing \(name) broke off: \(error.words). What was there before is unharmed.")
    }
}
