import Foundation
import Synchronization

/// Threads of one's own that can be waited for, which Foundation's cannot: those may still run when
/// the process ends, beside the code that takes it down.
struct Threads: Sendable {
    private let threads: [pthread_t]

    /// Starts `count` threads of this name, which all do `work`.
    init(_ count: Int, name: String, _ work: @escaping @Sendable () -> Void) {
        threads = (0..<count).map { _ in
            var thread = pthread_t()
            let context = Unmanaged.passRetained(Work(body: work, name: name))
            let code = pthread_create(&thread, nil, runWork, context.toOpaque())
            guard code == 0 else {
                fatalError("The system starts no more threads: \(String(cString: strerror(code))).")
            }
            return thread
        }
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
