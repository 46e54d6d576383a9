import Files
import Testing

@Suite("Text on a terminal")
struct TerminalWidthTests {
    private let line =
        "Epoch 24/24: loss 3.396, classes 42.1 %, rotations 71.2 %, val 1-shot 52.8 %, 5-shot "
        + "71.9 %, 1178 images/s, 0:01"

    @Test("Lines that are too long end between words, never within a number or before its sign")
    func wrapped() {
        for columns in 20...110 {
            let lines = line.wrapped(to: columns).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= columns })
            #expect(lines.dropFirst().allSatisfy { !$0.hasPrefix("    %") })
            let words = lines.flatMap { $0.split(separator: " ") }
            #expect(words == line.split(separator: " "))
        }
        #expect(
            line.wrapped(to: 80) == """
                Epoch 24/24: loss 3.396, classes 42.1 %, rotations 71.2 %, val 1-shot 52.8 %,
                    5-shot 71.9 %, 1178 images/s, 0:01
                """)
    }

    @Test("What fits stays as it is, blanks included, and a long word stays whole")
    func unchanged() {
        for text in ["", "\n\n", "  a  b ", "way  shot\n---  ----", line] {
            #expect(text.wrapped(to: 200) == text)
        }
        #expect("a /a/very/long/path b".wrapped(to: 8) == "a\n    /a/very/long/path\n    b")
    }
}
