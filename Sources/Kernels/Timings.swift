/// Where the time goes: what each operation took, for `make profile`.
public final class Timings {
    /// An operation, ours or oneDNN's, and what it ran on.
    public struct Operation: Hashable, Sendable {
        /// What is computed.
        public let name: String
        /// Of which shapes.
        public let shapes: String
        /// By which code.
        public let implementation: String

        /// - Parameter implementation: oneDNN's word for it, our algorithm's ("Winograd",
        ///   "depthwise", "pointwise"), or "ours".
        init(_ name: String, _ shapes: String, by implementation: String = "ours") {
            self.name = name
            self.shapes = shapes
            self.implementation = implementation
        }
    }

    /// What the calls of one operation came to.
    public struct Total: Sendable {
        /// How often it ran.
        public var calls = 0
        /// Seconds of all calls.
        public var seconds = 0.0
        /// Multiplications and additions of all calls, by the direct sum; 0 where memory is what
        /// counts.
        public var operations = 0.0
        /// Bytes of the arguments of all calls, each read or written once.
        public var bytes = 0.0

        /// Nothing yet.
        public init() {}

        /// Adds the calls of another operation.
        public mutating func add(_ other: Total) {
            calls += other.calls
            seconds += other.seconds
            operations += other.operations
            bytes += other.bytes
        }
    }

    /// What was timed.
    public private(set) var totals: [Operation: Total] = [:]

    /// Nothing yet.
    public init() {}

    func add(_ operation: Operation, _ time: Duration, operations: Double, bytes: Int) {
        var call = Total()
        call.calls = 1
        call.seconds = time / .seconds(1)
        call.operations = operations
        call.bytes = Double(bytes)
        totals[operation, default: Total()].add(call)
    }
}
