import Foundation

extension Data {
    /// The elements of an array of `shape`, which lie here `strides` bytes apart along each axis, in
    /// row-major order without gaps.
    ///
    /// The caller has checked that they are all inside.
    ///
    /// - Parameters:
    ///   - strides: not negative; as many as `shape` has axes.
    ///   - size: bytes per element.
    ///   - start: the first element's place, counted from the first byte.
    public func rowMajor(_ shape: [Int], strides: [Int], size: Int, start: Int = 0) -> Data {
        var result = Data(count: shape.reduce(size, *))
        guard !result.isEmpty else { return result }
        let (columns, step) = (shape.last ?? 1, strides.last ?? 0)
        let outer = shape.dropLast()
        result.withUnsafeMutableBytes { target in
            self.withUnsafeBytes { source in
                var to = target.baseAddress!
                var from = source.baseAddress! + start
                var place = [Int](repeating: 0, count: outer.count)
                for _ in 0..<outer.reduce(1, *) {
                    for column in 0..<columns {
                        to.copyMemory(from: from + column * step, byteCount: size)
                        to += size
                    }
                    // The next row: the last axis but one advances, and carries over.
                    for axis in outer.indices.reversed() {
                        place[axis] += 1
                        from += strides[axis]
                        if place[axis] < shape[axis] { break }
                        from -= place[axis] * strides[axis]
                        place[axis] = 0
                    }
                }
            }
        }
        return result
    }
}
