import Datasets
import Foundation
import Networks
import Randomness

/// The images of pretraining, each read once: however many runs share them.
struct PretrainingImages {
    /// All images of the base classes.
    let base: ScannedData
    /// Those of the val classes; nil where there are none.
    let val: ScannedData?

    /// Reads the images in `data`, a folder of all classes divided by `classSplit` where given.
    ///
    /// - Throws: `UserError` where they cannot be used.
    init(_ data: URL, dividedBy classSplit: String?, _ setting: Setting) throws {
        let dataset = try Dataset.open(data, dividedBy: classSplit)
        try setting.requireExcluded(in: [dataset])
        base = try ScannedData(dataset, .base, setting)
        let known = ScannedData.Others(TrainedImages(base.images), "the base images")
        val =
            dataset.splits.contains(.val)
            ? try ScannedData(dataset, .val, beside: known, setting) : nil
    }

    /// The base images that a run of `seed` trains on, and those that it holds out; nil for none.
    ///
    /// - Throws: as `LabeledImages.division`.
    func division(
        holdingOut share: Double?, trainImages: Int?, seed: UInt64
    ) throws -> (training: ScannedData, heldOut: ScannedData?) {
        guard share != nil || trainImages != nil else { return (base, nil) }
        let places = try base.images.division(
            holdingOut: share, trainImages: trainImages, using: Generator(seed: seed))
        return (
            base.only(places.training), share.map { _ in base.only(places.heldOut) }
        )
    }
}
