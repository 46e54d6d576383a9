import Datasets
import Testing

@Suite("WordNet's names of classes")
struct WordNetNamesTests {
    @Test("Every class of the splits by WordNet id has a name")
    func complete() throws {
        for (split, count) in [("mini-imagenet", 100), ("tiered-imagenet", 608)] {
            let list = try ClassSplit.named(split)
            let classes = Split.allCases.flatMap { list[$0] }
            #expect(classes.count == count)
            #expect(classes.allSatisfy { WordNetNames.title(of: $0)?.isEmpty == false })
        }
    }

    @Test("A class goes by its first name, and by all where another has the same first one")
    func names() {
        #expect(WordNetNames.title(of: "n01532829") == "house finch")
        #expect(WordNetNames.title(of: "n03710637") == "maillot")
        #expect(WordNetNames.title(of: "n03710721") == "maillot, tank suit")
        #expect(WordNetNames.title(of: "robin") == nil)
    }
}
