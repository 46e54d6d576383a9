import Files
import Foundation

/// A list on disk: a folder with `images.csv`, `episodes.csv` and `episodes.json`, as
/// Episodes/README.md describes it.
extension EpisodeList {
    /// The version of the format.
    private static let format = 1

    /// `episodes.json`. Only the format is needed to read a list; what else is there must be true.
    private struct Header: Codable {
        var format: Int
        var episodes, images, classes: Int?
        var way, shot, query: Int?
        var fingerprint: String?
        var origin: Origin?
    }

    /// The list in the folder at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` where a file of it is not there; `.badData` naming the
    ///   file and line that is wrong, or where the files do not belong together.
    public init(contentsOf url: URL) throws {
        let header: Header = try JSONFile.read(from: url.appending(path: "episodes.json"))
        guard header.format == Self.format else {
            throw UserError(
                .badData,
                "The list of episodes in \(url.path) is of format \(header.format); this program "
                    + "reads format \(Self.format).")
        }
        let images = try Self.images(in: url.appending(path: "images.csv"))
        let tasks = try TaskLines.read(url.appending(path: "episodes.csv"))
        try self.init(
            tasks: tasks, images: images, origin: header.origin ?? Origin(),
            name: "the list of episodes in \(url.path)")
        let counts = [
            ("episodes", header.episodes, episodes.count), ("images", header.images, images.count),
            ("classes", header.classes, classes.count),
        ]
        for (what, said, found) in counts where said != nil && said != found {
            throw UserError(
                .badData,
                "The file \(url.appending(path: "episodes.json").path) speaks of \(said!) \(what), "
                    + "but there are \(found). A file may be cut off or of another list.")
        }
        guard header.fingerprint == nil || header.fingerprint == fingerprint else {
            throw UserError(
                .badData,
                "The list of episodes in \(url.path) is not the one that was written there: its "
                    + "fingerprint differs. Get it again, or take the fingerprint out of "
                    + "episodes.json if the change is meant.")
        }
    }

    /// What a list's files are called.
    public static let files = ["images.csv", "episodes.csv", "episodes.json"]

    /// Writes the list into the folder at `url`, which is made if need be. Equal lists give equal
    /// bytes.
    ///
    /// - Throws: `UserError` `.cannotCreate` where there can be no such folder; else as
    ///   `AtomicFile`.
    public func write(to url: URL) throws {
        let header = Header(
            format: Self.format, episodes: episodes.count, images: images.count,
            classes: classes.count, way: common { $0.classes.count },
            shot: common { Self.size(of: $0.support) }, query: common { Self.size(of: $0.query) },
            fingerprint: fingerprint, origin: origin)
        let contents = try [
            Data(imageLines.utf8), TaskLines.data(episodes), JSONFile.data(header),
        ]
        try FileSet.write(Array(zip(Self.files, contents)), into: url)
    }

    /// What makes a list this one: the SHA-256 of `images.csv` and then `episodes.csv`, as `write`
    /// writes them.
    public var fingerprint: String {
        var hasher = Fingerprint.SHA256()
        hasher.update(imageLines)
        hasher.update(TaskLines.data(episodes))
        return hasher.finish()
    }

    private var imageLines: String {
        let lines = images.map { CSV.line([$0.className, $0.path, $0.sha256 ?? ""]) }
        return (["class,path,sha256"] + lines).joined(separator: "\n") + "\n"
    }

    /// The number that is the same in all episodes; nil if there is none.
    private func common(_ number: (Episode) -> Int?) -> Int? {
        let first = number(episodes[0])
        return episodes.allSatisfy { number($0) == first } ? first : nil
    }

    /// The number of images that is the same in all classes; nil if there is none.
    private static func size(of classes: [[Int]]) -> Int? {
        classes.allSatisfy { $0.count == classes[0].count } ? classes[0].count : nil
    }

    private static func images(in url: URL) throws -> [Image] {
        let rows = CSV.rows(try InputFile.readText(url))
        let header = rows[0].fields
        guard let name = header.firstIndex(of: "class"), let path = header.firstIndex(of: "path")
        else {
            throw UserError(
                .badData,
                "The first line of \(url.path) must name the columns class, path and sha256.")
        }
        let hash = header.firstIndex(of: "sha256")
        return try rows.dropFirst().filter { !$0.text.isEmpty }.map { row in
            let fields = row.fields
            guard fields.count == header.count else {
                throw UserError(
                    .badData,
                    "Line \(row.line) of \(url.path) has \(fields.count) columns, not "
                        + "\(header.count): \"\(row.text.prefix(200))\".")
            }
            let sha256 = hash.flatMap { fields[$0].isEmpty ? nil : fields[$0] }
            return Image(className: fields[name], path: fields[path], sha256: sha256)
        }
    }
}
