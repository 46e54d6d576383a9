import Files
import Testing

@Suite("Texts as keys")
struct ExactTextTests {
    static let (composed, decomposed) = ("mélèze", "me\u{301}le\u{300}ze")

    @Test("texts that Swift takes for equal are two keys")
    func keys() {
        #expect(Self.composed == Self.decomposed)
        #expect(ExactText(Self.composed) != ExactText(Self.decomposed))
        #expect(ExactText(Self.composed) == ExactText(String(Self.composed.unicodeScalars)))
        #expect(Set([Self.composed, Self.decomposed, "a", "a"].map(ExactText.init)).count == 3)
    }

    @Test("those that look the same are found, and spelled out")
    func lookalikes() {
        let names = ["a", Self.composed, "é", Self.decomposed, "é", "a"]
        let groups = ExactText.lookalikes(among: names)
        #expect(groups.count == 1 && groups[0].map(ExactText.init).count == 2)
        #expect(
            groups[0].map { ExactText($0).spelledOut }
                == ["m<U+00E9>l<U+00E8>ze", "me<U+0301>le<U+0300>ze"])
        #expect(ExactText.lookalikes(among: ["é", "é", "b"]).isEmpty)
    }

    @Test("a list of names ends after twenty")
    func fewNames() {
        #expect(["a", "b"].fewNames == "a, b")
        #expect((1...20).map(String.init).fewNames.hasSuffix(", 20"))
        #expect((1...300_000).map(String.init).fewNames.hasSuffix(", 20 and 299980 more"))
    }
}
