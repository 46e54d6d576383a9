import Datasets
import Files
import Foundation
import Networks
import Ranks
import Tensors
import Training

/// What the first rank tells the others before a training begins.
struct Beginning: Codable {
    /// The precision, as it was chosen or measured there.
    let precision: Precision
    /// Whether the run in the folder is gone on with.
    let resumes: Bool
}

extension Pretrain {
    /// The part of every rank but the first: it computes its shards of each batch. The first reads
    /// and writes the run folder, validates, and says what there is to say.
    ///
    /// What `run` tells the others is heard here in the same order.
    ///
    /// - Throws: `UserError` as `run`, and where this rank would not train the same as the first.
    public func help(
        _ ranks: Communicator, _ setting: Setting, until interruption: Interruption
    ) throws {
        let recipe = try recipe.overridden(by: overrides)
        let base = try PretrainingImages(data, dividedBy: classSplit, setting).division(
            holdingOut: holdout, trainImages: trainImages, seed: setting.seed
        ).training
        let weights = try start.map {
            try StoredWeights(contentsOf: RunFolder.checkpoint(at: $0))
        }
        let beginning = try JSONDecoder().decode(Beginning.self, from: ranks.tell())
        let training = try Pretraining(
            backbone, recipe: recipe, base: base.images, data: base.fingerprint,
            normalization: normalization.applied(startingFrom: weights, of: backbone),
            seed: setting.seed,
            device: setting.makeDevice(), precision: beginning.precision, ranks: ranks)
        if let weights { try training.start(from: weights) }
        if beginning.resumes { try training.resume(from: RunFolder.last(in: output)) }
        try training.requireSame(setting.program(on: ranks))
        _ = try ranks.tell()
        training.pixels = PixelCache.made(
            ofHashes: base.hashes, transform: recipe.trainingTransform,
            at: RunFolder.pixels(in: output))
        try interruption.hearing(quietly: true) {
            while !training.isFinished {
                guard try training.trainEpoch(until: interruption, afterStep: { _ in }) != nil,
                    try ranks.agree(goesOn: true)
                else { break }
            }
            // The first may have work of its own still.
            _ = try ranks.tell()
        }
    }
}

extension Communicator {
    /// Whether the training goes on after an epoch, which the first rank decides.
    func agree(goesOn: Bool) throws -> Bool { try tell(Data([goesOn ? 1 : 0])) == Data([1]) }
}

extension Setting {
    /// What a rank's numbers depend on beside what is trained.
    func program(on ranks: Communicator?) throws -> [String: String] {
        guard ranks != nil else { return [:] }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return [
            "program": try Fingerprint.sha256(contentsOf: program),
            "number of threads": "\(threads)",
        ]
    }
}
