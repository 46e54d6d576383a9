extension Document {
    /// The document as GitHub-flavoured markdown.
    public var markdown: String { Markdown.blocks(blocks) + "\n" }
}

extension Markdown {
    fileprivate static func blocks(_ blocks: [Block]) -> String {
        blocks.compactMap(block).joined(separator: "\n\n")
    }

    private static func block(_ block: Block) -> String? {
        switch block {
        case .heading(let order, let title):
            return String(repeating: "#", count: order) + " " + line(title)
        case .paragraph(let words): return line(words)
        case .quote(let words): return "> " + line(words)
        case .list(let items): return items.map { "- " + line($0) }.joined(separator: "\n")
        case .table(let table):
            return Markdown.table(
                table.columns.map { line($0.title) },
                table.rows.map { $0.map { line($0.text) } },
                left: Set(table.columns.indices.filter { table.columns[$0].kind == .words }))
        case .figure(let title, let path, _): return image(title, path)
        case .code(let lines, let language): return Markdown.block(lines, language: language)
        case .details(let summary, let inner):
            return "<details><summary>\(line(summary))</summary>\n\n\(blocks(inner))\n\n</details>"
        case .grid(let cells, let columns):
            let rows = stride(from: 0, to: cells.count, by: columns).map { start in
                (start..<(start + columns)).map { $0 < cells.count ? line(cells[$0]) : "" }
            }
            return Markdown.table(
                [String](repeating: "", count: columns), rows, left: Set(0..<columns))
        case .matrix, .square, .film, .onPage: return nil
        case .workbench(let workbench): return blocks(workbench.blocks)
        }
    }

    /// A text in one line, also in a cell of a table.
    static func line(_ words: Text) -> String {
        words.runs.map { run in
            switch run {
            case .words(let words): text(words)
            case .strong(let words): "**\(line(words))**"
            case .emphasis(let words): "*\(line(words))*"
            case .code(let name): code(name)
            case .link(let words, let target):
                "[\(line(words))](\(isAddress(target) ? target : link(target)))"
            case .picture(let picture):
                "<img src=\"\(link(picture.path))\" width=\"\(picture.width)\" "
                    + "alt=\"\(attribute(picture.words))\">"
            case .lineBreak: "<br>"
            }
        }.joined()
    }

    /// Web addresses are ours and whole; everything else is a path.
    private static func isAddress(_ target: String) -> Bool { target.hasPrefix("https://") }

    private static func attribute(_ words: String) -> String {
        HTML.escaped(words).replacing("|", with: "&#124;")
    }
}
