import Files
import Reports
import Testing

@Suite("Curve panels and scatter plots")
struct AnalysisFigureTests {
    private func curves(_ values: [Double], names: [String] = ["a", "b"]) -> CurvePanels {
        CurvePanels(
            title: "T", note: "n", xTitle: "x", yTitle: "y", series: names,
            panels: (0..<3).map { panel in
                .init("panel \(panel)", curves: names.map { _ in values })
            })
    }

    private func scatter(
        _ points: [(x: Double, y: Double, label: Int)], names: [String] = ["a", "b"]
    ) -> ScatterPlot {
        ScatterPlot(
            title: "T", classes: names,
            panels: [.init("one", points: points), .init("two", points: points)])
    }

    @Test("Every curve is drawn in every panel, a single value as a dot")
    func panels() throws {
        let xml = try #require(XML(try curves([1, 0.5, 0.25]).svg()))
        #expect(xml.count(of: "path") == 6 && xml.count(of: "circle") == 0)
        #expect(xml.texts.filter { $0.text.hasPrefix("panel") }.count == 3)
        let dots = try #require(XML(try curves([1]).svg()))
        #expect(dots.count(of: "path") == 0 && dots.count(of: "circle") == 6)
        #expect(XML(try curves([]).svg()) != nil)
        #expect(XML(try curves([], names: []).svg()) != nil)
    }

    @Test("Every point is drawn inside its plane, with one scale for both axes")
    func points() throws {
        let svg = try scatter([(0, 0, 0), (100, 0, 1), (50, 10, 0)]).svg()
        let circles = svg.matches(of: #/<circle cx="([\d.]+)" cy="([\d.]+)"/#)
            .map { (x: Double($0.1)!, y: Double($0.2)!) }
        #expect(circles.count == 6)
        #expect(circles.allSatisfy { (20.0...700).contains($0.x) })
        // A tenth as far up as across; up is towards smaller y.
        let (low, far, up) = (circles[0], circles[1], circles[2])
        #expect(abs((far.x - low.x) - 10 * (low.y - up.y)) < 0.2)
        for points in [[], [(2, 3, 0)], [(2, 3, 0), (2, 3, 1)]]
            as [[(x: Double, y: Double, label: Int)]]
        {
            let document = try scatter(points).svg()
            #expect(XML(document) != nil && !document.contains("nan"))
        }
    }

    @Test("A key of long names goes on in the next line, inside the card")
    func key() throws {
        let names = (0..<9).map { "a class with quite a long name \($0)" }
        let xml = try #require(XML(try scatter([(0, 0, 0)], names: names).svg()))
        let places = xml.texts.filter { $0.text.hasPrefix("a class") }
        #expect(places.count == 9)
        #expect(Set(places.compactMap { $0.attributes["y"] }).count > 2)
        #expect(places.allSatisfy { Double($0.attributes["x"]!)! < 600 })
        let hostile = try #require(XML(try curves([1, 2], names: FigureTests.hostile).svg()))
        #expect(!hostile.names.contains("script"))
    }

    @Test("A number that is not finite is refused, and the sentence says where")
    func finite() {
        let curve = #expect(throws: UserError.self) { try curves([1, .nan]).svg() }
        #expect(curve?.message.contains("“a” of “panel 0” at 2") == true)
        let point = #expect(throws: UserError.self) {
            try scatter([(0, 0, 0), (0, .infinity, 1)]).svg()
        }
        #expect(point?.message.contains("“one” at point 2") == true)
    }
}
