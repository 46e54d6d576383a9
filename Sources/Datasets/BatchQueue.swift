import Foundation

/// Hands out numbers of batches to make, and the batches made, in order. Every access to the
/// state holds the condition.
///
/// The memory of a batch is used again after the next one is taken: that of a fresh array comes from
/// the system page by page, each cleared, which takes longer than writing it.
final class BatchQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private let end: Int
    private let ahead: Int
    private var nextToMake: Int
    private var nextToTake: Int
    private var ready: [Int: Result<Batch, any Error>] = [:]
    private var lent: [Float] = []
    private var spare: [[Float]] = []
    private var failure: (any Error)?
    private var open = true

    /// A queue of the batches `next..<end`, of which at most `ahead` are made and not taken.
    init(next: Int, end: Int, ahead: Int) {
        nextToMake = next
        nextToTake = next
        self.end = end
        self.ahead = ahead
    }

    /// Whether batches are still wanted.
    var isOpen: Bool { condition.withLock { open } }

    /// The number of a batch to make, waiting until there is room; nil when none is left to make.
    func claim() -> Int? {
        condition.withLock {
            while open && nextToMake < end && nextToMake >= nextToTake + ahead { condition.wait() }
            guard open && nextToMake < end else { return nil }
            nextToMake += 1
            return nextToMake - 1
        }
    }

    /// The number of a batch to make, where the next one to take is not there and there is room.
    func claimInsteadOfWaiting() -> Int? {
        condition.withLock {
            guard open && ready[nextToTake] == nil && nextToMake < min(end, nextToTake + ahead)
            else { return nil }
            nextToMake += 1
            return nextToMake - 1
        }
    }

    /// `count` numbers to write over: a former batch's where one is left, which are copied first
    /// should somebody still have that batch.
    func memory(for count: Int) -> [Float] {
        let former = condition.withLock { spare.popLast() }
        if let former, former.count == count { return former }
        return [Float](repeating: 0, count: count)
    }

    /// Delivers batch `number`.
    func put(_ result: Result<Batch, any Error>, as number: Int) {
        condition.withLock {
            ready[number] = result
            condition.broadcast()
        }
    }

    /// The next batch in order, waiting for it; nil after the last. An error comes in its place,
    /// after the good batches before it, and closes the queue.
    func take() throws -> Batch? {
        try condition.withLock {
            while failure == nil && nextToTake < end && ready[nextToTake] == nil {
                condition.wait()
            }
            if let failure { throw failure }
            guard nextToTake < end else { return nil }
            let result = ready.removeValue(forKey: nextToTake)!
            nextToTake += 1
            if case .failure(let error) = result {
                failure = error
                open = false
            }
            condition.broadcast()
            let batch = try result.get()
            if !lent.isEmpty { spare.append(lent) }
            lent = batch.images
            return batch
        }
    }

    /// Lets the threads that make batches end.
    func close() {
        condition.withLock {
            open = false
            condition.broadcast()
        }
    }
}
