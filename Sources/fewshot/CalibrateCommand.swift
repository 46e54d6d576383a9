import ArgumentParser
import Experiments
import Foundation

struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Learn from tasks how sure a network's answers are, for classify.",
        discussion: """
            Tasks are drawn from the classes at hand, best such as the network was not trained on. \
            What they teach goes into FILE.calibration.json beside the weights, which stay as they \
            are. pretrain does it by itself, with the val classes.
            """)

    @Argument(help: "Run folder of pretrain, or one file of weights (.safetensors, .pth).")
    var checkpoint: String

    @Option(help: "Folder of images, five classes of seven images at least.")
    var data: String

    @Option(help: "The classes to take: val, else base, unless given; all of a plain folder.")
    var split: Split?

    @Option(help: ArgumentHelp("Divide a folder of all classes by \(Evaluate.classSplitChoices)."))
    var classSplit: String?

    @OptionGroup var network: NetworkOptions

    @OptionGroup var reading: ImageOptions

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        var calibrate = Calibrate(
            checkpoint: URL(fileURLWithPath: checkpoint), data: URL(fileURLWithPath: data))
        calibrate.split = split
        calibrate.classSplit = classSplit
        calibrate.network = try network.choice
        try calibrate.run(compute.setting(reading: reading))
    }
}
