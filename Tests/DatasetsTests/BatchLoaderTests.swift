import Datasets
import Files
import Foundation
import Images
import Randomness
import TestSupport
import Testing

@Suite(.serialized) struct BatchLoaderTests {
    let folder: TemporaryFolder
    let files: LabeledImages
    let order: [Int]

    init() throws {
        folder = try sampleFolder(classes: 3, count: 11)
        files = try Dataset.open(folder.url).images(of: .base)
        var generator = Generator(seed: 4)
        order = generator.permutation(33)
    }

    private func loader(
        threads: Int = 2, readers: Int = 1, dropLast: Bool = false, seed: UInt64 = 1,
        startingAt: Int = 0
    ) -> BatchLoader {
        BatchLoader(
            files: files, order: order, batchSize: 4, dropLast: dropLast,
            transform: .training(TrainingTransform(size: 8), Generator(seed: seed)),
            threads: threads, readers: readers, startingAt: startingAt)
    }

    private func all(_ loader: BatchLoader) throws -> [Batch] {
        var batches: [Batch] = []
        while let batch = try loader.next() { batches.append(batch) }
        return batches
    }

    @Test("An empty order has no batch; after the last there is none, however often one asks")
    func empty() throws {
        let loader = BatchLoader(
            files: files, order: [], batchSize: 4,
            transform: .evaluation(EvaluationTransform(size: 8)), threads: 2, readers: 1)
        #expect(loader.batchCount == 0)
        #expect(try loader.next() == nil)
        #expect(try loader.next() == nil)
    }

    @Test("Batches come in order, with the labels and indices of their images; the last is short")
    func delivery() throws {
        let batches = try all(loader())
        #expect(batches.count == 9 && loader().batchCount == 9)
        #expect(batches.flatMap(\.indices) == order)
        #expect(batches.flatMap(\.labels) == order.map { Int32(files.files[$0].label) })
        #expect(batches.map(\.count) == [4, 4, 4, 4, 4, 4, 4, 4, 1])
        for batch in batches { #expect(batch.images.count == batch.count * 3 * 8 * 8) }
        #expect(try all(loader(dropLast: true)).map(\.count) == Array(repeating: 4, count: 8))
        #expect(loader(dropLast: true).batchCount == 8)
    }

    @Test(
        "The numbers of threads and readers change nothing, the seed does",
        arguments: [(2, 0), (5, 0), (1, 1), (1, 2), (16, 16)])
    func workers(threads: Int, readers: Int) throws {
        let expected = try all(loader(threads: 1, readers: 0))
        let ours = try all(loader(threads: threads, readers: readers))
        for (a, b) in zip(expected, ours) { #expect(a == b) }
        #expect(ours.count == expected.count)
        let other = try all(loader(threads: threads, readers: readers, seed: 2))
        #expect(zip(expected, other).allSatisfy { $0.images != $1.images })
    }

    @Test("Batches that are let go, so that their memory is used again, are those that are kept")
    func memory() throws {
        let kept = try all(loader(readers: 3))
        let loader = loader(readers: 3)
        for batch in kept { #expect(try loader.next() == batch) }
        #expect(try kept == all(self.loader()))
    }

    @Test("A batch holds what the transform and the normalisation make of each image")
    func content() throws {
        let transform = TrainingTransform(size: 8)
        let generator = Generator(seed: 1)
        let batch = try #require(try loader(startingAt: 2).next())
        for slot in 0..<4 {
            let position = 8 + slot
            var stream = generator.stream("augment", position)
            let view = transform.apply(
                try files.files[order[position]].decode(atLeast: transform.decodingSize),
                using: &stream)
            var planes = [Float](repeating: 0, count: 192)
            planes.withUnsafeMutableBufferPointer { Normalization.imageNet.write(view, to: $0) }
            #expect(Array(batch.images[slot * 192..<(slot + 1) * 192]) == planes)
        }
    }

    @Test(
        "Starting later gives the batches that a full run has from there on",
        arguments: [0, 1, 8, 9, 30])
    func resume(start: Int) throws {
        let full = try all(loader())
        let rest = try all(loader(readers: 3, startingAt: start))
        #expect(rest.count == max(0, 9 - start))
        for (a, b) in zip(full.dropFirst(start), rest) { #expect(a == b) }
    }

    @Test("Evaluation views draw no chance")
    func evaluation() throws {
        func images(_ threads: Int) throws -> [Float] {
            let loader = BatchLoader(
                files: files, order: [5, 5], batchSize: 2,
                transform: .evaluation(EvaluationTransform(size: 8)), threads: threads,
                readers: 0)
            return try #require(try loader.next()).images
        }
        let two = try images(1)
        #expect(two[..<192] == two[192...])
        #expect(try images(2) == two)
    }

    @Test(
        "A file that went bad is named, after the good batches before it, and again on asking",
        arguments: [0, 3])
    func badFile(readers: Int) throws {
        let bad = files.files[order[9]].url
        try Data(sample().dropLast(30)).write(to: bad)
        let loader = loader(readers: readers)
        #expect(try loader.next() != nil)
        #expect(try loader.next() != nil)
        for _ in 0..<2 {
            let error = userError { _ = try loader.next() }
            #expect(error?.kind == .badData)
            #expect(
                error?.message.hasPrefix("The image \(bad.path) is a damaged or cut-off JPEG file")
                    == true)
        }
    }

    @Test("No more than readers + 2 batches are read ahead")
    func laziness() throws {
        // One image a batch, every image twice as many times as may be read ahead.
        let long = BatchLoader(
            files: files, order: Array(repeating: 0, count: 500), batchSize: 1,
            transform: .evaluation(EvaluationTransform(size: 8)), threads: 1, readers: 2)
        #expect(try long.next() != nil)
        Thread.sleep(forTimeInterval: 0.3)
        try FileManager.default.removeItem(at: files.files[0].url)
        var delivered = 0
        let error = userError { while try long.next() != nil { delivered += 1 } }
        #expect(error?.message.contains("does not exist") == true)
        #expect(delivered >= 1 && delivered <= 4)
    }

    @Test("The readers end with the last batch, with an error, and when a loader is let go early")
    func ending() throws {
        for _ in 0..<5 {
            let early = BatchLoader(
                files: files, order: Array(repeating: 0, count: 100_000), batchSize: 64,
                transform: .evaluation(EvaluationTransform(size: 84)), threads: 1, readers: 3)
            #expect(try early.next() != nil)
            // On a busy machine they may begin late.
            for _ in 0..<100 where Self.readers() == 0 { Thread.sleep(forTimeInterval: 0.02) }
            #expect(Self.readers() > 0)
            let untouched = loader(readers: 3)
            _ = untouched
        }
        let finished = loader(readers: 2)
        _ = try all(finished)
        var readers = Self.readers()
        for _ in 0..<100 where readers > 0 {
            Thread.sleep(forTimeInterval: 0.02)
            readers = Self.readers()
        }
        #expect(readers == 0)
        _ = try finished.next()
    }

    /// The number of this process's threads that bear the readers' name.
    private static func readers() -> Int {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.filter {
            (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8))
                == "image reader\n"
        }.count
    }
}
