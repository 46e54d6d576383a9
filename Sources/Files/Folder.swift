import Foundation

/// What is in folders, sorted by bytes, without what is hidden (its name starts with a dot). Names
/// are texts as `FileName` has them.
public enum Folder {
    /// All names, the `hidden` ones too if asked for; nil if the folder cannot be listed.
    public static func names(in url: URL, hidden: Bool = false) -> [String]? {
        entries(in: url, hidden: hidden)?.map(\.name)
    }

    /// Why the folder at `url` cannot be listed, as the end of a sentence: "does not exist", "is a
    /// file", "cannot be opened (Permission denied)"; nil where it can.
    public static func trouble(listing url: URL) -> String? {
        guard names(in: url) == nil else { return nil }
        switch errno {
        case ENOENT: return "does not exist"
        case ENOTDIR: return "is a file"
        default: return "cannot be opened (\(String(cString: strerror(errno))))"
        }
    }

    /// The folders in a folder, links to folders among them.
    public static func subfolders(of url: URL) -> [String] {
        (entries(in: url) ?? []).filter(\.isFolder).map(\.name)
    }

    /// The names and whether they are folders, behind links; nil if the folder cannot be listed.
    public static func entries(in url: URL, hidden: Bool = false) -> [(
        name: String, isFolder: Bool
    )]? {
        guard let folder = url.path.withFileName({ opendir($0) }) else { return nil }
        defer { closedir(folder) }
        var entries: [(bytes: [UInt8], isFolder: Bool)] = []
        while let entry = readdir(folder) {
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    let bytes = Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
                    let dot = UInt8(ascii: ".")
                    if hidden ? [[dot], [dot, dot]].contains(bytes) : bytes[0] == dot { return }
                    let type = Int32(entry.pointee.d_type)
                    var status = stat()
                    let isFolder =
                        type == DT_DIR
                        || (type == DT_LNK || type == DT_UNKNOWN)
                            && fstatat(dirfd(folder), name, &status, 0) == 0
                            && status.st_mode & S_IFMT == S_IFDIR
                    entries.append((bytes, isFolder))
                }
            }
        }
        return entries.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            .map { (FileName.text(of: $0.bytes), $0.isFolder) }
    }
}

/// Whether `a` comes before `b` by bytes; Swift's own order of strings is Unicode's.
public func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
