import Foundation

/// Comma-separated values (RFC 4180), as far as lists of files and names need them: one row on each
/// line, or on several where a field in quotes holds line ends.
///
/// Other characters that nobody would see are written as `String.visible` shows them, and come
/// back as what they were.
public enum CSV {
    /// A row as it stands in a file.
    public struct Row: Sendable {
        /// The number of its first line, from 1.
        public let line: Int
        /// All of it, without its line end.
        public let text: Substring

        /// Its fields.
        public var fields: [String] { CSV.fields(text) }
        /// Whether there is nothing in it.
        public var isBlank: Bool { text.allSatisfy(\.isWhitespace) }
    }

    /// The rows of a file's text, without a byte order mark, as spreadsheets write it.
    public static func rows(_ text: String) -> [Row] {
        var text = text.drop { $0 == "\u{FEFF}" }
        text.makeContiguousUTF8()
        let bytes = text.utf8
        var rows: [Row] = []
        var (start, line) = (bytes.startIndex, 1)
        while true {
            let end = bytes.endOfRow(from: start)
            rows.append(Row(line: line, text: text[start..<end]))
            guard end < bytes.endIndex else { return rows }
            line += bytes[start..<end].lineEnds + 1
            start = bytes.afterLineEnd(at: end)
        }
    }

    /// The fields of a row; a field may stand in quotes, with quotes doubled inside. Spaces around
    /// a field belong to it only inside quotes.
    public static func fields(_ row: Substring) -> [String] {
        // By bytes and scalars, as other programs read it: a mark may combine with a comma.
        guard row.utf8.contains(UInt8(ascii: "\"")) else {
            return row.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { unquoted(Substring($0)) }
        }
        return quotedFields(row)
    }

    /// The row, without a line end behind it, that `rows` and `fields` read as these.
    public static func line(_ fields: [String]) -> String {
        fields.map { field in
            let shown = field.visible(keeping: "\n\r\t")
            let scalars = shown.unicodeScalars
            let isPlain =
                !scalars.contains { [",", "\"", "\n", "\r"].contains($0) }
                && scalars.first?.properties.isWhitespace != true
                && scalars.last?.properties.isWhitespace != true
            if isPlain { return shown }
            let doubled = scalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
            return "\"\(String(String.UnicodeScalarView(doubled)))\""
        }.joined(separator: ",")
    }

    /// A cell for a file that people open in a spreadsheet: an apostrophe stands before what would
    /// be taken there for a formula, and before what begins with an apostrophe itself, so that
    /// `text(ofCell:)` can tell.
    public static func cell(_ text: String) -> String {
        let first = text.unicodeScalars.first
        return first.map(formulaStarts.contains) == true ? "'\(text)" : text
    }

    /// The text of such a cell.
    public static func text(ofCell cell: String) -> String {
        let rest = cell.unicodeScalars.dropFirst()
        guard cell.unicodeScalars.first == "'", let first = rest.first,
            formulaStarts.contains(first)
        else { return cell }
        return String(rest)
    }

    /// The signs that begin a formula, their wide forms among them, and what hides one from sight.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'",
    ]

    private static func unquoted(_ field: Substring) -> String {
        func mayBeSpace(_ byte: UInt8?) -> Bool { byte.map { $0 <= 0x20 || $0 >= 0x80 } ?? false }
        let isTrimmed = !mayBeSpace(field.utf8.first) && !mayBeSpace(field.utf8.last)
        return String(
            visible: isTrimmed ? String(field) : field.trimmingCharacters(in: .whitespaces))
    }

    private static func quotedFields(_ row: Substring) -> [String] {
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var (isQuoted, wasQuoted, justClosed) = (false, false, false)
        func finished() -> String {
            wasQuoted ? String(visible: String(field)) : unquoted(Substring(String(field)))
        }
        for scalar in row.unicodeScalars {
            if scalar == "\"" {
                if justClosed { field.append(scalar) }
                if !isQuoted && field.allSatisfy(\.properties.isWhitespace) && !wasQuoted {
                    (field, wasQuoted) = (.init(), true)
                }
                isQuoted.toggle()
                justClosed = !isQuoted
                continue
            }
            justClosed = false
            if scalar == "," && !isQuoted {
                fields.append(finished())
                (field, wasQuoted) = (.init(), false)
            } else if isQuoted || !wasQuoted || !scalar.properties.isWhitespace {
                field.append(scalar)
            }
        }
        return fields + [finished()]
    }
}

extension Substring.UTF8View {
    /// Where the row that begins at `start` ends: at a line end outside quotes. Only a quote that
    /// opens a field, and that another one closes, holds line ends; a stray one does not take the
    /// rows behind it.
    fileprivate func endOfRow(from start: Index) -> Index {
        var place = start
        var atFieldStart = true
        while place < endIndex {
            switch self[place] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return place
            case UInt8(ascii: "\""):
                // A doubled quote inside closes and opens again at once.
                if atFieldStart, let closing = self[index(after: place)...].firstIndex(of: 0x22) {
                    place = closing
                    atFieldStart =
                        index(after: closing) < endIndex && self[index(after: closing)] == 0x22
                } else {
                    atFieldStart = false
                }
            case UInt8(ascii: ","): atFieldStart = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            default: atFieldStart = false
            }
            formIndex(after: &place)
        }
        return place
    }

    /// The place behind the line end at `place`, which may be of two bytes.
    fileprivate func afterLineEnd(at place: Index) -> Index {
        let next = index(after: place)
        let isPair =
            self[place] == UInt8(ascii: "\r") && next < endIndex && self[next] == UInt8(ascii: "\n")
        return isPair ? index(after: next) : next
    }

    /// How many line ends there are, a pair as one.
    fileprivate var lineEnds: Int {
        var (count, last) = (0, UInt8(0))
        for byte in self {
            if byte == UInt8(ascii: "\r")
                || byte == UInt8(ascii: "\n") && last != UInt8(ascii: "\r")
            {
                count += 1
            }
            last = byte
        }
        return count
    }
}
