import Synchronization

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
