import ArgumentParser
import Files
import Foundation
import Reports

/// What an image costs in a training step, at one setting after the other.
struct ScalingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling",
        abstract: "Measure milliseconds per image of S2M2_R steps along one axis.",
        discussion: "Prints a line for each setting: its value and milliseconds per image.")

    /// What is varied.
    enum Along: String, CaseIterable, ExpressibleByArgument {
        case batch, size, classes, threads
    }

    @OptionGroup var options: NetworkOptions

    @Option(help: "batch, size, classes or threads.")
    var along = Along.batch

    @Option(help: "The settings, with commas.")
    var values: String

    @Option(help: "Seconds to measure each setting for.")
    var seconds = 2.0

    func run() throws {
        for value in values.split(separator: ",").compactMap({ Int($0) }) {
            var varied = options
            switch along {
            case .batch: varied.batchSize = value
            case .size: varied.imageSize = value
            case .classes: varied.classes = value
            case .threads: varied.threads = value
            }
            let job = try varied.job()
            // One step at each mixing layer, at least with luck: each has kernels of its own.
            for _ in 0..<4 { job.step() }
            let rate = Session.rate(for: seconds) { job.step() }
            Session.say("\(value) \(1000 / rate / Double(varied.batchSize))")
        }
    }
}

/// Draws what the others measured.
struct FigureBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure", abstract: "Draw a chart of curves from numbers.",
        discussion: "The numbers are JSON: {title, note, x, y, series: [{name, points: [[x, y]]}]}."
    )

    @Argument(help: "File of numbers.")
    var numbers: String

    @Argument(help: "SVG file to write.")
    var output: String

    private struct Drawing: Decodable {
        struct Series: Decodable {
            let name: String
            let points: [[Double]]
        }
        let title, note, x, y: String
        let series: [Series]
    }

    func run() throws {
        let data = try InputFile.read(URL(fileURLWithPath: numbers))
        let drawing = try JSONDecoder().decode(Drawing.self, from: data)
        let chart = LineChart(
            title: drawing.title, note: drawing.note, x: (drawing.x, .whole),
            y: (drawing.y, .plain),
            series: drawing.series.map { series in
                LineChart.Series(series.name, series.points.map { ($0[0], $0[1]) })
            }, dots: true, fromZero: true)
        try AtomicFile.write(try chart.svg(), to: URL(fileURLWithPath: output))
    }
}
