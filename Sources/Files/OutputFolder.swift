import Foundation
import Synchronization

/// Places that results go to: made, or looked at before work that takes long.
public enum OutputFolder {
    /// The folders that this process made, the outer ones first.
    private static let made = Mutex<[String]>([])

    /// Makes the folder at `url` and those above it, unless they are there.
    ///
    /// - Throws: `UserError` `.cannotCreate` where that cannot be, `.inputOutput` where the device
    ///   gives out.
    public static func make(_ url: URL) throws {
        let path = url.path.isEmpty ? "." : url.path
        if isFolder(path) || makeOne(path) { return }
        var error = SystemError.last
        let above = (path as NSString).deletingLastPathComponent
        if error.code == ENOENT, !above.isEmpty, !isFolder(above) {
            try make(URL(fileURLWithPath: above))
            if makeOne(path) { return }
            error = SystemError.last
        }
        // Another process may have made it meanwhile.
        if isFolder(path) { return }
        let file = firstFile(above: path).map { "\($0) is a file" }
        throw UserError(
            error.isDeviceTrouble ? .inputOutput : .cannotCreate,
            "The folder \(path) cannot be made: \(file ?? error.words).")
    }

    private static func makeOne(_ path: String) -> Bool {
        guard mkdir(path, 0o777) == 0 else { return false }
        made.withLock { $0.append(path) }
        return true
    }

    /// Removes those folders that this process made and that hold nothing, as where work was refused
    /// after they were made.
    public static func removeEmpty() {
        for path in made.withLock({ $0 }).reversed() { rmdir(path) }
    }

    /// Sees to it, before the work, that a folder at `url` is there or can be made, and takes files.
    ///
    /// - Throws: `UserError` as `make`.
    public static func require(_ url: URL) throws {
        var path = url.path.isEmpty ? "." : url.path
        while !isFolder(path) {
            if let file = firstFile(above: path) {
                throw UserError(
                    .cannotCreate, "The folder \(url.path) cannot be made: \(file) is a file.")
            }
            path = (path as NSString).deletingLastPathComponent
            if path.isEmpty { path = "." }
        }
        let probe = Leftovers.newName(for: "probe", in: path)
        guard mkdir(probe, 0o777) == 0 else { throw refusal(path) }
        rmdir(probe)
    }

    /// Sees to it, before the work, that the file at `url` can be written, in a folder that is
    /// there or, if so wished, is made with it.
    ///
    /// - Throws: `UserError` as `make`, and for a folder of the file's name.
    public static func require(file url: URL, makingFolder: Bool = false) throws {
        guard try WritingTarget(url).isReplaceable else { return }
        let folder = url.deletingLastPathComponent()
        if !makingFolder && !isFolder(folder.path) {
            throw UserError(
                .cannotCreate,
                "Cannot create the file \(url.path): the folder \(folder.path) does not exist.")
        }
        try require(folder)
    }

    /// Sees to it, before the work, that a file can be written at `url`, and that none is there unless
    /// a person said that it may go.
    ///
    /// - Throws: `UserError` as `require(file:)`.
    public static func require(newFile url: URL, overwrites: Bool) throws {
        try require(file: url)
        if !overwrites, try holdsFile(url) { throw occupied(url, new: "file", goingBy: "output") }
    }

    /// Whether a file would be lost by writing one to `url`: not a device or a pipe.
    ///
    /// - Throws: `UserError` as `require(file:)`.
    public static func holdsFile(_ url: URL) throws -> Bool {
        try url.exists && WritingTarget(url).isReplaceable
    }

    /// Whether what is at `url` takes what is written as it comes, and holds nothing: a device, a pipe,
    /// or standard output whatever it is.
    ///
    /// - Throws: `UserError` as `require(file:)`.
    public static func isDevice(_ url: URL) throws -> Bool { try !WritingTarget(url).isReplaceable }

    /// The error that what is at `url`, which may be another command's, is not replaced unasked.
    ///
    /// - Parameters:
    ///   - new: what was to be written there, in a word.
    ///   - settings: what says where that goes.
    public static func occupied(_ url: URL, new: String, goingBy settings: String...) -> UserError {
        UserError(
            .cannotCreate,
            "There is \(url.relativePath) already, and nothing shows that this very command, with "
                + "the same options, wrote it. Say where the new \(new) goes, or that that one may be "
                + "overwritten.",
            remedies: settings + ["overwrite"])
    }

    /// Why the last system call could make nothing in the folder at `path`.
    static func refusal(_ path: String) -> UserError {
        let error = SystemError.last
        return UserError(
            error.isDeviceTrouble ? .inputOutput : .cannotCreate,
            "Nothing can be written into the folder \(path): \(error.words).")
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return Files.status(of: path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path itself, or what it lies in, where that is there and no folder.
    private static func firstFile(above path: String) -> String? {
        var path = path
        while !path.isEmpty && path != "/" {
            if access(path, F_OK) == 0 { return isFolder(path) ? nil : path }
            path = (path as NSString).deletingLastPathComponent
        }
        return nil
    }
}
