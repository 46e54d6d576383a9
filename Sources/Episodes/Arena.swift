/// Memory for one learner's numbers, taken piece by piece and all given back at once, so that
/// episodes after the first allocate nothing. It begins at a cache line's start: the first piece's
/// vectors lie in one line each.
final class Arena<Number: BinaryFloatingPoint> {
    private var memory = UnsafeMutableBufferPointer<Number>.allocate(capacity: 0)
    private var used = 0

    /// Gives everything back and makes room for `capacity` numbers: earlier pieces end here.
    func reset(capacity: Int) {
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
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Number> {
        precondition(used + count <= memory.count, "an arena was asked for more than was reserved")
        let piece = UnsafeMutableBufferPointer(rebasing: memory[used..<(used + count)])
        piece.initialize(repeating: 0)
        used += count
        return piece
    }

    deinit { memory.deallocate() }
}
