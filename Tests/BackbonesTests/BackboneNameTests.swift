import Backbones
import Testing

@Suite("Backbone names")
struct BackboneNameTests {
    @Test("every choice is a name that reads back as itself")
    func choices() throws {
        // The last one describes the free width.
        #expect(BackboneName.choices.last == "resnet12-WIDTH (0.05 to 4)")
        for name in BackboneName.choices.dropLast() {
            #expect(try #require(BackboneName(name)).description == name)
        }
        #expect(BackboneName.choices.count == 52)
    }

    @Test("every backbone has a title of its own, with the article that it is read with")
    func titles() throws {
        let titles = try BackboneName.choices.dropLast().map {
            try #require(BackboneName($0)).title
        }
        #expect(Set(titles).count == titles.count)
        for title in titles {
            // Letters are read by their names only in families that begin with none of these.
            let vowel = "EIO".contains(title.split(separator: " ")[1].first!)
            #expect(title.hasPrefix(vowel ? "an " : "a "), "\(title)")
        }
    }

    @Test(
        "a width that has a name gets it, any other is kept, and so is a pooling",
        arguments: [
            ("resnet12-0.5", "resnet12-half"), ("resnet12-0.25", "resnet12-quarter"),
            ("resnet12-1", "resnet12"), ("resnet12-0.3", "resnet12-0.3"),
            ("resnet12-2", "resnet12-2.0"), ("resnet12-0.05", "resnet12-0.05"),
            ("resnet12-4", "resnet12-4.0"), ("dinov2-small:class+mean", "dinov2-small:class+mean"),
            ("clip-base-32:class", "clip-base-32:class"),
        ])
    func widths(_ text: String, _ description: String) throws {
        let name = try #require(BackboneName(text))
        #expect(name.description == description)
        #expect(BackboneName(description) == name)
    }

    @Test("another pooling is of the family's ways, and its own is in no name")
    func poolings() throws {
        func pooled(_ name: String, _ pooling: String) throws -> String? {
            try #require(BackboneName(name)).pooled(by: pooling)?.description
        }
        #expect(try pooled("dinov2-small", "class+mean") == "dinov2-small:class+mean")
        #expect(try pooled("dinov2-small:mean", "class") == "dinov2-small")
        #expect(try pooled("clip-base-32", "projection") == "clip-base-32")
        #expect(try pooled("clip-base-32", "class") == "clip-base-32:class")
        #expect(try pooled("siglip-base-16", "class") == nil)
        #expect(try pooled("resnet18", "mean") == nil)
        #expect(try #require(BackboneName("siglip-base-16")).poolings == ["mean", "attention"])
    }

    @Test(
        "anything else is no name",
        arguments: [
            "", "conv5", "Conv4", "conv4 ", "resnet", "resnet12-", "resnet12-0", "resnet12-0.04",
            "resnet12-4.1", "resnet12--1", "resnet12-nan", "resnet12-inf", "resnet12-half ",
            "resnet18-0.5", "wrn", "resnet12-WIDTH (0.05 to 4)", "dinov2-small:",
            "dinov2-small:class", "siglip-base-16:class",
            "dinov2-small:projection", "dinov2-small:mean:mean", "resnet18:mean",
        ])
    func unknown(_ text: String) {
        #expect(BackboneName(text) == nil)
    }
}
