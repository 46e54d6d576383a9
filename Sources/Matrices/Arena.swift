/// Memory for one learner's numbers, taken piece by piece and all given back at once, so that
/// episodes after the first allocate nothing. It begins at a cache line's start: the first piece's
/// vectors lie in one line each.
public final class Arena<Number: BinaryFloatingPoint> {
    @usableFromInline var memory = UnsafeMutableBufferPointer<Number>.allocate(capacity: 0)
    @usableFromInline var used = 0

    /// An arena without memory: `reset` makes room.
    @inlinable public init() {}

    /// Gives everything back and makes room for `capacity` numbers: earlier pieces end here.
    @inlinable public func reset(capacity: Int) {
        used = 0
        if capacity > memory.count {
            memory.deallocate()
            let bytes = UnsafeMutableRawPointer.allocate(
                byteCount: capacity * MemoryLayout<Number>.stride, alignment: 64)
            memory = UnsafeMutableBufferPointer(
                start: bytes.bindMemory(to: Number.self, capacity: capacity), count: capacity)
        }
    }

    /// The next `count` numbers, as zeros; they live until the next `reset`.
    @inlinable public func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Number> {
        precondition(used + count <= memory.count, "an arena was asked for more than was reserved")
        let piece = UnsafeMutableBufferPointer(rebasing: memory[used..<(used + count)])
        piece.initialize(repeating: 0)
        used += count
        return piece
    }

    @inlinable deinit { memory.deallocate() }
}

extension Array where Element: Numeric {
    /// Makes it `count` zeros, in the memory that is there where it suffices.
    @inlinable public mutating func reset(to count: Int) {
        removeAll(keepingCapacity: true)
        append(contentsOf: repeatElement(0, count: count))
    }
}
