import Documents
import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("A literal is words, and what is interpolated stays what it is")
    func literals() {
        let name = "<b>|x|</b>"
        let text: Text = "\(strong: "52 %") of \(name), see \(link: "it", to: "a b.json")"
        var document = Document()
        document.paragraph(text)
        #expect(text.plain == "52 % of <b>|x|</b>, see it")
        #expect(
            document.markdown
                == "**52 %** of &lt;b&gt;\\|x\\|&lt;/b&gt;, see [it](a%20b.json)\n")
    }

    @Test("An empty document, and each block of markdown between blank lines")
    func blocks() {
        #expect(Document().markdown == "\n")
        #expect(Document().title == "")
        var document = Document()
        document.heading(1, "Title")
        document.paragraph("Words.")
        document.add(.list(["one", "two"]))
        document.add(.details(summary: "More", [.code("a < b", language: "sh")]))
        document.add(.table(Table([.words("A"), .numbers("B")], [["x", "1"]])))
        document.add(.grid(["a", "b", "c"], columns: 2))
        #expect(
            document.markdown == """
                # Title

                Words.

                - one
                - two

                <details><summary>More</summary>

                ```sh
                a < b
                ```

                </details>

                | A | B |
                | --- | ---: |
                | x | 1 |

                |  |  |
                | --- | --- |
                | a | b |
                | c |  |

                """)
    }

    @Test("A name cannot leave its place on a page, whatever it holds")
    func hostileNames() {
        let name = "</td><script>alert(1)</script>\" onload='x' &amp; \u{1b}[31m"
        var document = Document()
        document.heading(1, Text(name))
        document.paragraph("\(strong: name) \(code: name) \(link: name, to: name)")
        document.add(.table(Table([.words(Text(name))], [[Text(name)]])))
        document.add(.code(name, language: "sh"))
        document.add(
            .matrix(
                DifferenceMatrix(title: name, names: [name], cells: [[.init(.better, name)]])))
        document.files["p.jpg"] = Data([0xff])
        document.paragraph(Text([.picture(Picture(path: "p.jpg", words: name, width: 9))]))
        let page = document.page
        #expect(page.components(separatedBy: "<script>").count == 2, "our own script alone")
        #expect(!page.contains("onload='"))
        #expect(!page.contains("\u{1b}"))
        #expect(page.contains("data:image/jpeg;base64,/w=="))
    }

    @Test("A drawing's numbers are a table on the page, read by a script that only then is there")
    func readings() {
        let readings = Readings(
            places: [1.04, 2.5], span: 3...40,
            table: Table([.numbers("epoch"), .numbers("a<b")], [["1", "0.5"], ["2", "0.7"]]))
        func page(_ readings: Readings?) -> (page: String, markdown: String) {
            var document = Document()
            document.files["f.svg"] = Data("<svg></svg>".utf8)
            document.add(.onPage([.figure(title: "T", path: "f.svg", readings: readings)]))
            document.add(.figure(title: "T", path: "f.svg", readings: readings))
            return (document.page, document.markdown)
        }
        let shown = page(readings)
        #expect(shown.page.contains("data-places=\"1.0 2.5\" data-span=\"3.0 40.0\""))
        #expect(shown.page.contains("<th scope=\"col\" class=\"number\">a&lt;b</th>"))
        #expect(shown.page.contains("querySelectorAll('.readings')"))
        #expect(!page(nil).page.contains("querySelectorAll('.readings')"))
        #expect(shown.markdown == page(nil).markdown)
    }

    @Test("A page asks nothing of a network: its policy allows its own style and script alone")
    func policy() {
        let page = Document().page
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("script-src 'sha256-"))
        for address in ["http:", "src=\"//", "@import", "url("] {
            #expect(!page.contains(address), "\(address)")
        }
    }

    @Test("Whiskers lie within their drawing, for intervals of no length and of no number too")
    func whiskers() {
        for (mean, plusMinus) in [(0.5, 0.1), (0.5, 0), (.nan, 1), (0, .infinity)] {
            var document = Document()
            let cell = Table.Cell("x", interval: .init(mean: mean, plusMinus: plusMinus))
            document.add(.table(Table([.numbers("A")], cells: [[cell]])))
            let circle = document.page.components(separatedBy: "cx=\"").last!.prefix { $0 != "\"" }
            #expect(Double(circle).map { (2...94).contains($0) } == true, "\(mean) \(plusMinus)")
        }
    }
}
