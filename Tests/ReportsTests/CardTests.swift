import Foundation
import Records
import Reports
import Testing

/// What is read as `XML` is held to its card by it.
@Suite("Figures and their cards")
struct CardTests {
    private static let long = """
        What is longer than a card is wide goes on in the next line, and does not end at the edge, \
        however wide the letters of the font may be
        """

    private func bars(_ title: String, note: String? = nil, series: [String] = ["s"]) -> BarChart {
        BarChart(
            title: title, note: note, axisTitle: "a", series: series,
            rows: [("row", series.map { _ in .init(0.5) })])
    }

    /// How far down the text `name` stands.
    private func place(of name: String, in figure: some Figure) throws -> Double {
        let xml = try #require(XML(try figure.svg()))
        return try #require(
            xml.texts.first { $0.text == name }?.attributes["y"].flatMap(Double.init))
    }

    @Test("A long title and a long note go on in the next line, and what is below moves down")
    func headings() throws {
        let long = Self.long
        let short = try place(of: "row", in: bars("T", note: "n"))
        #expect(try place(of: "row", in: bars(long, note: "n")) == short + 20)
        #expect(try place(of: "row", in: bars("T", note: long)) == short + 16)
        let xml = try #require(XML(try bars(long, note: long).svg()))
        let lines = xml.texts.filter { $0.attributes["x"] == "20" }
        #expect(lines.map(\.text).joined(separator: " ") == "\(long) \(long)")
        #expect(lines.compactMap { $0.attributes["y"] } == ["30", "50", "70", "86"])
    }

    @Test("A title without end, or without spaces, is cut")
    func endless() throws {
        let wide = String(repeating: "W", count: 300)
        for title in [String(repeating: "\(Self.long) ", count: 9), wide] {
            let figure = try bars(title, note: title).svg()
            #expect(XML(figure)?.texts.count { $0.text.hasSuffix("…") } == 2)
        }
    }

    @Test("A key of several lines stands above the bars")
    func keys() throws {
        let series = (0..<6).map { "a classifier with quite a long name, number \($0)" }
        let figure = bars("T", series: series)
        let last = try place(of: series[5], in: figure)
        let document = try figure.svg()
        let tops = document.matches(of: #/<line x1="[\d.]+" y1="([\d.]+)"/#)
            .compactMap { Double($0.1) }
        #expect(!tops.isEmpty && tops.allSatisfy { $0 > last })
    }

    @Test("Whatever reports draw stays on its card")
    func reports() throws {
        var compared = ComparisonReportTests.record([])
        for measure in ComparedMeasure.allCases {
            for place in compared.runs.indices {
                compared.runs[place].values[measure.rawValue] = 0.25 + Double(place) / 8
            }
            compared.summaries += compared.entries.map {
                .init(
                    entry: $0.name, measure: measure, runs: 2, mean: 0.5, deviation: 0.1,
                    seedInterval: 0.2, unitInterval: 0.1)
            }
        }
        let names = ["Manifold Mixup at the layers 0, 1 and 2", "no regulariser whatsoever"]
        let reports = [
            try EvaluationReportTests.full.rendered(fileName: "report.md"),
            try ComparisonReport(record: compared).rendered(fileName: "report.md"),
            try AnalysisReport(record: AnalysisReportTests.record(names: names))
                .rendered(fileName: "report.md"),
        ]
        for report in reports {
            let drawings = report.files.filter { $0.key.hasSuffix(".svg") }
            #expect(drawings.count > 2)
            for (path, data) in drawings {
                #expect(XML(String(decoding: data, as: UTF8.self)) != nil, "\(path)")
            }
        }
    }
}
