import Documents
import Files
import Foundation

/// A report in memory: the document, and where what it shows will lie.
public struct RenderedReport: Sendable {
    /// What it says, and what goes beside it: relative path → content.
    public internal(set) var document = Document()
    /// The folder of figures beside the report: "report-figures" for "report.md".
    let folder: String
    /// What it is to be stored as.
    let fileName: String

    /// An empty report to be stored as `fileName` ("report.md").
    public init(fileName: String) {
        folder = Self.figures(of: fileName)
        self.fileName = fileName
    }

    private static func figures(of fileName: String) -> String {
        let stem = (fileName as NSString).deletingPathExtension
        return (stem.isEmpty ? fileName : stem) + "-figures"
    }

    /// The folder of figures of the report at `url`.
    public static func figures(of url: URL) -> URL {
        url.deletingLastPathComponent().appending(
            path: figures(of: url.lastPathComponent), directoryHint: .isDirectory)
    }

    /// What the record `name` ("results.json") is called beside the report at `url`: so where the
    /// report is report.md, and "a-results.json" beside a.md, since a folder may hold several.
    public static func recordName(_ name: String, beside url: URL) -> String {
        let stem = url.deletingPathExtension().lastPathComponent
        return ["report.json", name].contains("\(stem).json") ? name : "\(stem)-\(name)"
    }

    /// Where the page of the report at `url` lies: "report.html" beside "report.md". A report that is
    /// itself called as a page would be its own.
    public static func page(of url: URL) -> URL {
        url.pathExtension.lowercased() == "html"
            ? url : url.deletingPathExtension().appendingPathExtension("html")
    }

    /// Whether the text of a report, a page or a record says that `command` made it.
    public static func isMade(by command: String, _ text: String) -> Bool {
        let shown = HTML.escaped(command)
        // In a block of code, where it is the last of several; on a page it may be the first, too.
        var signs = ["\n\(command)\n", "\n\(shown)</pre>", ">\(shown)</pre>"]
        if let quoted = try? JSONFile.data(command) {
            signs.append("\"command\" : \(String(decoding: quoted.dropLast(), as: UTF8.self))")
        }
        return signs.contains { text.contains($0) }
    }

    /// Whether a table is what it was when the report at `url` was made, as its page says.
    public static func isUnchanged(_ table: URL, since url: URL) -> Bool {
        guard let page = try? InputFile.readText(page(of: url)),
            let content = try? InputFile.read(table)
        else { return false }
        return page.contains(Document.mark(of: table.lastPathComponent, with: content))
    }

    /// Adds the record `name` beside the report.
    ///
    /// - Returns: the link to it.
    mutating func add(record: some Encodable, as name: String) throws -> Text {
        document.files[name] = try JSONFile.data(record)
        return "\(link: name, to: name)"
    }

    /// Adds the last section: the command that made it, under which circumstances, and the record
    /// with the numbers.
    public mutating func addOrigin(
        _ command: String, _ circumstances: Text, numbers: Text = "The numbers behind this page",
        in record: some Encodable, as name: String
    ) throws {
        heading(2, "To repeat it")
        show(.code(command, language: "sh"))
        let link = try add(record: record, as: name)
        paragraph("\(circumstances) \(numbers): \(link).")
    }

    /// The markdown text.
    public var markdown: String { document.markdown }
    /// What the markdown links to.
    public var files: [String: Data] {
        get { document.files }
        set { document.files = newValue }
    }

    /// Adds a block.
    public mutating func show(_ block: Block) { document.add(block) }

    /// Adds a heading of the first, second or third order.
    public mutating func heading(_ order: Int, _ text: Text) { show(.heading(order, text)) }

    /// Adds a paragraph.
    public mutating func paragraph(_ text: Text) { show(.paragraph(text)) }

    /// Adds a figure as `name`.svg and shows it; where it has numbers that no figure can show, a
    /// sentence stands in its place. The rest of a report is worth no less for a run that diverged.
    public mutating func add(_ figure: some Figure, as name: String) throws {
        let path = "\(folder)/\(name).svg"
        do {
            document.files[path] = Data(try figure.svg().utf8)
            show(
                .figure(title: figure.heading.title, path: path, readings: figure.readings))
        } catch let error as UserError where error.kind == .badData {
            paragraph(Text(error.message))
        }
    }

    /// Adds a photo as `name`.jpg; returns what shows it, `side` pixels wide.
    mutating func photo(_ jpeg: Data, as name: String, words: String, side: Int) -> Text {
        Text([.picture(picture(jpeg, as: name, words: words, side: side))])
    }

    /// The same as a picture.
    mutating func picture(_ jpeg: Data, as name: String, words: String, side: Int) -> Picture {
        let path = "\(folder)/\(name).jpg"
        document.files[path] = jpeg
        return Picture(path: path, words: words, width: side)
    }

    /// Adds blocks that the page alone shows, with photos that lie in it alone.
    mutating func addToPage(_ blocks: [Block], photos: [String: Data]) {
        document.inlays.merge(photos) { old, _ in old }
        show(.onPage(blocks))
    }

    /// Writes the report to `url`, its files beside it, and last its text: a report that is there shows
    /// nothing that is not. Where one cannot be written, an older report stays as it
    /// was. A device gets the text alone.
    ///
    /// - Throws: `UserError` `.cannotCreate` or `.inputOutput` naming the file.
    public func write(to url: URL) throws {
        guard try !OutputFolder.isDevice(url) else {
            return try AtomicFile.write(Data(markdown.utf8), to: url)
        }
        func all(_ isChosen: (String) -> Bool) -> [(path: String, data: Data)] {
            files.filter { isChosen($0.key) }.sorted { $0.key < $1.key }
                .map { (path: $0.key, data: $0.value) }
        }
        let isPicture: (String) -> Bool = { $0.hasPrefix(folder + "/") }
        let figures = Self.figures(of: url)
        let isOwn = OutputMark.isThere(figures)
        var parts = all(isPicture)
        if !parts.isEmpty {
            // Before the pictures: they are never without it.
            parts.insert(("\(folder)/\(OutputMark.name)", OutputMark.content), at: 0)
        }
        // Before tables, which do not say whose they are: the page beside them does.
        parts.append((Self.page(of: url).lastPathComponent, Data(document.page.utf8)))
        parts += all { !isPicture($0) }
        parts.append((url.lastPathComponent, Data(markdown.utf8)))
        try FileSet.write(parts, into: url.deletingLastPathComponent())
        if isOwn { removePhotos(in: figures) }
    }

    /// Removes the photos of an earlier report that this one does not show: whoever takes a photo out
    /// and gives the report away has not given that photo away, too.
    private func removePhotos(in figures: URL) {
        for name in Folder.names(in: figures) ?? []
        where files["\(folder)/\(name)"] == nil
            && name.wholeMatch(of: #/(image|example|finding|sample)(-\d+)+\.jpg/#) != nil
        {
            figures.appending(path: name).removeFile()
        }
    }
}
