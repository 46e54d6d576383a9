import Documents
import Foundation
import TestSupport
import Testing

@Suite("Squares with photos behind them")
struct PhotoSquareTests {
    @Test("A cell with photos is a button that names what it opens; markdown leaves all out")
    func square() {
        let picture = Text([.picture(Picture(path: "p.jpg", words: "a photo", width: 56))])
        func cell(_ shade: Double, _ photos: [Text] = []) -> PhotoSquare.Cell {
            .init(number: "5.0", shade: shade, sentence: "5 % of a <b>.", photos: photos)
        }
        var document = Document()
        document.inlays["p.jpg"] = Data([0xff])
        document.add(
            .onPage([
                .square(
                    PhotoSquare(
                        title: "What", names: ["a", "<b>"],
                        cells: [[cell(0), cell(1, [picture])], [cell(.nan), cell(0.5)]]))
            ]))
        #expect(document.markdown == "\n")
        let page = document.page
        #expect(WebPage(page).faults == [])
        #expect(
            page.contains(
                "<td class=\"shade6\"><button type=\"button\" aria-expanded=\"false\" "
                    + "aria-controls=\"cell-1-2\" aria-label=\"5 % of a &lt;b&gt;.\">5.0</button>"))
        #expect(page.contains("<td class=\"shade0\">5.0</td>"))
        #expect(page.contains("<div class=\"shown\" id=\"cell-1-2\">"))
        #expect(page.components(separatedBy: "data:image/jpeg;base64,/w==").count == 2)
        #expect(!page.contains("cell-2-1"))
    }
}
