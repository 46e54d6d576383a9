import COneDNN

/// An array of numbers on a device: a shape, a precision, and a memory layout that only `Kernels`
/// knows. Reading it is an explicit copy.
public final class Memory {
    /// The device that it lives on.
    public let device: Device
    let layout: Layout
    /// Nil while the numbers only lie in `elsewhere`.
    private var ownBuffer: Buffer?
    private var elsewhere: Memory?
    /// oneDNN's name for it, once it was asked for: our own loops do without.
    private var ownHandle: dnnl_memory_t?

    /// Uninitialised memory in `layout`.
    init(_ device: Device, _ layout: Layout) {
        self.device = device
        self.layout = layout
        ownBuffer = device.pool.take(layout.byteCount)
    }

    /// The same bytes under another layout of the same size.
    init(viewing other: Memory, as layout: Layout) {
        precondition(layout.byteCount == other.layout.byteCount, "a view keeps the size")
        device = other.device
        self.layout = layout
        ownBuffer = other.buffer
    }

    /// Row-major numbers copied from `values`; its count is the product of `shape`.
    public convenience init(_ device: Device, _ values: [Float], shape: [Int]) {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values for \(shape)")
        self.init(device, device.plainLayout(shape))
        values.withUnsafeBytes {
            buffer.pointer.copyMemory(from: $0.baseAddress!, byteCount: $0.count)
        }
    }

    /// Row-major numbers, all `value`.
    public convenience init(_ device: Device, repeating value: Float, shape: [Int]) {
        self.init(device, device.plainLayout(shape))
        UnsafeMutableBufferPointer(start: floats, count: elementCount).update(repeating: value)
    }

    deinit {
        if let ownHandle { dnnl_memory_destroy(ownHandle) }
    }

    /// Where the numbers lie, back from elsewhere if they were there.
    var buffer: Buffer {
        if let ownBuffer { return ownBuffer }
        let buffer = device.plain(elsewhere!).buffer
        if let ownHandle {
            check(
                dnnl_memory_set_data_handle(ownHandle, buffer.pointer), "move memory of \(shape)")
        }
        ownBuffer = buffer
        elsewhere = nil
        return buffer
    }

    var handle: dnnl_memory_t {
        let buffer = buffer
        if let ownHandle { return ownHandle }
        var handle: dnnl_memory_t?
        check(
            dnnl_memory_create(&handle, &layout.descriptor, device.engine, buffer.pointer),
            "wrap memory of \(shape)")
        ownHandle = handle
        return handle!
    }

    /// Gives up its own place for the numbers, row-major ones, which `other` has just taken over in
    /// a layout of its own; they come back when they are asked for.
    func move(to other: Memory) {
        precondition(isPlain && elementCount == other.elementCount && precision == other.precision)
        if buffer === other.buffer { return }
        elsewhere = other
        ownBuffer = nil
    }

    /// The extent of each axis.
    public var shape: [Int] { layout.shape }
    /// The number format of the values.
    public var precision: Precision { layout.precision }
    /// The product of `shape`.
    public var elementCount: Int { shape.reduce(1, *) }

    /// A row-major copy of the numbers.
    public func values() -> [Float] {
        let plain = device.plain(elsewhere ?? self)
        return withExtendedLifetime(plain) {
            Array(UnsafeBufferPointer(start: plain.floats, count: elementCount))
        }
    }

    /// Overwrites the numbers, given in row-major order.
    public func assign(_ values: [Float]) {
        precondition(values.count == elementCount && isPlain, "assign needs row-major memory")
        floats.update(from: values, count: values.count)
    }

    /// The same row-major numbers under another shape, without a copy.
    public func reshaped(_ shape: [Int]) -> Memory {
        precondition(isPlain, "only row-major memory can be reshaped")
        return Memory(viewing: self, as: device.plainLayout(shape))
    }

    /// The same numbers, row-major in either precision, under another shape.
    func viewed(as shape: [Int]) -> Memory {
        Memory(viewing: self, as: device.plainLayout(shape, precision))
    }

    var isPlain: Bool { layout === device.plainLayout(shape) }

    var floats: UnsafeMutablePointer<Float> {
        buffer.pointer.assumingMemoryBound(to: Float.self)
    }
}

extension Device {
    /// `x` in `layout`: itself where it lies so already, else a reordered (and converted) copy.
    func reordered(_ x: Memory, to layout: Layout) -> Memory {
        if x.layout === layout { return x }
        let result = Memory(self, layout)
        let problem = Problem(.reorder, layouts: [x.layout, layout])
        let primitive = primitive(problem) { attributes in
            var descriptor: dnnl_primitive_desc_t?
            let status = Planning.alone {
                dnnl_reorder_primitive_desc_create(
                    &descriptor, &x.layout.descriptor, engine, &layout.descriptor, engine,
                    attributes)
            }
            check(status, "plan a reorder of \(x.shape)")
            return descriptor
        }
        execute(primitive, [(DNNL_ARG_FROM, x), (DNNL_ARG_TO, result)])
        return result
    }

    /// `x` as row-major single precision.
    public func plain(_ x: Memory) -> Memory { reordered(x, to: plainLayout(x.shape)) }
}
