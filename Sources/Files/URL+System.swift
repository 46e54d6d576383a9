import Foundation

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
