import Files
import Foundation
import Images

/// Batches of images in a given order, read ahead by threads of its own.
///
/// The result does not depend on the number of workers. No more than `workers` + 2 batches are
/// read ahead, so memory stays bounded however long the order is. The workers end with the last
/// batch, at the first error, or with the loader, which waits for them: none outlives it, and so
/// none is at work while the process ends.
public final class BatchLoader: Sendable {
    /// Number of batches in the whole order.
    public let batchCount: Int
    private let queue: BatchQueue
    private let readers: Threads

    /// A loader of `files[order[0]], files[order[1]], …`, `batchSize` at a time.
    ///
    /// - Parameters:
    ///   - order: places in `files.files`, in the order of visiting; some may lack or come twice.
    ///   - dropLast: leaves out a last batch that is not full.
    ///   - transform: how images are seen.
    ///   - workers: threads that read and decode, at least one.
    ///   - pixels: the decoded pictures of `files`, for training views; the batches are the same
    ///     without.
    ///   - startingAt: the first batch to deliver; those before it are not read.
    ///   - part: the places in each batch that are wanted; all unless given. Images are seen as they
    ///     would be among all.
    public init(
        files: LabeledImages, order: [Int], batchSize: Int, dropLast: Bool = false,
        transform: View, normalization: Normalization = .imageNet, workers: Int,
        startingAt: Int = 0, pixels: PixelCache? = nil, part: Range<Int>? = nil
    ) {
        precondition(batchSize > 0 && workers > 0, "a loader needs a batch size and a worker")
        batchCount = (order.count + (dropLast ? 0 : batchSize - 1)) / batchSize
        precondition(startingAt >= 0, "a loader starts at one of its batches")
        let queue = BatchQueue(next: startingAt, end: batchCount, ahead: workers + 2)
        self.queue = queue
        let maker = BatchMaker(
            files: files, order: order, batchSize: batchSize, part: part ?? 0..<batchSize,
            view: transform, normalization: normalization, pixels: pixels)
        // The threads hold the queue and the maker, never the loader: letting the loader go ends
        // them. The name is seen in process lists.
        readers = Threads(workers, name: "image reader") {
            // Computing goes first: two compute threads wait for each other many times a step, and
            // so for a reader that holds up one of them. Whoever waits for a batch leaves the
            // processor to the readers.
            setpriority(.init(PRIO_PROCESS.rawValue), 0, 10)
            while let number = queue.claim() {
                queue.put(Result { try maker.batch(number, for: queue) }, as: number)
            }
        }
    }

    deinit {
        queue.close()
        readers.join()
    }

    /// The next batch, waiting for it where it is not ready; nil after the last.
    ///
    /// - Throws: `UserError` `.badData` naming a file that cannot be read any more; after that,
    ///   every call throws it.
    public func next() throws -> Batch? { try queue.take() }
}

/// Makes any batch of an order.
private struct BatchMaker: Sendable {
    let files: LabeledImages
    let order: [Int]
    let batchSize: Int
    let part: Range<Int>
    let view: View
    let normalization: Normalization
    let pixels: PixelCache?

    /// Batch `number`; ends early with an error that nobody sees where `queue` is closed.
    func batch(_ number: Int, for queue: BatchQueue) throws -> Batch {
        let first = number * batchSize
        let positions = (first + part.lowerBound..<first + part.upperBound)
            .clamped(to: 0..<order.count)
        let numbers = 3 * view.size * view.size
        var images = queue.memory(for: positions.count * numbers)
        try images.withUnsafeMutableBufferPointer { images in
            for (slot, position) in positions.enumerated() {
                guard queue.isOpen else { throw CancellationError() }
                let place = images[slot * numbers..<(slot + 1) * numbers]
                normalization.write(
                    try image(at: position), to: UnsafeMutableBufferPointer(rebasing: place))
            }
        }
        let indices = positions.map { order[$0] }
        return Batch(
            images: images, labels: indices.map { Int32(files.files[$0].label) }, indices: indices,
            size: view.size)
    }

    private func image(at position: Int) throws -> ColorPlanes {
        let file = files.files[order[position]]
        do {
            return try view.image(
                file, position: position, pixels: pixels?.image(order[position]))
        } catch {
            throw file.unusable(error)
        }
    }
}
