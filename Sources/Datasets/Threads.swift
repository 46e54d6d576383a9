import Dispatch
import Foundation
import Synchronization

/// Threads of one's own that can be waited for, which Foundation's cannot: those may still run when
/// the process ends, beside the code that takes it down.
struct Threads: Sendable {
    private let threads: [pthread_t]

    /// Starts `count` threads of this name, which all do `work`; fewer, and perhaps none, where the
    /// system starts no more.
    init(_ count: Int, name: String, _ work: @escaping @Sendable () -> Void) {
        var threads: [pthread_t] = []
        while threads.count < count {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(Work(body: work, name: name))
            guard pthread_create(&thread, nil, runWork, context.toOpaque()) == 0 else {
                context.release()
                break
            }
            threads.append(thread)
        }
        self.threads = threads
    }

    /// Waits until all have ended; once only.
    func join() { for thread in threads { pthread_join(thread, nil) } }
}

/// What a thread does, and its name.
private final class Work: Sendable {
    let body: @Sendable () -> Void
    let name: String

    init(body: @escaping @Sendable () -> Void, name: String) {
        self.body = body
        self.name = name
    }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let work = Unmanaged<Work>.fromOpaque(context!).takeRetainedValue()
    Thread.current.name = work.name
    work.body()
    return nil
}

extension Range<Int> {
    /// Does `work` for every place, which threads take one after the other.
    ///
    /// - Throws: what went wrong at the first of those where anything did. Then no thread takes
    ///   another; all places before have been taken by then.
    package func forEach<Failure: Error>(
        threads: Int, _ work: @Sendable (Int) throws(Failure) -> Void
    ) throws(Failure) {
        let next = Atomic(lowerBound)
        let failure = Mutex<(place: Int, error: Failure)?>(nil)
        DispatchQueue.concurrentPerform(iterations: Swift.min(threads, count)) { _ in
            while case let place = next.add(1, ordering: .relaxed).oldValue, place < upperBound {
                do throws(Failure) {
                    try work(place)
                } catch {
                    failure.withLock { if place < $0?.place ?? .max { $0 = (place, error) } }
                    next.store(upperBound, ordering: .relaxed)
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
    }

    /// It in parts of `size` places, the last with what is left.
    package func parts(of size: Int) -> [Range<Int>] {
        stride(from: lowerBound, to: upperBound, by: size).map {
            $0..<Swift.min($0 + size, upperBound)
        }
    }
}

/// What several threads make, each at its place.
final class Gathered<Value: Sendable>: Sendable {
    private let made: Mutex<(values: [Value?], count: Int)>
    private let progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    /// Room for `count` values; `progress` is never called by two threads at once.
    init(count: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil) {
        made = Mutex((Array(repeating: nil, count: count), 0))
        self.progress = progress
    }

    /// Puts `part` at `start` and after.
    func put(_ part: [Value], at start: Int) {
        made.withLock { made in
            for (i, value) in part.enumerated() { made.values[start + i] = value }
            made.count += part.count
            progress?(made.count, made.values.count)
        }
    }

    /// All values, in order; every place has one by now.
    var all: [Value] { made.withLock { $0.values.map { $0! } } }
}
