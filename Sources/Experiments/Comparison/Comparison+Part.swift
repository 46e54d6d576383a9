import Files
import Foundation
import Records
import Tensors
import Training

/// A comparison whose trainings are shared out: each part may run at the same time as the others, on
/// another machine, into the same folder; the whole comparison, asked for when all have ended, finds
/// every run done and its features computed, and writes the report.
extension Comparison {
    /// Trains and measures the runs of `part`, and writes nothing else.
    ///
    /// Runs are counted seed by seed, as the whole comparison does them.
    ///
    /// - Returns: how many runs failed; nil where it was interrupted.
    /// - Throws: `UserError` for options or data that no run could work with.
    public func run(
        only part: WorkPart, _ setting: Setting, until interruption: Interruption
    ) throws -> Int? {
        let record = try plannedRecord(setting)
        try OutputFolder.require(output)
        // What stands in the report's way had better be known before the trainings.
        try requireReport(record, setting)
        let runs = record.seeds.flatMap { seed in entries.map { (entry: $0, seed: seed) } }
        let own = runs.indices.filter(part.has).map { runs[$0] }
        setting.say(
            "Part \(part): \(own.count) of \(runs.count) trainings. The same command without it "
                + "writes the report, when all parts have ended.")
        guard !own.isEmpty else { return 0 }
        let images = try PretrainingImages(data, dividedBy: classSplit, setting)
        let division = try divided(images, seed: setting.seed)
        let setting = setting.with(partPrecision(setting))
        let plan = measurePlan(division, images, setting)
        var failures = 0
        for (entry, seed) in own {
            setting.say("\(entry.name), seed \(seed).")
            let run = ComparisonRecord.Run(
                entry: entry.name, seed: seed, folder: Self.folder(of: entry.name, seed: seed))
            switch attempt(run, of: entry, images, plan, setting, until: interruption) {
            case .interrupted: return nil
            case .failed: failures += 1
            // The features stay in the folder, and the report is soon written.
            case .measured: break
            }
        }
        return failures
    }

    /// One precision for the parts on all machines, which need not be alike: nothing is measured.
    private func partPrecision(_ setting: Setting) -> Precision {
        switch setting.precision {
        case .f32: .f32
        case .bf16: .bf16
        case .auto: knownPrecision(setting) ?? .f32
        }
    }
}
