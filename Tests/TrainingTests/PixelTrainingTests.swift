import Datasets
import Files
import Images
import Recipes
import Tensors
import Testing
import TrainingSupport

@Suite("Training on kept pixels")
struct PixelTrainingTests {
    @Test("gives the same weights as training on the files, resumed in between or not")
    func sameWeights() throws {
        let images = try DrawnImages()
        let recipe = try Recipe.tiny("s2m2-r", RecipeOverrides(epochs: 2, onePhase: true))
        let device = Device(threads: 1)
        let files = try images.training(recipe, device: device)
        let log = try files.run()
        let expected = try images.saved(files)
        let scan = images.base.scanned(threads: 1)
        let pixels = try PixelCache.make(
            of: images.base, hashes: scan.hashes, transform: recipe.trainingTransform,
            at: images.folder.file("pixels.cache"), limit: .max, threads: 1)
        #expect(pixels?.count == 48)
        let kept = try images.training(recipe, device: device)
        kept.pixels = pixels
        #expect(try kept.run() == log)
        #expect(try images.saved(kept) == expected)
        // From pixels to files in the middle of an epoch, and from files to pixels.
        for first in [true, false] {
            let start = try images.training(recipe, device: device)
            start.pixels = first ? pixels : nil
            try start.run(until: 2)
            try start.save(to: images.checkpoint())
            let rest = try images.training(recipe, device: device)
            rest.pixels = first ? nil : pixels
            try rest.resume(from: images.checkpoint())
            try rest.run()
            #expect(try images.saved(rest) == expected)
        }
    }
}
