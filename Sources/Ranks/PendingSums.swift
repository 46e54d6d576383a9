import Foundation

/// Sums over all ranks, one after the other on a thread of their own, while the caller computes what
/// is to be added up next.
///
/// Nobody else may use the communicator until they are taken.
public final class PendingSums: @unchecked Sendable {
    private let ranks: Communicator
    private let queue = DispatchQueue(label: "sums over ranks", qos: .userInitiated)
    /// Both belong to the queue.
    private var sums: [[Float]] = []
    private var fault: (any Error)?

    /// No sums yet.
    public init(over ranks: Communicator) { self.ranks = ranks }

    /// Begins the sum of vectors: on all ranks of as many numbers, and in the same order.
    public func begin(_ numbers: [Float]) {
        ranks.answersAnyThread ? queue.async { self.add(numbers) } : add(numbers)
    }

    private func add(_ numbers: [Float]) {
        guard fault == nil else { return }
        var numbers = numbers
        do {
            try ranks.sum(&numbers)
            sums.append(numbers)
        } catch {
            fault = error
        }
    }

    /// Waits for all of them, and gives them in the order in which they were begun.
    ///
    /// - Throws: `UserError.unavailable` where another rank does not answer.
    public func take() throws -> [[Float]] {
        queue.sync {}
        if let fault { throw fault }
        defer { sums = [] }
        return sums
    }
}
