import Foundation
import Tensors

/// Where the time of a training step or an extraction goes, operation by operation, ours and oneDNN's, beside what
/// the machine can do.
struct Profile {
    private static let steps = 10
    private let title, work: String
    private let peaks: Peaks
    private let totals: [(operation: Timings.Operation, total: Timings.Total)]
    /// Milliseconds of the first step, with all that is made once.
    private let first: Double
    /// Seconds of all steps.
    private let wall: Double

    init(of job: Job, _ work: String, _ step: () -> Void) {
        self.work = work
        title =
            "\(job.backbone), \(job.precision.rawValue), batch \(job.batchSize), "
            + "\(job.imageSize) px, \(job.device.threads) threads"
        peaks = Peaks(job.device)
        first = ContinuousClock().measure(step) / .milliseconds(1)
        for _ in 0..<3 { step() }
        let timings = Timings()
        job.device.timings = timings
        wall =
            ContinuousClock().measure { for _ in 0..<Self.steps { step() } }
            / .seconds(1)
        job.device.timings = nil
        totals = timings.totals.map { ($0.key, $0.value) }.sorted {
            ($0.total.seconds, $1.operation.shapes) > ($1.total.seconds, $0.operation.shapes)
        }
    }

    /// Two markdown tables: by kind of operation, and by operation and shape, the dearest first.
    func print() {
        Swift.print(
            """
            \(title): \(rounded(1000 * wall / Double(Self.steps))) ms for each \(work), the \
            first \(rounded(first)) ms

            The machine's best, measured: \(rounded(peaks.operations / 1e9)) GFLOP/s of single \
            precision from registers, \(rounded(peaks.bytes / 1e9)) GB/s read and written. \
            Convolutions count the direct sum's operations, so that Winograd's algorithm, which \
            needs a quarter or less, can pass 100 %.

            | Operation | Calls | ms | Share | Achieved | Of the best |
            | :-- | --: | --: | --: | --: | --: |
            """)
        let kinds = Dictionary(grouping: totals, by: \.operation.name).map {
            ($0.key, $0.value.map(\.total).reduce(into: Timings.Total()) { $0.add($1) })
        }.sorted { $0.1.seconds > $1.1.seconds }
        for (name, total) in kinds { Swift.print("| \(name) | \(row(total)) |") }
        let rest = wall - totals.reduce(0) { $0 + $1.total.seconds }
        Swift.print("| what is not timed | | \(share(rest)) | | |\n")
        Swift.print("| Operation | Shapes | By | Calls | ms | Share | Achieved | Of the best |")
        Swift.print("| :-- | :-- | :-- | --: | --: | --: | --: | --: |")
        for (operation, total) in totals.prefix(40) {
            Swift.print(
                "| \(operation.name) | \(operation.shapes) | \(operation.implementation) "
                    + "| \(row(total)) |")
        }
    }

    private func row(_ total: Timings.Total) -> String {
        let arithmetic = total.operations > 0
        let rate = (arithmetic ? total.operations : total.bytes) / total.seconds
        let best = arithmetic ? peaks.operations : peaks.bytes
        let achieved = "\(rounded(rate / 1e9)) \(arithmetic ? "GFLOP/s" : "GB/s")"
        return "\(total.calls / Self.steps) | \(share(total.seconds)) | \(achieved) "
            + "| \(rounded(100 * rate / best)) %"
    }

    private func share(_ seconds: Double) -> String {
        let share = String(format: "%.1f %%", 100 * seconds / wall)
        return "\(rounded(1000 * seconds / Double(Self.steps))) | \(share)"
    }
}
