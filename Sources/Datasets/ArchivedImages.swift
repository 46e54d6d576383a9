import Files
import Foundation

/// The images in tar archives, which are read where they lie: members `class/name.jpg`, or, as
/// WebDataset has it, `key.jpg` with its class in `key.cls` (https://github.com/webdataset/webdataset,
/// its description of the format).
struct ArchivedImages {
    private var classes: [ExactText: Int] = [:]
    private var files: [ImageFile] = []
    private var unread: [String] = []

    /// The archives of a split in the data folder: `base.tar`, `base-000.tar`, `train_7.tar`.
    static func archives(of split: Split, among names: [String]) -> [String] {
        names.filter { name in
            guard name.hasSuffix(".tar") else { return false }
            return split.folderNames.contains { start in
                name.hasPrefix(start)
                    && name.dropFirst(start.count).first.map { !$0.isLetter } ?? false
            }
        }
    }

    /// The images in these archives of the folder `data`.
    ///
    /// - Throws: `UserError.badData` naming an archive that is damaged or hostile.
    static func images(in archives: [String], of data: URL) throws -> LabeledImages {
        var all = ArchivedImages()
        for name in archives { try all.add(name, in: data) }
        return LabeledImages(
            classes: all.classes.sorted { $0.value < $1.value }.map(\.key.text), files: all.files,
            unread: all.unread)
    }

    private mutating func add(_ name: String, in data: URL) throws {
        let url = data.appending(path: name, directoryHint: .notDirectory)
        let archive = try TarArchive(contentsOf: url)
        let source = ImageSource.file(url.path)
        let members = archive.members.filter { Self.isData($0.path) }
        let given = try Self.givenClasses(members, in: source, name)
        var counts = archive.others
        for member in members {
            guard ImageFolder.isImage(member.path) else {
                let ending = ImageFolder.ending(of: member.path)
                if ending != "cls" {
                    counts[ending.isEmpty ? "other file" : ".\(ending) file", default: 0] += 1
                }
                continue
            }
            guard member.count <= UInt32.max else {
                counts["oversized image", default: 0] += 1
                continue
            }
            let own = given?[ExactText(Self.key(of: member.path))]
            guard let label = given == nil ? Self.folder(of: member.path) : own else {
                counts["classless image", default: 0] += 1
                continue
            }
            let number = classes[ExactText(label)] ?? classes.count
            classes[ExactText(label)] = number
            files.append(
                ImageFile(
                    in: source, path: "\(name)/\(member.path)", label: number,
                    member: ImageMember(start: member.start, count: UInt32(member.count))))
        }
        for (kind, count) in counts.sorted(by: { precedes($0.key, $1.key) }) {
            unread.append("\(counted(count, kind)) in \(name)")
        }
    }

    /// What lies in hidden folders, or was put there by the system that made the archive, is no data.
    private static func isData(_ path: String) -> Bool {
        !path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
    }

    /// The class that each key's `.cls` names; nil where there is none at all.
    private static func givenClasses(
        _ members: [TarArchive.Member], in source: ImageSource, _ name: String
    ) throws -> [ExactText: String]? {
        let labels = members.filter { $0.path.hasSuffix(".cls") }
        guard !labels.isEmpty else { return nil }
        var given: [ExactText: String] = [:]
        for member in labels {
            let file = ImageFile(
                in: source, path: member.path, label: 0,
                member: ImageMember(start: member.start, count: UInt32(min(member.count, 4096))))
            let bytes = (try? file.bytes()) ?? []
            let text = String(validating: bytes, as: UTF8.self)?
                .trimmingCharacters(in: .whitespacesAndNewlines)
            guard let text, !text.isEmpty, text.utf8.count < 256, member.count < 4096 else {
                throw UserError(
                    .badData,
                    "\(member.path) in \(name) does not name a class: it must be a number or a name."
                )
            }
            given[ExactText(key(of: member.path))] = text
        }
        return given
    }

    /// The path up to the first dot of the name.
    private static func key(of path: String) -> String {
        let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return String(path[..<(path[name...].firstIndex(of: ".") ?? path.endIndex)])
    }

    /// The first folder of the path; nil where there is none.
    private static func folder(of path: String) -> String? {
        path.firstIndex(of: "/").map { String(path[..<$0]) }
    }
}
