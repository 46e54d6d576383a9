import Files
import Foundation

/// The image files in a folder and in the folders in it.
///
/// Not looked into are hidden folders, those that cameras, disks and shares keep for themselves, and
/// those that this program wrote pictures into (`OutputMark`). Links are followed, each folder once.
struct ImageFolder {
    /// The endings of the files that are read, in any mixture of cases. What they are is found when
    /// they are decoded.
    private static let endings: Set<String> = [
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif", "avif",
    ]

    /// The images' paths relative to the folder, "/"-separated.
    private(set) var paths: [String] = []
    /// What is there besides: "3 .gif files in robin", "the folder robin/x, which cannot be opened
    /// (Permission denied)".
    private(set) var unread: [String] = []
    private var seen: Set<[UInt64]> = []
    /// The folders that it lies in.
    private let above: Set<[UInt64]>

    /// Looks through the folder at `url`.
    ///
    /// - Parameters:
    ///   - name: what `unread` calls it.
    ///   - others: folders in it that belong to something else, by path relative to it.
    init(_ url: URL, called name: String, without others: Set<ExactText> = []) {
        var (folder, above) = (url.standardizedFileURL, Set<[UInt64]>())
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            Self.identity(of: folder).map { _ = above.insert($0) }
        }
        self.above = above
        look(into: url, called: name, below: "", without: others)
    }

    /// What tells a folder from all others, by whatever path it is reached; nil where there is none.
    private static func identity(of url: URL) -> [UInt64]? {
        var status = stat()
        guard Files.status(of: url.path, &status) == 0 else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }

    /// The folders in the folder at `url` that may hold images.
    static func folders(in url: URL) -> [String] {
        Folder.subfolders(of: url).filter {
            mayHoldImages($0, in: url)
                && !holdsResults(url.appending(path: $0, directoryHint: .isDirectory))
        }
    }

    /// Whether the folder at `url` has this program's results in it, or in a folder in it, and no image
    /// anywhere: so is no class left out in which somebody has photos.
    private static func holdsResults(_ url: URL) -> Bool {
        guard let entries = Folder.entries(in: url),
            !entries.contains(where: { !$0.isFolder && isImage($0.name) })
        else { return false }
        func areResults(_ names: [String]) -> Bool {
            names.contains {
                ["results.json", "doctor.json", "labels.csv", "gallery.html", "report.html"]
                    .contains($0)
            }
        }
        let isOwn =
            areResults(entries.map(\.name))
            || entries.contains {
                $0.isFolder && areResults(Folder.names(in: url.appending(path: $0.name)) ?? [])
            }
        return isOwn && !hasImages(url)
    }

    /// What lies in the folder at `url`, beside the folders of classes: images of no class, which are
    /// not read.
    static func images(beside url: URL, called name: String) -> [String] {
        let loose = (Folder.entries(in: url) ?? []).filter { !$0.isFolder && isImage($0.name) }
        guard !loose.isEmpty else { return [] }
        return [
            "\(counted(loose.count, "image")) \(name.isEmpty ? "" : "in \(name) ")beside the folders of "
                + "classes"
        ]
    }

    /// Whether there is an image in the folder at `url` or below it.
    static func hasImages(_ url: URL) -> Bool {
        let entries = Folder.entries(in: url) ?? []
        return entries.contains { !$0.isFolder && isImage($0.name) }
            || !ImageFolder(url, called: "").paths.isEmpty
    }

    /// Whether a file of this name is taken for an image.
    static func isImage(_ name: String) -> Bool { endings.contains(ending(of: name)) }

    private mutating func look(
        into url: URL, called name: String, below prefix: String, without others: Set<ExactText>
    ) {
        guard let identity = Self.identity(of: url), seen.insert(identity).inserted else { return }
        // Its photos are those of all classes.
        guard !above.contains(identity) else {
            unread.append("the link \(name) to a folder that it lies in")
            return
        }
        guard let all = Folder.entries(in: url, hidden: true) else {
            unread.append(
                "the folder \(name), which cannot be opened (\(String(cString: strerror(errno))))")
            return
        }
        let entries = all.filter { !$0.name.hasPrefix(".") }
        // What a Mac puts beside a photo is called as it, behind "._".
        let hidden = all.count {
            !$0.isFolder && $0.name.hasPrefix(".") && !$0.name.hasPrefix("._")
                && Self.isImage($0.name)
        }
        if hidden > 0 { unread.append("\(counted(hidden, "hidden image")) in \(name)") }
        var counts: [String: Int] = [:]
        for entry in entries where !entry.isFolder {
            if Self.isImage(entry.name) {
                paths.append(prefix + entry.name)
            } else if !["thumbs.db", "desktop.ini"].contains(entry.name.lowercased()) {
                counts[Self.ending(of: entry.name), default: 0] += 1
            }
        }
        for (ending, count) in counts.sorted(by: { precedes($0.key, $1.key) }) {
            let kind = ending.isEmpty ? "" : " .\(ending)"
            let without = ending.isEmpty ? " without an ending" : ""
            unread.append("\(count)\(kind) file\(count == 1 ? "" : "s")\(without) in \(name)")
        }
        for entry in entries where entry.isFolder && Self.mayHoldImages(entry.name, in: url) {
            guard !others.contains(ExactText(prefix + entry.name)) else { continue }
            look(
                into: url.appending(path: entry.name, directoryHint: .isDirectory),
                called: "\(name)/\(entry.name)", below: "\(prefix)\(entry.name)/", without: others)
        }
    }

    /// Folders of other programs that hold no photos of their own: thumbnails of network disks and
    /// cameras, what was thrown away, what an archive from a Mac brings along.
    private static let foreign: Set<String> = [
        "@eadir", "@recycle", "#recycle", "$recycle.bin", "system volume information",
        "lost+found", "__macosx", "thmbnl",
    ]

    private static func mayHoldImages(_ name: String, in url: URL) -> Bool {
        !foreign.contains(name.lowercased())
            && !OutputMark.isThere(url.appending(path: name, directoryHint: .isDirectory))
    }

    static func ending(of name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }
}
