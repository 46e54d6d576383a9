import Datasets
import Files
import Foundation
import Training

extension Pretrain {
    /// The decoded base images, kept in the run folder for the epochs to come; nil where that is
    /// not wanted, not worth while, or not possible.
    ///
    /// - Throws: `UserError.badData` for an image that changed since it was scanned.
    func keptPixels(
        _ training: Pretraining, _ base: ScannedData, _ folder: RunFolder, _ setting: Setting,
        until interruption: Interruption
    ) throws -> PixelCache? {
        // A single epoch reads every image once.
        guard pixelCache > 0, training.recipe.epochs - training.progress.epochs > 1 else {
            return nil
        }
        // A disk that is full of pixels would have no room for checkpoints.
        let free = Self.freeBytes(in: folder.url).map { $0 / 2 } ?? pixelCache
        let bar = ProgressBar(
            "Decoding base images", total: base.images.files.count, unit: "images")
        defer { bar.finish() }
        do {
            return try PixelCache.make(
                of: base.images, hashes: base.hashes,
                transform: training.recipe.trainingTransform, at: folder.pixels,
                limit: min(pixelCache, free), threads: setting.threads
            ) { done in
                bar.update(done)
                return !interruption.isAsked
            }
        } catch let error as UserError where error.kind != .badData {
            setting.warn(
                "The decoded images are not kept, so every epoch reads the files: \(error)")
            return nil
        }
    }

    /// Writes what a training must not lose. On a full disk the decoded images make room for it:
    /// the epochs to come read the files instead.
    ///
    /// - Throws: as `write`, where it still cannot be written.
    func saving(_ training: Pretraining, _ setting: Setting, _ write: () throws -> Void) throws {
        do {
            try write()
        } catch let error as UserError where error.kind == .inputOutput {
            guard let pixels = training.pixels, !pixels.isBroken else { throw error }
            pixels.giveWay()
            training.pixels = nil
            setting.warn("\(error) The decoded images were deleted to make room for it.")
            try write()
        }
    }

    /// Lets decoded images go that can no longer be read; the files were read in their place.
    func dropBrokenPixels(_ training: Pretraining, _ setting: Setting) {
        guard training.pixels?.isBroken == true else { return }
        training.pixels = nil
        setting.warn(
            "The decoded images in pixels.cache can no longer be read: every epoch reads the "
                + "files instead, and comes out the same.")
    }

    private static func freeBytes(in folder: URL) -> Int? {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var space = statvfs()
        guard fstatvfs(descriptor, &space) == 0 else { return nil }
        return Int(space.f_bavail) * Int(space.f_frsize)
    }
}
