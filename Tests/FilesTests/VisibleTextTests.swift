import Files
import Testing

@Suite("Text from outside, made visible")
struct VisibleTextTests {
    @Test(
        "what would act unseen is shown by its number",
        arguments: [
            ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\nb\r\n", "a\\u{A}b\\u{D}\\u{A}"),
            ("\u{9B}2J", "\\u{9B}2J"), ("gpj.\u{202E}exe", "gpj.\\u{202E}exe"),
            (
                "\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}",
                "\\u{2066}\\u{2069}\\u{200E}\\u{200F}\\u{61C}"
            ),
            ("\u{2028}\u{85}\u{7F}\0", "\\u{2028}\\u{85}\\u{7F}\\u{0}"),
            ("\\u{1B}", "\\u{5C}u{1B}"),
        ])
    func shown(text: String, expected: String) {
        #expect(text.visible == expected)
        #expect(Array(String(visible: text.visible).utf8) == Array(text.utf8))
    }

    @Test(
        "ordinary text stays, accents, scripts and joined emoji too",
        arguments: [
            "", "a b", "mélèze", "me\u{301}", "C:\\users\\x", "\\u", "日本", "שלום", "👩‍👩‍👧", "\u{A0}",
        ])
    func untouched(text: String) {
        #expect(Array(text.visible.utf8) == Array(text.utf8))
        #expect(Array(String(visible: text).utf8) == Array(text.utf8))
    }

    @Test("what may stay does, and numbers that nobody hides are not read")
    func kept() {
        #expect("a\n\tb\u{1B}".visible(keeping: "\n\t") == "a\n\tb\\u{1B}")
        for text in [
            "\\u{41}", "\\u{}", "\\u{1b}", "\\u{01B}", "\\u{110000}", "\\u{1B", "\\u{D800}",
        ] {
            #expect(String(visible: text) == text)
        }
    }

    @Test("texts that differ never look the same")
    func exact() {
        let pieces = ["\\", "u{", "1B", "5C", "}", "\u{1B}", "\u{202E}", "a"]
        var texts = [""]
        for _ in 0..<4 { texts = texts.flatMap { text in pieces.map { text + $0 } } }
        for text in texts {
            #expect(String(visible: text.visible) == text)
            #expect(!text.visible.unicodeScalars.contains("\u{1B}"))
        }
    }
}
