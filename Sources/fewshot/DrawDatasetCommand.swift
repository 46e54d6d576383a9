import ArgumentParser
import Experiments
import Foundation

struct DrawDatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw-dataset",
        abstract: "Draw a data set of JPEG files to try things on.")

    @Argument(help: "Folder to draw into.")
    var folder: String

    @Option(help: "Base classes.")
    var base = 20

    @Option(help: "Val classes.")
    var val = 5

    @Option(help: "Novel classes.")
    var novel = 10

    @Option(help: "Images of each class.")
    var images = 60

    @Option(help: "Side of the square images, in pixels.")
    var size = 84

    @Option(help: "Seed of everything random.")
    var seed: UInt64 = 0

    func run() throws {
        var dataset = DrawDataset(output: URL(fileURLWithPath: folder))
        (dataset.base, dataset.val, dataset.novel) = (base, val, novel)
        (dataset.imagesPerClass, dataset.size) = (images, size)
        try dataset.run(.terminal(seed: seed))
    }
}
