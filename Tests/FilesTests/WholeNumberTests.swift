import Files
import Testing

@Suite("Whole numbers as people write them")
struct WholeNumberTests {
    @Test("another form of one is told from what is none, and the right one named")
    func forms() {
        for (text, words) in [
            ("1e4", "is 1e4; write it as 10000."), ("10,000", "is 10,000; write it as 10000."),
            ("1_234_567", "is 1_234_567; write it as 1234567."),
            ("12.0", "is 12.0; write it as 12."), ("-1e2", "is -1e2; write it as -100."),
            ("1.5", "is 1.5; it must be a whole number."),
            ("1e40", "is 1e40; it must be a whole number."),
            ("nan", "is nan; it must be a whole number."),
            ("ten", "is ten; it must be a number."), ("", "is ; it must be a number."),
            ("0,5", "is 0,5; it must be a number."), ("1,00", "is 1,00; it must be a number."),
            ("0,001", "is 0,001; it must be a number."),
            (",000", "is ,000; it must be a number."),
            ("1,,000", "is 1,,000; it must be a number."),
        ] { #expect(WholeNumber.fault(of: text) == words) }
        for text in ["0", "10000", "-3"] { #expect(WholeNumber.fault(of: text) == nil) }
    }
}
