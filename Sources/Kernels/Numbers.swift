import COneDNN

/// The numbers of a memory by their indices, whatever its layout and precision: slow, for a few.
struct Numbers {
    /// For each axis, what each of its indices adds to the place of a number in memory.
    private let steps: [[Int]]
    let shape: [Int]
    private let pointer: UnsafeRawPointer
    private let precision: Precision

    /// Nil where the layout is one that only oneDNN can read.
    init?(_ memory: Memory) {
        guard let steps = memory.layout.steps else { return nil }
        self.steps = steps
        shape = memory.shape
        pointer = UnsafeRawPointer(memory.buffer.pointer)
        precision = memory.precision
    }

    /// What index `index` of `axis` adds to a number's place.
    @inline(__always)
    func step(_ axis: Int, _ index: Int) -> Int { steps[axis][index] }

    /// The number at a place in memory.
    @inline(__always)
    subscript(_ place: Int) -> Float {
        switch precision {
        case .f32: pointer.load(fromByteOffset: place * 4, as: Float.self)
        case .bf16: float(pointer.load(fromByteOffset: place * 2, as: UInt16.self))
        }
    }

    /// The number that is `index`-th in row-major order.
    func number(_ index: Int) -> Float {
        let indices = Self.indices(index, of: shape)
        return self[zip(indices, steps).reduce(0) { $0 + $1.1[$1.0] }]
    }

    /// The index on each axis of the number that is `index`-th in row-major order.
    static func indices(_ index: Int, of shape: [Int]) -> [Int] {
        var (indices, rest) = (shape, index)
        for axis in shape.indices.reversed() {
            indices[axis] = rest % shape[axis]
            rest /= shape[axis]
        }
        return indices
    }
}

extension Layout {
    /// For each axis, what each of its indices adds to a number's place: in oneDNN's blocked
    /// layouts (`dnnl_blocking_desc_t`) the axes add up. Nil for any other layout.
    fileprivate var steps: [[Int]]? {
        guard descriptor.format_kind == dnnl_blocked else { return nil }
        func list<Tuple>(_ tuple: Tuple, _ count: Int32) -> [Int] {
            withUnsafeBytes(of: tuple) {
                $0.bindMemory(to: Int64.self).prefix(Int(count)).map(Int.init)
            }
        }
        let blocking = descriptor.format_desc.blocking
        let strides = list(blocking.strides, descriptor.ndims)
        let sizes = list(blocking.inner_blks, blocking.inner_nblks)
        let axes = list(blocking.inner_idxs, blocking.inner_nblks)
        return shape.indices.map { axis in
            (0..<shape[axis]).map { index in
                var (place, rest, step) = (Int(descriptor.offset0), index, 1)
                if axis > 0 { place = 0 }
                for block in sizes.indices.reversed() {
                    if axes[block] == axis {
                        place += rest % sizes[block] * step
                        rest /= sizes[block]
                    }
                    step *= sizes[block]
                }
                return place + rest * strides[axis]
            }
        }
    }
}
