import Files
import Foundation

extension Document {
    /// The document as one page that needs no network and no other file: drawings and photos lie in
    /// it, and a content security policy forbids everything but its own style and script. It can be
    /// read without the script, which sorts, hides and copies, and moves photos to other labels.
    public var page: String {
        let writer = HTMLWriter(document: self)
        let content = writer.blocks(blocks)
        let headings = writer.anchors.sections.map {
            "<a href=\"#\($0.anchor)\">\(HTML.escaped($0.title))</a>"
        }
        let script = ([PageScript.text] + scripts).joined(separator: "\n")
        let policy =
            "default-src 'none'; img-src data:; style-src '\(Self.hash(PageStyle.text))'; "
            + "script-src '\(Self.hash(script))'; base-uri 'none'; form-action 'none'"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">\(tables)
            <title>\(HTML.escaped(title))</title>
            <style>\(PageStyle.text)</style>
            </head>
            <body>
            <nav aria-label="Sections">\(headings.joined())</nav>
            <main>
            \(content)
            </main>
            <script>\(script)</script>
            </body>
            </html>

            """
    }

    /// What the tables beside it were when it was made, line by line.
    private var tables: String {
        files.filter { $0.key.hasSuffix(".csv") }.sorted { $0.key < $1.key }
            .map { "\n" + Self.mark(of: $0.key, with: $0.value) }.joined()
    }

    /// What a page says of the table `name` beside it: by this it is known again, or that it was changed.
    public static func mark(of name: String, with content: Data) -> String {
        "<meta name=\"table\" content=\"\(HTML.escaped(name)) \(Fingerprint.sha256(content))\">"
    }

    /// What some blocks need, where they are there.
    private var scripts: [String] {
        let isWorkbench = blocks.contains { if case .workbench = $0 { true } else { false } }
        let isFilm = blocks.contains { if case .film = $0 { true } else { false } }
        return (isWorkbench ? [WorkbenchScript.text] : []) + (isFilm ? [FilmScript.text] : [])
            + (blocks.contains(where: \.hasReadings) ? [ReadingScript.text] : [])
    }

    /// What the policy knows a style or script by: SHA-256, in base64.
    private static func hash(_ text: String) -> String {
        let digits = Array(Fingerprint.sha256(text).utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
            UInt8(String(decoding: digits[place..<(place + 2)], as: UTF8.self), radix: 16)!
        }
        return "sha256-" + Data(bytes).base64EncodedString()
    }
}

extension Block {
    /// Whether a drawing in it can be read place by place.
    fileprivate var hasReadings: Bool {
        switch self {
        case .figure(_, _, let readings): readings != nil
        case .details(_, let inner), .onPage(let inner): inner.contains(where: \.hasReadings)
        default: false
        }
    }
}
