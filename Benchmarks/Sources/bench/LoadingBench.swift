import ArgumentParser
import Datasets
import Dispatch
import Foundation
import Images
import Randomness
import Synchronization

/// The images of a folder of class folders, as the loading measurements see them.
struct Pictures {
    let files: LabeledImages
    let transform: TrainingTransform
    private let hashes: [String]
    private let threads: Int

    init(_ folder: String, size: Int, threads: Int) throws {
        let listed = try Dataset.open(URL(fileURLWithPath: folder)).images(of: .base)
        let scan = listed.scanned(threads: threads)
        (files, hashes) = (scan.accepted, scan.hashes)
        transform = TrainingTransform(size: size)
        self.threads = threads
    }

    /// A loader of `count` images in random order, each as often as it takes.
    func loader(_ count: Int, batchSize: Int, threads: Int, pixels: PixelCache?) -> BatchLoader {
        var generator = Generator(seed: 1)
        let order = (0..<count).map { _ in generator.integer(below: files.files.count) }
        return BatchLoader(
            files: files, order: order, batchSize: batchSize, dropLast: true,
            transform: .training(transform, Generator(seed: 2)), threads: threads, readers: 0,
            pixels: pixels)
    }

    /// The decoded pictures, in a file that is gone with them.
    func pixels() throws -> PixelCache? {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pixels")
        defer { try? FileManager.default.removeItem(at: url) }
        return try PixelCache.make(
            of: files, hashes: hashes, transform: transform, at: url, limit: 1 << 30,
            threads: threads)
    }
}

/// From JPEG files to batches, as `peers/loading.py` measures PyTorch's DataLoader.
struct LoadingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loading", abstract: "Measure reading batches: images per second.",
        discussion: "The folder has a folder for each class, with JPEG files.")

    @Argument(help: "Folder of images.")
    var folder: String

    @Option(help: "Side of the square views, in pixels.")
    var size = 84

    @Option(help: "Reading threads.")
    var threads = 2

    @Option(help: "files, cache (from decoded pixels), or entropy (libjpeg only, the floor).")
    var from = "files"

    func run() throws {
        let pictures = try Pictures(folder, size: size, threads: threads)
        if from == "entropy" {
            return Session.serve { [entropy(pictures, seconds: $0)] }
        }
        let pixels = from == "cache" ? try pictures.pixels() : nil
        try Session.serve { seconds in
            // More than can be read in time; letting go of the loader ends it.
            let loader = pictures.loader(1 << 22, batchSize: 128, threads: threads, pixels: pixels)
            _ = try loader.next()
            return [try Session.rate(for: seconds) { _ = try loader.next() } * 128]
        }
    }

    /// Reading every coefficient, and making one pixel of 64: less than that no decoder can do.
    private func entropy(_ pictures: Pictures, seconds: Double) -> Double {
        let files = pictures.files.files
        let bytes = files.map { (try? Data(contentsOf: $0.url)) ?? Data() }
        let end = ContinuousClock.now + .seconds(seconds)
        let total = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: threads) { worker in
            var done = 0
            while ContinuousClock.now < end {
                _ = try? Image.decode(bytes[done % bytes.count], atLeast: (1, 1))
                done += 1
            }
            total.withLock { $0 += done }
        }
        return Double(total.withLock { $0 }) / seconds
    }
}

/// A training epoch whose batches come from JPEG files, from decoded pixels, and from memory.
struct EpochBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epoch",
        abstract: "Measure seconds of the same epoch from JPEG files, decoded pixels and memory.")

    @Argument(help: "Folder of images.")
    var folder: String

    @OptionGroup var options: NetworkOptions

    @Option(help: "Steps of an epoch.")
    var steps = 10

    func run() throws {
        let pictures = try Pictures(folder, size: options.imageSize, threads: options.threads)
        let job = try options.job()
        let pixels = try pictures.pixels()
        let size = options.batchSize
        func loader(_ pixels: PixelCache?) -> BatchLoader {
            pictures.loader(steps * size, batchSize: size, threads: options.threads, pixels: pixels)
        }
        var batches: [Batch] = []
        let reader = loader(nil)
        while let batch = try reader.next() { batches.append(batch) }
        for batch in batches.prefix(2) { job.step(batch.images, batch.labels.map(Int.init)) }
        // Every request is one round of all three, whatever the number of seconds: a step of each in
        // turns, so that the machine's speed is the same for all.
        try Session.serve { _ in
            let (files, decoded) = (loader(nil), loader(pixels))
            var seconds = [0.0, 0, 0]
            let clock = ContinuousClock()
            func step(_ place: Int, _ batch: () throws -> Batch) rethrows {
                let start = clock.now
                let batch = try batch()
                job.step(batch.images, batch.labels.map(Int.init))
                seconds[place] += (clock.now - start) / .seconds(1)
            }
            for batch in batches {
                try step(0) { try files.next()! }
                try step(1) { try decoded.next()! }
                step(2) { batch }
            }
            return seconds
        }
    }
}
