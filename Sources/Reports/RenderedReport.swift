import Files
import Foundation

/// A report in memory: the markdown, and the files that it links to.
public struct RenderedReport: Sendable {
    /// The markdown text.
    public internal(set) var markdown = ""
    /// What goes beside it: relative path → content.
    public var files: [String: Data] = [:]
    /// The folder of figures beside the report: "report-figures" for "report.md".
    let folder: String

    /// An empty report to be stored as `fileName` ("report.md").
    public init(fileName: String) {
        let stem = (fileName as NSString).deletingPathExtension
        folder = (stem.isEmpty ? fileName : stem) + "-figures"
    }

    /// Adds a paragraph, a table, a heading: anything that stands between blank lines.
    public mutating func add(_ block: String) {
        markdown += (markdown.isEmpty ? "" : "\n") + block + "\n"
    }

    /// Adds a figure as `name`.svg and shows it; where it has numbers that no figure can show, a
    /// sentence stands in its place. The rest of a report is worth no less for a run that diverged.
    public mutating func add(_ figure: some Figure, as name: String) throws {
        let path = "\(folder)/\(name).svg"
        do {
            files[path] = Data(try figure.svg().utf8)
            add(Markdown.image(figure.title, path))
        } catch let error as UserError where error.kind == .badData {
            add(Markdown.text(error.message))
        }
    }

    /// Adds a photo as `name`.jpg; returns the markup that shows it, `side` pixels wide.
    mutating func photo(_ jpeg: Data, as name: String, words: String, side: Int) -> String {
        let path = "\(folder)/\(name).jpg"
        files[path] = jpeg
        let words = SVG.escaped(words).replacingOccurrences(of: "|", with: "&#124;")
        return "<img src=\"\(Markdown.link(path))\" width=\"\(side)\" alt=\"\(words)\">"
    }

    /// Writes the report to `url` and its files beside it, the text last: a report that is there
    /// shows nothing that is not. Where one cannot be written, an older report stays as it was.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` naming the file.
    public func write(to url: URL) throws {
        let parts = files.sorted { $0.key < $1.key }.map { (path: $0.key, data: $0.value) }
        try FileSet.write(
            parts + [(url.lastPathComponent, Data(markdown.utf8))],
            into: url.deletingLastPathComponent())
    }
}
