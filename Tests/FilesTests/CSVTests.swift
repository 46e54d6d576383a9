import Files
import Testing

@Suite("Comma-separated values")
struct CSVTests {
    /// Bytes, because texts are equal in Swift that differ in their accents' form.
    private func bytes(_ fields: [String]) -> [[UInt8]] { fields.map { Array($0.utf8) } }

    @Test(
        "what is written comes back: quotes, commas, marks, outer spaces, line ends, escapes",
        arguments: [
            ["a", "b c", ""], ["a,b", "\"", "\"\"x\""], [" lead", "trail ", "\t"],
            ["é/ü.jpg", "x,\u{301}y", "\"\u{308}"], [""], ["x\ngood.jpg", "\n", "a\r\nb", "\r"],
            ["\u{1B}[2J", "\u{9B}", "\u{202E}", "\u{85}\u{2028}", "\\u{1B}"],
            ["\u{FEFF}", "\u{A0}"],
        ])
    func roundTrip(fields: [String]) {
        let line = CSV.line(fields)
        #expect(bytes(CSV.fields(Substring(line))) == bytes(fields))
        let rows = CSV.rows("a,b\n" + line + "\n" + line + "\r\n")
        #expect(rows.count == 4)
        #expect(rows[1...2].allSatisfy { bytes($0.fields) == bytes(fields) })
        #expect(!line.unicodeScalars.contains { $0.value < 9 || (0x7f...0x9f).contains($0.value) })
    }

    @Test("plain fields are written as they are")
    func plain() { #expect(CSV.line(["a", "b c", "d,e"]) == "a,b c,\"d,e\"") }

    @Test("spaces around a field are dropped, those inside quotes kept")
    func spaces() {
        #expect(CSV.fields(" a , \" b \" ,c d ") == ["a", " b ", "c d"])
    }

    @Test("rows have the number of their first line, whatever ends lines")
    func numbers() {
        let rows = CSV.rows("\u{FEFF}h\r\na,\"x\ny\r\nz\"\rb\n\nc")
        #expect(rows.map(\.line) == [1, 2, 5, 6, 7])
        #expect(rows.map(\.fields) == [["h"], ["a", "x\ny\r\nz"], ["b"], [""], ["c"]])
        #expect(rows.map(\.isBlank) == [false, false, false, true, false])
        #expect(CSV.rows("").map(\.fields) == [[""]])
    }

    @Test("a stray quote does not take the rows behind it")
    func strayQuotes() {
        #expect(CSV.rows("a,5\" disk\nb,c").map(\.fields).last == ["b", "c"])
        #expect(CSV.rows("a,\"open\nb,c").count == 2)
        #expect(CSV.rows("a,\"x\"\"\ny\"\nb").map(\.fields) == [["a", "x\"\ny"], ["b"]])
    }

    @Test(
        "cells that a spreadsheet would compute are text there, and come back",
        arguments: [
            "=1+1", "+1", "-1+1.jpg", "@SUM(A1)", "＝1", "\t=1", "'quoted", "''", "'", "a=b", "",
            "é",
        ])
    func formulas(text: String) {
        let cell = CSV.cell(text)
        #expect(!["=", "+", "-", "@", "＝", "\t"].contains { cell.hasPrefix($0) })
        #expect(CSV.text(ofCell: cell) == text)
        #expect(CSV.text(ofCell: CSV.fields(Substring(CSV.line([cell])))[0]) == text)
    }
}
