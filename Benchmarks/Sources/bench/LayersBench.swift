import ArgumentParser
import Backbones
import Foundation
import Tensors

/// The distinct convolutions of each backbone, by the direct and by Winograd's algorithm.
struct LayersBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Measure each convolution of each backbone, by either algorithm.",
        discussion: """
            Milliseconds of one call inside training steps that alternate between the algorithms: \
            the mean of all steps. Winograd's include laying out the weights. Where there is one \
            number only, the layer has no choice.
            """)

    @Option(help: "A backbone to measure; repeatable.")
    var backbone: [BackboneName] = [.conv4, .resnet12(width: 1), .resnet18, .wideResNet]

    @Option(help: "f32 or bf16.")
    var precision = Precision.f32

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Training steps by each algorithm.")
    var steps = 5

    func run() throws {
        print("\(precision), \(threads) threads, oneDNN \(Device.libraryVersion)")
        for name in backbone {
            let jobs = [false, true].map {
                Job(
                    name, precision: precision, batchSize: nil, imageSize: nil, threads: threads,
                    winograd: $0)
            }
            for job in jobs {
                job.trainingStep()
                job.device.timings = Timings()
            }
            for _ in 0..<steps { for job in jobs { job.trainingStep() } }
            print(table(name, jobs.map { $0.device.timings!.totals }))
        }
    }

    private func table(
        _ name: BackboneName, _ totals: [[Timings.Operation: Timings.Total]]
    ) -> String {
        var lines = [
            "\n\(name), ms direct / Winograd\n",
            "| Images by weights | Forward | Backward data | Backward weights |",
            "| :-- | --: | --: | --: |",
        ]
        let layers = Set(
            totals[0].keys.filter { $0.name.hasPrefix("convolution") }.map(\.shapes))
        for layer in layers.sorted() {
            let cells = ["", ", backward data", ", backward weights"].map { pass in
                let times = totals.map { milliseconds($0, layer, pass) }
                let hasChoice = totals[1].keys.contains {
                    $0.shapes == layer && $0.implementation == "Winograd"
                }
                return (hasChoice ? times : [times[0]]).map { $0.map(rounded) ?? "–" }
                    .joined(separator: " / ")
            }
            lines.append("| \(layer) | \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n")
    }

    /// Of one call; nil where there is none, as the stem's backward data.
    private func milliseconds(
        _ totals: [Timings.Operation: Timings.Total], _ layer: String, _ pass: String
    ) -> Double? {
        let names = ["convolution" + pass, "Winograd's weights" + pass]
        let found = totals.filter { $0.key.shapes == layer && names.contains($0.key.name) }.values
        guard let calls = found.map(\.calls).max() else { return nil }
        return 1000 * found.reduce(0) { $0 + $1.seconds } / Double(calls)
    }
}
