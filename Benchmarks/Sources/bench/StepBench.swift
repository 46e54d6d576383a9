import ArgumentParser
import Images
import Kernels
import Layers
import Networks
import Tensors

/// Training steps, as `peers/training.py step` measures PyTorch's.
struct StepBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Measure S2M2_R steps on data in memory: steps per second.")

    @OptionGroup var options: NetworkOptions

    @Flag(help: "Do one step, print the most memory held so far in MiB, another, print again.")
    var once = false

    func run() throws {
        let job = try options.job()
        if once {
            for _ in 0..<2 {
                job.step()
                Session.say("\(Session.peakMemory)")
            }
            return
        }
        for _ in 0..<2 { job.step() }
        Session.serve { [Session.rate(for: $0) { job.step() }] }
    }
}

/// Feature extraction, as `peers/training.py features` measures PyTorch's.
struct FeaturesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract:
            "Measure feature extraction on data in memory: batches per second, and resident MiB.")

    @OptionGroup var options: NetworkOptions

    func run() throws {
        let job = try options.job()
        let extractor = FeatureExtractor(job.network)
        // As for a whole data set: weights are folded and laid out once.
        let pass = Pass(job.network.device, .evaluation, precision: job.network.precision)
        for _ in 0..<2 { job.extract(extractor, in: pass) }
        Session.serve {
            [
                Session.rate(for: $0) { job.extract(extractor, in: pass) },
                Session.residentMemory,
            ]
        }
    }
}

/// What the processor can do at best, measured: the floor under every network.
struct PeakBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peak",
        abstract: "Measure a large product of matrices in single precision: GFLOP per second.")

    @Option(help: "Compute threads.")
    var threads = 2

    func run() {
        let (device, side) = (Device(threads: threads), 2048)
        let a = Memory(device, repeating: 0.5, shape: [side, side])
        let b = Memory(device, repeating: 0.25, shape: [side, side])
        _ = device.matrixProduct(a, b)
        let gigaflops = 2e-9 * Double(side * side * side)
        Session.serve {
            [gigaflops * Session.rate(for: $0) { _ = device.matrixProduct(a, b) }]
        }
    }
}
