import ArgumentParser
import Backbones
import Foundation
import Tensors

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what fewshot does.",
        subcommands: [
            NetworkBench.self, LayersBench.self, StepBench.self, FeaturesBench.self,
            LoadingBench.self, EpochBench.self, ScalingBench.self, PeakBench.self,
            FigureBench.self, EpisodesBench.self, AccuracyBench.self, RanksBench.self,
            ReductionBench.self,
        ], defaultSubcommand: NetworkBench.self)
}

/// Images per second of training and of feature extraction.
struct NetworkBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Measure the engine: images per second of training and of feature extraction.",
        discussion: """
            Images are random numbers in memory: nothing is read or decoded. A training step is a \
            plain one; s2m2-r computes two such passes for each image, rotation four. Numbers are \
            medians; compare only what was measured on one machine, one after the other.
            """)

    @Option(help: "A backbone to measure; repeatable.")
    var backbone: [BackboneName] = [.conv4, .resnet12(width: 1), .resnet18, .wideResNet]

    @Option(help: "f32 or bf16; repeatable. Those that this CPU computes natively unless given.")
    var precision: [Precision] = Device.hasNativeBFloat16 ? [.f32, .bf16] : [.f32]

    @Option(help: "Images per step; what suits the backbone unless given.")
    var batchSize: Int?

    @Option(help: "Side of the square images; 84 pixels, 80 for WRN-28-10, unless given.")
    var imageSize: Int?

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Seconds to measure each number for.")
    var seconds = 5.0

    @Flag(help: "Show where a training step's time goes instead.")
    var profile = false

    @Flag(help: "With --profile: where an extraction's time goes.")
    var features = false

    func validate() throws {
        guard seconds > 0, threads > 0, (batchSize ?? 1) > 0, (imageSize ?? 16) >= 16 else {
            throw ValidationError("Numbers must be above 0, and --image-size at least 16.")
        }
        if precision.contains(.bf16) && !Device.supportsBFloat16 {
            throw ValidationError("This CPU cannot compute in bf16.")
        }
    }

    func run() throws {
        if !profile { print(header) }
        for backbone in backbone {
            for precision in precision {
                let job = Job(
                    backbone, precision: precision, batchSize: batchSize, imageSize: imageSize,
                    threads: threads)
                if profile {
                    (features
                        ? Profile(of: job, "extraction", job.extractFeatures)
                        : Profile(of: job, "training step", job.trainingStep)).print()
                } else {
                    printRow(job)
                }
            }
        }
    }

    private var header: String {
        """
        \(threads) threads, oneDNN \(Device.libraryVersion)

        | Backbone | Pixels | Batch | Precision | Training, images/s | Features, images/s | MiB |
        | :-- | --: | --: | :-- | --: | --: | --: |
        """
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
