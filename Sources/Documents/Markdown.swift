import Files
import Foundation

/// Pieces of GitHub-flavoured markdown in which no text can break out of its place.
enum Markdown {
    /// `text` as words: nothing in it is taken for markup, also inside tables and `<details>`. What
    /// cannot be markup where it stands (a "<" or "&" before a space) stays as it is.
    static func text(_ text: String) -> String {
        var result = ""
        let scalars = Array(text.visible.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            let isFree = place + 1 < scalars.count && scalars[place + 1] == " "
            switch scalar {
            case "&": result += isFree ? "&" : "&amp;"
            case "<": result += isFree ? "<" : "&lt;"
            case ">": result += "&gt;"
            case "~" where isFree && place > 0 && scalars[place - 1] == " ": result += "~"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "$", "#": result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `text` as code inside a line or a table cell: fenced by more backticks than it holds.
    static func code(_ text: String) -> String {
        let line = text.visible.replacingOccurrences(of: "|", with: "\\|")
        let fence = String(repeating: "`", count: longestTicks(in: line) + 1)
        let gap = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
        return line.isEmpty ? "–" : fence + gap + line + gap + fence
    }

    /// `text` as a block of code in `language`.
    static func block(_ text: String, language: String) -> String {
        let text = text.visible(keeping: "\n\t")
        let fence = String(repeating: "`", count: max(3, longestTicks(in: text) + 1))
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }

    /// A table; the columns `left` are aligned left and the others right. Cells are markdown already.
    static func table(_ header: [String], _ rows: [[String]], left: Set<Int>) -> String {
        let rule = header.indices.map { left.contains($0) ? "---" : "---:" }
        return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
            .joined(separator: "\n")
    }

    /// A figure or photo at the relative `path`; `words` stand in where it cannot be seen.
    static func image(_ words: String, _ path: String) -> String {
        "![\(text(words))](\(link(path)))"
    }

    /// A relative path as a link target: every byte but unreserved ones and "/" is percent-encoded.
    static func link(_ path: String) -> String {
        path.utf8.map { byte in
            let safe =
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte) || "-._~/".utf8.contains(byte)
            return safe
                ? String(UnicodeScalar(byte))
                : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }.joined()
    }

    private static func longestTicks(in text: String) -> Int {
        var (longest, run) = (0, 0)
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
