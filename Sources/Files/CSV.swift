import Foundation

/// Comma-separated values, as far as lists of files and names need them.
public enum CSV {
    /// The fields of a line; a field may stand in quotes, with quotes doubled inside.
    public static func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var quoted = false
        var justClosed = false
        for character in line {
            if character == "\"" {
                if justClosed { fields[fields.count - 1].append("\"") }
                quoted.toggle()
                justClosed = !quoted
                continue
            }
            justClosed = false
            if character == "," && !quoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
        }
        return fields.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The lines of a file's text, without a byte order mark, as spreadsheets write it.
    public static func lines(_ text: String) -> [Substring] {
        text.drop { $0 == "\u{FEFF}" }.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }
}
