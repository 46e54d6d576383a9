import Files
import Foundation
import Reports
import Testing

@Suite struct CurveTests {
    /// Accuracy against shot, as `--curve` draws it.
    static func curve(_ shots: [Double], half: Double = 0.02, start: Double = 0.4) -> LineChart {
        LineChart(
            title: "Accuracy against shot", x: ("shot", .whole), y: ("accuracy", .percent),
            series: ["logistic", "nearest centroid"].enumerated().map { index, name in
                .init(
                    name, shots.map { ($0, start + 0.1 * log($0) + 0.05 * Double(index)) },
                    band: shots.map { half / $0.squareRoot() })
            }, levels: [(0.2, "guessing")], dots: true)
    }

    @Test("Each measured point has a dot, and x is numbered at the points")
    func dots() throws {
        let shots = [1.0, 2, 5, 10, 20]
        let xml = try #require(XML(try Self.curve(shots).svg()))
        #expect(xml.count(of: "circle") == 10)
        let numbers = xml.texts.map(\.text).filter { Int($0) != nil }
        #expect(numbers == ["1", "2", "5", "10", "20"])
        var history = Self.curve(shots)
        history.dots = false
        #expect(try #require(XML(try history.svg())).count(of: "circle") == 2)
    }

    @Test("An axis of costs begins at zero, any other near its values")
    func fromZero() throws {
        var costs = LineChart(
            title: "Cost", x: ("images", .whole), y: ("ms", .plain),
            series: [.init("Conv-4", [(8, 5.3), (64, 4.9)])], dots: true)
        func hasZero() throws -> Bool {
            try #require(XML(try costs.svg())).texts.contains { Double($0.text) == 0 }
        }
        #expect(try !hasZero())
        costs.fromZero = true
        #expect(try hasZero())
    }

    @Test("Readings have every curve's number at each of all points, where its dot is drawn")
    func readings() throws {
        var chart = Self.curve([1, 5])
        chart.series[1].points.append((10, 0.75))
        chart.series[1].band.append(0.01)
        let readings = try #require(chart.readings)
        let heads = readings.table.columns.map(\.title.plain)
        #expect(heads == ["shot", "logistic", "nearest centroid"])
        #expect(
            readings.table.rows.map { $0.map(\.text.plain) } == [
                ["1", "40.0 % ± 2.0 %", "45.0 % ± 2.0 %"],
                ["5", "56.1 % ± 0.9 %", "61.1 % ± 0.9 %"], ["10", "", "75.0 % ± 1.0 %"],
            ])
        let dots = try chart.svg().matches(of: #/cx="([\d.]+)"/#).compactMap { Double($0.1) }
        #expect(dots.count == 5)
        for dot in dots { #expect(readings.places.contains { abs($0 - dot) < 0.01 }) }
        chart.series[0].points[0].y = .nan
        #expect(chart.readings == nil)
        #expect(Self.curve([3]).readings == nil)
    }

    @Test("Numbers of points that lie too close are left out, not drawn over each other")
    func crowded() throws {
        let shots = (1...400).map { Double($0) }
        let xml = try #require(XML(try Self.curve(shots, start: 0.1).svg()))
        let places = xml.texts.filter { Int($0.text) != nil }
            .compactMap { $0.attributes["x"].flatMap(Double.init) }
        #expect(places.count > 10)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 12 })
    }

    @Test("A band stays inside the drawing where the interval passes 100 %")
    func clipped() throws {
        let chart = LineChart(
            title: "T", x: ("shot", .whole), y: ("accuracy", .percent),
            series: [.init("s", [(1, 0.99), (5, 0.995)], band: [0.3, 0.3])], dots: true)
        let document = try chart.svg()
        // The filled path is the band; the area between the axes is 240 high from 68 on.
        let band = try #require(document.split(separator: "\n").first { $0.contains("fill-op") })
        let heights = band.matches(of: #/[ML][\d.]+ ([-\d.]+)/#).compactMap { Double($0.1) }
        #expect(heights.count == 4)
        #expect(heights.allSatisfy { $0 >= 68 && $0 <= 308 })
    }

    @Test("One shot, none, and equal ones are still drawings", arguments: [[], [1.0], [5, 5]])
    func degenerate(shots: [Double]) throws {
        let document = try Self.curve(shots).svg()
        #expect(XML(document) != nil && !document.contains("nan") && !document.contains("inf"))
    }
}
