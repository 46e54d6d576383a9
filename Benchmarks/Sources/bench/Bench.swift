import ArgumentParser
import Backbones
import Foundation
import Tensors

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the engine: images per second of training and of feature extraction.",
        discussion: """
            Images are random numbers in memory: nothing is read or decoded. A training step is a \
            plain one (forward, cross entropy of 64 classes, backward, SGD with momentum); a step \
            of s2m2-r computes two such passes for each image, one of rotation four. Numbers are \
            medians; compare only what was measured on one machine, one after the other.
            """)

    @Option(help: "A backbone to measure; repeatable. All four unless given.")
    var backbone: [BackboneName] = []

    @Option(help: "f32 or bf16; repeatable. What this CPU computes natively unless given.")
    var precision: [Precision] = []

    @Option(help: "Images per step; what suits the backbone unless given.")
    var batchSize: Int?

    @Option(help: "Side of the square images; 84 pixels, 80 for WRN-28-10, unless given.")
    var imageSize: Int?

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Seconds to measure each number for.")
    var seconds = 5.0

    @Flag(help: "Show where a training step's time goes; conv4 unless given another.")
    var profile = false

    /// How `--profile` runs this program a second time.
    @Flag(help: .hidden)
    var traced = false

    func validate() throws {
        guard seconds > 0, (1...1024).contains(threads), (batchSize ?? 2) >= 2 else {
            throw ValidationError("--seconds, --threads and --batch-size must be above 0, 0 and 1.")
        }
        for name in backbone where (imageSize ?? 84) < name.smallestImage {
            throw ValidationError("\(name) needs at least \(name.smallestImage) pixels.")
        }
        if precision.contains(.bf16) && !Device.supportsBFloat16 {
            throw ValidationError("This CPU cannot compute in bf16.")
        }
    }

    func run() throws {
        let all: [BackboneName] = [.conv4, .resnet12(width: 1), .resnet18, .wideResNet]
        let backbones = !backbone.isEmpty ? backbone : profile ? [.conv4] : all
        let native: [Precision] = Device.hasNativeBFloat16 ? [.bf16, .f32] : [.f32]
        let usual = profile ? [native[0]] : native
        if !profile && !traced { printHeader() }
        for backbone in backbones {
            for precision in precision.isEmpty ? usual : precision {
                let job = Job(
                    backbone, precision: precision, batchSize: batchSize, imageSize: imageSize,
                    threads: threads)
                if traced {
                    Profile.runTraced(job)
                } else if profile {
                    try Profile(of: job).print()
                } else {
                    printRow(job)
                }
            }
        }
    }

    private func printHeader() {
        print("\(threads) threads, \(Device.libraryVersion)\n")
        print("| Backbone | Pixels | Batch | Precision | Training, images/s | ", terminator: "")
        print("Features, images/s | Memory, MiB |\n| :-- | --: | --: | :-- | --: | --: | --: |")
    }

    /// Each row as soon as it is measured: some take a while.
    private func printRow(_ job: Job) {
        let training = job.imagesPerSecond(for: seconds, job.trainingStep)
        let memory = job.device.bytesHeld >> 20
        let features = job.imagesPerSecond(for: seconds, job.extractFeatures)
        print(
            "| \(job.backbone) | \(job.imageSize) | \(job.batchSize) | \(job.precision.rawValue) "
                + "| \(rounded(training)) | \(rounded(features)) | \(memory) |")
        fflush(nil)
    }
}

extension BackboneName: @retroactive ExpressibleByArgument {
    /// The backbone of this name.
    public init?(argument: String) { self.init(argument) }
}

extension Precision: @retroactive ExpressibleByArgument {}

/// Three digits that mean something.
func rounded(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
}
