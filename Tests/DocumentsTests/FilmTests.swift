import Documents
import TestSupport
import Testing

@Suite("Films")
struct FilmTests {
    @Test("A state is a letter for each cell from the top, and points in thousandths")
    func states() {
        let state = Film.State(
            probabilities: [0, 0.5, 1, .nan], points: [(0, 1), (0.1234, -3), (.infinity, 2)])
        let panel = Film.Panel("p", [state])
        // Rows go upwards, letters from the top.
        #expect(panel.answers == ["ukak"])
        #expect(panel.points == ["0 1000 123 0 500 1000"])
        #expect(Film.Panel("p", [.init(probabilities: [], points: [])]).answers == [""])
    }

    @Test("A page shows panels with their states and a slider; markdown leaves them out")
    func page() {
        var document = Document()
        let states = [0.1, 0.9].map { Film.State(probabilities: [$0], points: [(0.5, $0)]) }
        document.add(
            .film(
                Film(
                    title: "T", steps: [0, 25], labels: [1],
                    panels: [.init("<b>", states), .init("other", states)])))
        #expect(document.markdown == "\n")
        let page = document.page
        #expect(WebPage(page).faults == [])
        #expect(page.contains("data-steps=\"0,25\" data-labels=\"1\""))
        #expect(page.contains("aria-label=\"&lt;b&gt;\" data-answers=\"c,s\""))
        #expect(page.contains("data-points=\"500 100,500 900\""))
        #expect(page.contains("<input type=\"range\" min=\"0\" max=\"1\" value=\"1\""))
        #expect(page.contains("aria-label=\"Step\"/>"))
        #expect(page.contains("'.film'") && !Document().page.contains("'.film'"))
    }
}
