import Files
import Foundation
import Reports
import Testing

@Suite struct FigureTests {
    static let hostile = [
        "<script>", "a & b", "“q” \"q\" 'q'", "]]>", "tab\tline\n\u{1}\u{FFFE}", "",
    ]

    static func lines(_ values: [Double]) -> LineChart {
        LineChart(
            title: "T", x: ("epoch", .whole), y: ("y", .plain),
            series: [.init("s", values.enumerated().map { (Double($0 + 1), $1) })])
    }

    static let little: [any Figure] = [
        lines([]), lines([3]), lines([3, 3, 3]), lines([0]), lines([-1e-9, 1e9]),
        LineChart(title: "", x: ("", .plain), y: ("", .percent), series: []),
        BarChart(title: "", axisTitle: "", series: [], rows: []),
        BarChart(title: "", axisTitle: "", series: ["s"], rows: [("one", [.init(0, interval: 0)])]),
        Histogram(title: "", axisTitle: "", rows: []),
        Histogram(title: "", axisTitle: "", rows: [.init("r", summary: "", counts: [0, 0])]),
        Histogram(title: "", axisTitle: "", rows: [.init("r", summary: "", counts: [0, 9])]),
        Histogram(
            title: "", axisTitle: "",
            rows: [.init("r", summary: "", counts: [Int](repeating: 1, count: 3000))]),
        heatmap([]), heatmap([[0]]), heatmap([[1]]), heatmap([[0, 0], [0, 0]]),
    ]

    static func heatmap(_ values: [[Double]], names: [String]? = nil) -> Heatmap {
        let names = names ?? values.indices.map { "c\($0)" }
        return Heatmap(
            title: "H", rows: Side("class", names), columns: Side("answer", names), values: values,
            neutralDiagonal: true)
    }

    @Test("Figures of little or nothing are still drawings", arguments: 0..<16)
    func degenerate(index: Int) throws {
        let document = try Self.little[index].svg()
        #expect(XML(document) != nil)
        #expect(!document.contains("nan") && !document.contains("inf\""))
    }

    @Test("Names with markup in them stay names")
    func hostileNames() throws {
        let names = Self.hostile
        let values = names.map { _ in names.map { _ in 0.1 } }
        let figures: [any Figure] = [
            Self.heatmap(values, names: names),
            BarChart(
                title: names[0], note: names[1], axisTitle: names[2], series: ["s", names[3]],
                rows: names.map { ($0, [.init(0.5), .init(0.25, interval: 0.1)]) },
                mark: (0.2, names[4])),
            LineChart(
                title: names[0], note: names[3], x: (names[1], .plain), y: (names[2], .plain),
                series: names.map { .init($0, [(0, 1), (1, 2)], band: [0.1, 0.2]) },
                marks: [(0.5, names[0])], levels: [(1.5, names[2])]),
            Histogram(
                title: names[0], axisTitle: names[1],
                rows: names.map { .init($0, summary: $0, counts: [1, 2, 1]) }),
        ]
        for figure in figures {
            let xml = try #require(XML(try figure.svg()))
            #expect(!xml.names.contains("script"))
            #expect(xml.texts.contains { $0.text == "<script>" || $0.text == "a & b" })
        }
    }

    @Test("A histogram's names stand over its bars, however long they are")
    func histogramNames() throws {
        let name = Array(repeating: "a very long name", count: 20).joined(separator: ", ")
        let svg = try Histogram(
            title: "T", axisTitle: "x",
            rows: [
                .init(name, summary: "50 ± 1 %", counts: [9, 9, 9]),
                .init("b", summary: "", counts: [0, 0, 1]),
            ]
        ).svg()
        let texts = try #require(XML(svg)).texts
        let places = texts.filter { $0.text.hasPrefix("a very") || $0.text == "b" }
            .compactMap { $0.attributes["y"].flatMap(Double.init) }
        let bars = svg.matches(of: /<path d="M[0-9.]+ ([0-9.]+)/).compactMap { Double($0.output.1) }
        let tops = Set(bars).sorted().map { $0 - 58 }
        #expect(places.count == 2 && tops.count == 2)
        for (place, top) in zip(places, tops) { #expect((top - 20..<top - 5).contains(place)) }
        #expect(texts.contains { $0.text.hasPrefix("a very") && $0.text.hasSuffix("…") })
    }

    @Test("A value that is not finite is refused, and the sentence says where")
    func notFinite() {
        for bad in [Double.nan, .infinity, -.infinity] {
            let error = #expect(throws: UserError.self) { try Self.lines([1, bad, 3]).svg() }
            #expect(error?.kind == .badData)
            #expect(error?.message.contains("“s” at point 2") == true)
            #expect(throws: UserError.self) { try Self.heatmap([[bad]]).svg() }
            #expect(throws: UserError.self) {
                try BarChart(
                    title: "", axisTitle: "", series: ["s"], rows: [("r", [.init(bad)])]
                ).svg()
            }
        }
    }

    @Test("Names at the ends of curves never touch, however close the curves end")
    func endLabels() throws {
        for spacing in [0.0, 0.001, 0.02, 0.3] {
            let chart = LineChart(
                title: "T", x: ("x", .plain), y: ("y", .plain),
                series: (0..<9).map { .init("name \($0)", [(0, 0), (1, spacing * Double($0))]) },
                levels: [(0, "guessing")])
            let xml = try #require(XML(try chart.svg()))
            let places = xml.texts.filter { $0.text.hasPrefix("name") || $0.text == "guessing" }
                .compactMap { $0.attributes["y"].flatMap(Double.init) }.sorted()
            #expect(places.count == 10)
            #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 15 })
        }
    }

    @Test("Drawing twice gives the same bytes")
    func deterministic() throws {
        let run = Samples.training("s2m2-r", epochs: 30)
        let figures = TrainingFigures(epochs: run.epochs, recipe: run.recipe)
        #expect(try figures.accuracy.svg() == figures.accuracy.svg())
        #expect(try figures.loss.svg().contains("phase 2: s2m2-r"))
    }
}
