#if canImport(Glibc)
    import Glibc
#endif

/// Memory that is taken from the operating system once and used again: the first touch of fresh
/// pages costs more than most operations on them.
final class BufferPool {
    private var free: [Int: [UnsafeMutableRawPointer]] = [:]
    /// Buffers taken from the operating system.
    private(set) var fresh = 0
    /// Bytes taken from the operating system and not given back.
    private(set) var bytesHeld = 0
    private static let hugePage = 2 << 20

    /// A buffer of at least `bytes`, aligned to 64 bytes (2 MiB, on huge pages as far as whole ones
    /// go, where it is large: of weights of 2.25 MiB a second huge page would be lost).
    func take(_ bytes: Int) -> Buffer {
        let size = Self.sizeClass(bytes)
        if let pointer = free[size]?.popLast() { return Buffer(pointer, size: size, pool: self) }
        fresh += 1
        bytesHeld += size
        var pointer: UnsafeMutableRawPointer?
        let alignment = size >= Self.hugePage ? Self.hugePage : 64
        guard posix_memalign(&pointer, alignment, size) == 0, let pointer else {
            fatalError("Out of memory: \(size) bytes more than the \(bytesHeld) held were refused.")
        }
        if size >= Self.hugePage { madvise(pointer, size, MADV_HUGEPAGE) }
        return Buffer(pointer, size: size, pool: self)
    }

    fileprivate func give(_ pointer: UnsafeMutableRawPointer, size: Int) {
        free[size, default: []].append(pointer)
    }

    func releaseAll() {
        for (size, pointers) in free {
            for pointer in pointers { Glibc.free(pointer) }
            bytesHeld -= size * pointers.count
        }
        free = [:]
    }

    deinit { releaseAll() }

    /// `bytes` rounded up to one of four sizes per power of two, so that tensors of nearly the same
    /// size share buffers.
    static func sizeClass(_ bytes: Int) -> Int {
        if bytes <= 256 { return 256 }
        let power = Int.bitWidth - (bytes - 1).leadingZeroBitCount
        let step = max(64, 1 << (power - 3))
        return (bytes + step - 1) / step * step
    }
}

/// A piece of memory that goes back to its pool when nobody holds it any more.
final class Buffer {
    let pointer: UnsafeMutableRawPointer
    let size: Int
    private let pool: BufferPool

    init(_ pointer: UnsafeMutableRawPointer, size: Int, pool: BufferPool) {
        self.pointer = pointer
        self.size = size
        self.pool = pool
    }

    deinit { pool.give(pointer, size: size) }
}
