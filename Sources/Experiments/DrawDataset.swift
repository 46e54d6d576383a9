import Drawings
import Files
import Foundation

/// `fewshot draw-dataset`: a folder of drawn JPEG files in the layout that `pretrain` reads.
public struct DrawDataset {
    /// The folder.
    public var output: URL
    /// Classes of each split.
    public var base = 20, val = 5, novel = 10
    /// Images of each class.
    public var imagesPerClass = 60
    /// The side of the square images, in pixels.
    public var size = 84

    /// A data set of the usual numbers in a folder.
    public init(output: URL) { self.output = output }

    /// Draws what is not there yet.
    ///
    /// - Throws: `UserError` for numbers out of range, and a folder that cannot be written or
    ///   holds something else.
    public func run(_ setting: Setting) throws {
        let dataset = try DrawnDataset(
            base: base, val: val, novel: novel, imagesPerClass: imagesPerClass, size: size,
            seed: setting.seed)
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let bar = ProgressBar("Drawing", total: dataset.imageCount, unit: "images")
        defer { bar.finish() }
        try dataset.draw(to: output) { done, _ in bar.update(done) }
        setting.say(
            "\(dataset.imageCount) images of \(base + val + novel) classes: "
                + output.relativePath)
    }
}
