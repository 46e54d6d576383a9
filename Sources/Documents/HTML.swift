import Files
import Foundation

/// Pieces of HTML in which no text can break out of its place.
public enum HTML {
    /// `words` as text or attribute value, without anything that acts unseen; the two numbers that
    /// are no characters become U+FFFD.
    public static func escaped(_ words: String) -> String {
        markup(words.visible(keeping: "\t\n\r"))
    }

    /// `words` as a value for a script, line ends too by their numbers: `String(visible:)` reads it.
    static func value(_ words: String) -> String { markup(words.visible) }

    private static func markup(_ words: String) -> String {
        var result = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result += " "
            case _ where scalar.value & 0xfffe == 0xfffe: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

}

/// The headings of a page, each under a name of its own that an address can end with: "Which
/// differences are real" → "which-differences-are-real", and "…-2" for another like it.
final class Anchors {
    /// Those of the first order below the title, in their order.
    private(set) var sections: [(anchor: String, title: String)] = []
    private var given: Set<String> = []

    /// The name for the next heading.
    func next(_ title: String, order: Int) -> String {
        let plain = title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
        // Of signs alone, as a class may be called.
        let stem = plain.isEmpty ? "section" : plain
        var (anchor, number) = (stem, 1)
        while !given.insert(anchor).inserted {
            number += 1
            anchor = "\(stem)-\(number)"
        }
        if order == 2 { sections.append((anchor, title)) }
        return anchor
    }
}

/// Writes the blocks of a document as HTML, its files inside it.
struct HTMLWriter {
    let document: Document
    let anchors = Anchors()

    /// `section` is the heading that they stand under.
    func blocks(_ blocks: [Block], under section: String = "") -> String {
        var section = section
        return blocks.map { block in
            if case .heading(let order, let title) = block, order > 1 { section = title.plain }
            return self.block(block, under: section)
        }.joined(separator: "\n")
    }

    private func block(_ block: Block, under section: String) -> String {
        switch block {
        case .heading(1, let title): return "<h1>\(line(title))</h1>"
        case .heading(let order, let title):
            let anchor = anchors.next(title.plain, order: order)
            return "<h\(order) id=\"\(anchor)\">\(line(title))</h\(order)>"
        case .paragraph(let words): return "<p>\(line(words))</p>"
        case .quote(let words): return "<blockquote>\(line(words))</blockquote>"
        case .list(let items):
            return "<ul>\(items.map { "<li>\(line($0))</li>" }.joined())</ul>"
        case .table(let table): return self.table(table, named: section)
        case .figure(let title, let path, let readings):
            return figure(title, path, readings)
        case .code(let lines, _):
            // Line ends stay: what is copied is to run.
            let text = lines.split(separator: "\n", omittingEmptySubsequences: false)
                .map { HTML.escaped(String($0)) }.joined(separator: "\n")
            return "<div class=\"code\"><pre tabindex=\"0\">\(text)</pre></div>"
        case .details(let summary, let inner):
            return "<details><summary>\(line(summary))</summary>\n"
                + "\(blocks(inner, under: summary.plain))\n</details>"
        case .grid(let cells, _):
            return "<ul class=\"grid\">\(cells.map { "<li>\(line($0))</li>" }.joined())</ul>"
        case .matrix(let matrix): return self.matrix(matrix)
        case .workbench(let workbench): return self.workbench(workbench)
        case .square(let square): return self.square(square)
        case .film(let film): return self.film(film)
        case .onPage(let inner): return blocks(inner, under: section)
        }
    }

    func line(_ words: Text) -> String {
        words.runs.map { run in
            switch run {
            case .words(let words): Self.unbroken(HTML.escaped(words))
            case .strong(let words): "<strong>\(line(words))</strong>"
            case .emphasis(let words): "<em>\(line(words))</em>"
            case .code(let name): "<code>\(HTML.escaped(name))</code>"
            case .link(let words, let target):
                "<a href=\"\(HTML.escaped(target.hasPrefix("https://") ? target : Markdown.link(target)))\">"
                    + "\(line(words))</a>"
            case .picture(let picture): self.picture(picture)
            case .lineBreak: "<br>"
            }
        }.joined()
    }

    /// Numbers that no line ends within: "52.31 ± 0.20 %".
    private static func unbroken(_ words: String) -> String {
        words.replacing(" ± ", with: "&nbsp;±&nbsp;").replacing(" %", with: "&nbsp;%")
    }

    /// A drawing inside the page: its SVG as it is, since it is ours and escaped where it was drawn.
    private func figure(_ title: String, _ path: String, _ readings: Readings?) -> String {
        guard let file = document.files[path] else {
            return "<p class=\"missing\">\(HTML.escaped(title))</p>"
        }
        let drawing = String(decoding: file, as: UTF8.self)
        return "<figure>\(drawing)\(readings.map { self.readings($0, of: title) } ?? "")</figure>"
    }

    private func picture(_ picture: Picture) -> String {
        let words = HTML.escaped(picture.words)
        guard let file = document.files[picture.path] ?? document.inlays[picture.path] else {
            return words
        }
        return "<img src=\"data:image/jpeg;base64,\(file.base64EncodedString())\" "
            + "width=\"\(picture.width)\" alt=\"\(words)\">"
    }

    private func matrix(_ matrix: DifferenceMatrix) -> String {
        let head = matrix.names.indices.map { "<th scope=\"col\">\($0 + 1)</th>" }.joined()
        let rows = zip(matrix.names.indices, matrix.names).map { row, name in
            let cells = matrix.cells[row].map { cell -> String in
                guard let cell else { return "<td></td>" }
                let sign = [.better: "+", .worse: "−", .open: "?"][cell.verdict]!
                return "<td><button type=\"button\" class=\"\(cell.verdict.rawValue)\" "
                    + "aria-label=\"\(HTML.escaped(cell.sentence))\">\(sign)</button></td>"
            }.joined()
            return "<tr><th scope=\"row\">\(row + 1)&ensp;\(HTML.escaped(name))</th>\(cells)</tr>"
        }
        return "<div class=\"matrix\"><p>\(HTML.escaped(matrix.title))</p><div class=\"scroll\">"
            + "<table\(label(matrix.title))><thead><tr><td></td>\(head)</tr></thead><tbody>\(rows.joined())</tbody>"
            + "</table></div><p class=\"say\" aria-live=\"polite\">Point at a square: is the row "
            + "better than the column?</p></div>"
    }
}
