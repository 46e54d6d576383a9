import Backbones
import Files
import Foundation
import Ranks
import Recipes
import Records
import Training

/// `fewshot demo`: the whole way on a small scale, from nothing but this program. It draws a data
/// set, pretrains on its base classes, and evaluates on classes never trained on.
///
/// Cost: half a minute on two cores with AVX-512, under three minutes anywhere else it was tried.
public struct Demo {
    /// Where data set, run and report go.
    public var output: URL

    /// The processes that train together; nil for this one alone.
    public var ranks: Communicator?

    /// A demonstration in a folder.
    public init(output: URL) { self.output = output }

    /// How it trains: S2M2_R in one phase at low resolution. A small network on few images wants
    /// little mixing, so α is far below the recipe's 2. Three times the recipe's learning rate
    /// left some seeds nearly untrained.
    static let overrides = RecipeOverrides(
        epochs: 24, batchSize: 16, imageSize: 48, mixupAlpha: 0.3, onePhase: true)

    /// Draws, trains, evaluates.
    ///
    /// - Returns: the record of the evaluation; nil where it was interrupted before.
    /// - Throws: `UserError` for a folder that cannot be written, or holds something else.
    public func run(
        _ setting: Setting, until interruption: Interruption
    ) throws -> EvaluationRecord? {
        let data = output.appending(path: "data")
        let run = output.appending(path: "run")
        var overrides = Self.overrides
        overrides.shards = ranks?.count
        var pretrain = Pretrain(
            data: data, output: run, backbone: .conv4, recipe: .s2m2r, overrides: overrides,
            resume: run.exists)
        if let ranks, !ranks.isFirst {
            _ = try ranks.tell()
            try pretrain.help(ranks, setting, until: interruption)
            return nil
        }
        pretrain.ranks = ranks
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let report = output.appending(path: "report.md")
        try setting.requireReplaceable(report: report)
        // Of a demo that was interrupted there is the data at least.
        guard data.exists || Folder.names(in: output)?.isEmpty != false else {
            throw UserError(
                .cannotCreate,
                "\(output.relativePath) holds something that no demo made. Name a folder that is new or "
                    + "empty.", remedies: "output")
        }
        try DrawDataset(output: data).run(setting)
        _ = try ranks?.tell()
        let record = try pretrain.run(setting, until: interruption)
        guard record.ended != nil else { return nil }
        var evaluate = Evaluate(.images(ImageFeatures(data, by: [run])))
        evaluate.plan.shots = [1...1, 5...5]
        evaluate.report = report
        evaluate.title = "Few-shot evaluation on drawn pictures"
        return try evaluate.run(setting)
    }
}
