import Files
import Foundation
import Images

/// Batches of images in a given order, made between the steps of a computation on `threads`.
///
/// Readers work ahead on processors that the computation leaves over. Whoever asks for a batch that is
/// not there makes the next that nobody has begun, on as many threads as compute, which rest
/// meanwhile. Readers beside a computation on all processors would cost it twice what they take: its
/// threads wait for each other many times a step, and so for the one that is held up.
///
/// The result depends on no number of threads. No more than `readers` + 2 batches are read ahead,
/// so memory stays bounded however long the order is. The readers end with the last batch, at the
/// first error, or with the loader, which waits for them: none outlives it, and so none is at work
/// while the process ends.
public final class BatchLoader: Sendable {
    /// Number of batches in the whole order.
    public let batchCount: Int
    private let queue: BatchQueue
    private let readers: Threads
    private let maker: BatchMaker
    private let threads: Int

    /// A loader of `files[order[0]], files[order[1]], …`, `batchSize` at a time.
    ///
    /// - Parameters:
    ///   - order: places in `files.files`, in the order of visiting; some may lack or come twice.
    ///   - dropLast: leaves out a last batch that is not full.
    ///   - transform: how images are seen.
    ///   - threads: how many make a batch that is waited for: as many as compute between.
    ///   - readers: threads that read ahead beside the computation.
    ///   - pixels: the decoded pictures of `files`, for training views; the batches are the same
    ///     without.
    ///   - startingAt: the first batch to deliver; those before it are not read.
    ///   - part: the places in each batch that are wanted; all unless given. Images are seen as they
    ///     would be among all.
    public init(
        files: LabeledImages, order: [Int], batchSize: Int, dropLast: Bool = false,
        transform: View, normalization: Normalization = .imageNet, threads: Int,
        readers: Int, startingAt: Int = 0, pixels: PixelCache? = nil,
        part: Range<Int>? = nil
    ) {
        precondition(batchSize > 0 && threads > 0, "a loader needs a batch size and a thread")
        batchCount = (order.count + (dropLast ? 0 : batchSize - 1)) / batchSize
        precondition(startingAt >= 0, "a loader starts at one of its batches")
        let queue = BatchQueue(next: startingAt, end: batchCount, ahead: readers + 2)
        let maker = BatchMaker(
            files: files, order: order, batchSize: batchSize, part: part ?? 0..<batchSize,
            end: min(order.count, batchCount * batchSize), view: transform,
            normalization: normalization, pixels: pixels)
        (self.queue, self.maker, self.threads) = (queue, maker, threads)
        // The threads hold the queue and the maker, never the loader: letting the loader go ends
        // them. The name is seen in process lists.
        self.readers = Threads(readers, name: "image reader") {
            // Computing goes first, where something else takes the processors that were left over.
            setpriority(.init(PRIO_PROCESS.rawValue), 0, 10)
            while let number = queue.claim() {
                queue.put(Result { try maker.batch(number, threads: 1, for: queue) }, as: number)
            }
        }
    }

    deinit {
        queue.close()
        readers.join()
    }

    /// The next batch, made now where it is not ready; nil after the last.
    ///
    /// - Throws: `UserError` `.badData` naming a file that cannot be read any more; after that,
    ///   every call throws it.
    public func next() throws -> Batch? {
        if let number = queue.claimInsteadOfWaiting() {
            queue.put(
                Result { try maker.batch(number, threads: threads, for: queue) }, as: number)
        }
        return try queue.take()
    }
}

/// Makes any batch of an order.
private struct BatchMaker: Sendable {
    let files: LabeledImages
    let order: [Int]
    let batchSize: Int
    let part: Range<Int>
    /// How many places of the order are read.
    let end: Int
    let view: View
    let normalization: Normalization
    let pixels: PixelCache?

    /// Batch `number`, made by `threads`; ends early with an error that nobody sees where `queue` is
    /// closed.
    func batch(_ number: Int, threads: Int, for queue: BatchQueue) throws -> Batch {
        let first = number * batchSize
        let positions = (first + part.lowerBound..<first + part.upperBound)
            .clamped(to: 0..<order.count)
        let numbers = 3 * view.size * view.size
        var images = queue.memory(for: positions.count * numbers)
        try images.withUnsafeMutableBufferPointer { images in
            // Each image has a place of its own.
            nonisolated(unsafe) let images = images
            try positions.forEach(threads: threads) { position in
                guard queue.isOpen else { throw CancellationError() }
                let slot = position - positions.lowerBound
                let place = images[slot * numbers..<(slot + 1) * numbers]
                normalization.write(
                    try image(at: position), to: UnsafeMutableBufferPointer(rebasing: place))
                announce(position + batchSize)
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

    /// Has the system fetch the image at `position`, if there is one, from the disk while something
    /// else is done.
    private func announce(_ position: Int) {
        guard position < end else { return }
        let place = order[position]
        if let pixels, !pixels.isBroken {
            pixels.announce(place)
        } else {
            files.files[place].announce()
        }
    }
}
