import Files
import Recipes
import Records

extension RunRecord {
    /// The SHA-256, in hex, of all that trainings which differ in their seeds alone have in common:
    /// those that it went on from, too. Nil while it is unfinished.
    package var seedlessFingerprint: String? {
        get throws {
            guard ended != nil else { return nil }
            let runs = try JSONFile.data(chain.map(SeedlessRun.init))
            // A run's weights are as its record says, but for the seed; others are those of a file.
            let weights = start.flatMap { $0.runs.isEmpty ? $0.sha256 : nil } ?? ""
            return Fingerprint.sha256(runs + weights.utf8)
        }
    }
}

/// What a run's weights depend on beside its seed.
private struct SeedlessRun: Encodable {
    let recipe: Recipe
    let backbone, precision: String
    let mean, deviation: [Float]
    let data: TrainingData

    init(_ run: RunRecord) {
        (recipe, backbone, precision) = (run.recipe, run.backbone, run.precision)
        (mean, deviation) = (run.mean, run.deviation)
        var data = run.data
        if data.heldOut != nil || data.trainImages != nil {
            // The seed draws which images of the folder these are, but not how many.
            data.base.fingerprint = ""
            data.heldOut?.fingerprint = ""
        } else {
            data.path = ""
        }
        self.data = data
    }
}
