import Documents
import Foundation
import TestSupport
import Testing

@Suite("Workbenches")
struct WorkbenchTests {
    private static func photo(_ name: String, said: Bool = false) -> Workbench.Photo {
        .init(
            picture: Picture(path: "x.jpg", words: name, width: 96), probability: 0.534,
            isSaid: said)
    }

    /// A document of two labels and none of these.
    private static func document(_ name: String) -> Document {
        var document = Document()
        document.files["x.jpg"] = Data([0xff])
        document.heading(1, "Photos")
        document.add(
            .workbench(
                Workbench([
                    .init(
                        label: name, examples: [Picture(path: "x.jpg", words: "e", width: 48)],
                        photos: [photo(name), photo("b", said: true)], unseen: [0.9, 0.8]),
                    .init(label: "empty", examples: [], photos: [], unseen: []),
                    .init(label: nil, examples: [], photos: [photo("c")], unseen: []),
                ])))
        return document
    }

    @Test("Markdown shows a label's photos under its heading, and no label without any")
    func markdown() {
        #expect(
            Self.document("a").markdown == """
                # Photos

                ## a (4)

                Examples: <img src="x.jpg" width="48" alt="e">

                |  |  |
                | --- | --- |
                | <img src="x.jpg" width="96" alt="a"><br>53 % a | <img src="x.jpg" width="96" alt="b"><br>by you b |

                … and 2 more, surer than these.

                ## None of these (1)

                |  |
                | --- |
                | <img src="x.jpg" width="96" alt="c"><br>53 % c |

                """)
    }

    @Test("Labels that read alike have addresses of their own, and so the navigation has")
    func anchors() {
        var document = Document()
        document.add(.heading(2, "red fox"))
        document.add(
            .workbench(
                Workbench(
                    ["Red Fox", "red-fox"].map {
                        .init(label: $0, examples: [], photos: [], unseen: [])
                    })))
        for name in ["red-fox", "red-fox-2", "red-fox-3"] {
            #expect(document.page.components(separatedBy: "<h2 id=\"\(name)\">").count == 2)
            #expect(document.page.contains("<a href=\"#\(name)\">"))
        }
    }

    @Test("Labels of signs alone have addresses, too")
    func signs() {
        var document = Document()
        for name in ["🐱", "🐶"] { document.add(.heading(2, Text(name))) }
        for name in ["section", "section-2"] {
            #expect(document.page.contains("<h2 id=\"\(name)\">"))
            #expect(document.page.contains("<a href=\"#\(name)\">"))
        }
    }

    @Test("A page has a section for every label, with what the script counts by")
    func page() {
        let page = Self.document("a").page
        #expect(WebPage(page.replacing("<table", with: "<TABLE")).faults == [])
        #expect(page.contains("<section data-label=\"a\" data-unseen=\"2\" data-sum=\"1.7"))
        #expect(page.contains("<section data-label=\"empty\" data-unseen=\"0\" data-sum=\"0.0\">"))
        #expect(page.contains("<section data-label=\"\" "))
        #expect(page.contains("<li data-path=\"b\" data-share=\"0.534\" class=\"said\">"))
        #expect(page.contains("<a href=\"#none-of-these\">None of these</a>"))
    }

    @Test("Names stand as they will in the file, whatever they hold")
    func names() {
        let page = Self.document("=a\"<b>\n\u{1b}").page
        #expect(page.contains("data-path=\"&#39;=a&quot;&lt;b&gt;\\u{A}\\u{1B}\""))
        #expect(!page.contains("<b>") && !page.contains("\u{1b}"))
    }

    @Test("Only a page with a workbench has its script, and the policy allows it")
    func script() {
        #expect(!Document().page.contains("'.workbench'"))
        let page = Self.document("a").page
        #expect(
            page.contains("'.workbench'") && page.components(separatedBy: "<script>").count == 2)
    }
}
