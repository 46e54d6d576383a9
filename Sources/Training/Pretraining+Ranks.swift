import Files
import Foundation
import Networks
import Ranks

/// What the ranks of a training see to together, beside its sums.
extension Pretraining {
    /// Sees to it before the first step that all ranks are to train the same.
    ///
    /// - Parameter program: what the numbers depend on beside what a training knows, by the name by
    ///   which a difference is told.
    /// - Throws: `UserError.badData` naming the rank, its machine, and what is different there.
    public func requireSame(_ program: [String: String]) throws {
        guard let ranks else { return }
        let own = program.merging(
            [
                "base images": header.data, "options": try optionsFingerprint,
                "weights to begin with": weightsFingerprint,
            ], uniquingKeysWith: { a, _ in a })
        try ranks.requireSame(own, otherwise: "train nothing that can be repeated")
    }

    /// Sees to it that all ranks have the same weights still.
    ///
    /// - Throws: `UserError.badData` on the first rank, naming the one that has others.
    func requireSameWeights() throws {
        guard let ranks else { return }
        let all = try ranks.gather(Data(weightsFingerprint.utf8))
        // Memory without error correction is what one may find here.
        guard ranks.isFirst, let rank = all.firstIndex(where: { $0 != all[0] }) else { return }
        throw UserError(
            .badData,
            "After epoch \(progress.epochs + 1) the weights of \(ranks.name(of: rank)) are not those "
                + "of \(ranks.name(of: 0)): one of the machines or the network between them "
                + "changes numbers. The last checkpoint is of the epoch before.")
    }

    /// Whether any rank was asked to stop: all stop after the same step.
    func isAskedAnywhere(_ interruption: Interruption) throws -> Bool {
        let own = interruption.isAsked
        guard let ranks else { return own }
        return try ranks.gather(Data([own ? 1 : 0])).contains(Data([1]))
    }

    /// Expects steps of about so many seconds of the other ranks too: whoever takes ten times the
    /// longest, and a minute at least, does not answer any more.
    func wait(forStepsOf seconds: Double) {
        longestStep = max(longestStep, seconds)
        ranks?.patience = max(60, 10 * longestStep)
    }

    private var weightsFingerprint: String {
        var hasher = Fingerprint.SHA256()
        let tensors = network.store.parameters.merging(
            network.store.statistics, uniquingKeysWith: { a, _ in a })
        for (_, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            tensor.values().withUnsafeBytes { hasher.update(Data($0)) }
        }
        return hasher.finish()
    }

    private var optionsFingerprint: String {
        get throws {
            var own = header
            // Told by themselves, and many.
            (own.data, own.images, own.progress) = ("", nil, progress)
            return Fingerprint.sha256(try JSONFile.data(own))
        }
    }
}
