import COneDNN
import Synchronization

/// What a primitive computes: its kind, the layouts it was asked for and its other numbers.
/// Equal problems share one compiled primitive.
struct Problem: Hashable {
    enum Kind: String {
        case convolution = "convolution"
        case convolutionInference = "convolution with bias"
        case convolutionBackwardData = "convolution, backward data"
        case convolutionBackwardWeights = "convolution, backward weights"
        case expansion = "convolution and depthwise"
        case linear = "linear map"
        case activation
        case activationBackward = "activation, backward"
        case reorder
        case matrixProduct = "matrix product"
        case attention
        case attentionBackward = "attention, backward"
        case stemMoments = "products of pixels"
        case stem = "convolution to pooling"
        case stemBackward = "convolution to pooling, backward"
    }

    let kind: Kind
    let layouts: [ObjectIdentifier]
    let numbers: [Int]

    init(_ kind: Kind, layouts: [Layout], numbers: [Int] = []) {
        self.kind = kind
        self.layouts = layouts.map(ObjectIdentifier.init)
        self.numbers = numbers
    }

    /// Multiplications and additions of convolutions and linear maps; 0 of all others.
    var operations: Double {
        guard kind == .linear else { return shapes?.operations ?? 0 }
        return 2 * numbers[..<3].reduce(1) { $0 * Double($1) }
    }

    /// Of a convolution, whose numbers begin with them.
    var shapes: ConvolutionShapes? {
        switch kind {
        case .convolution, .convolutionInference, .convolutionBackwardData,
            .convolutionBackwardWeights:
            ConvolutionShapes(
                Array(numbers[0..<4]), Array(numbers[4..<8]),
                ConvolutionGeometry(numbers[8..<11]))
        default: nil
        }
    }
}

/// A compiled primitive and the layouts that it chose.
final class Primitive {
    let handle: dnnl_primitive_t
    let descriptor: dnnl_primitive_desc_t
    let problem: Problem
    private unowned let device: Device
    /// oneDNN's name of the code that it runs: "brgconv:avx512_core", or "ref:any" for loops that it
    /// did not vectorise.
    let implementation: String
    /// The layout of its scratch memory; the memory itself is shared by all primitives.
    let scratch: Layout
    private var scratchMemory: (buffer: Buffer, handle: dnnl_memory_t)?

    init(_ device: Device, _ descriptor: dnnl_primitive_desc_t, _ problem: Problem) {
        self.device = device
        self.problem = problem
        self.descriptor = descriptor
        var handle: dnnl_primitive_t?
        check(
            Planning.alone { dnnl_primitive_create(&handle, descriptor) },
            "compile a primitive")
        self.handle = handle!
        implementation = Self.implementation(of: descriptor)
        scratch = device.layout(
            dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0)!.pointee)
    }

    /// What a primitive of this description would be called.
    static func implementation(of descriptor: dnnl_primitive_desc_t) -> String {
        var name: UnsafePointer<CChar>?
        dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &name)
        return String(cString: name!)
    }

    /// The layout that the primitive uses for `what`.
    func layout(_ what: dnnl_query_t) -> Layout {
        device.layout(dnnl_primitive_desc_query_md(descriptor, what, 0)!.pointee)
    }

    /// What a profile calls it.
    func operation(_ arguments: [(Int32, Memory)]) -> Timings.Operation {
        Timings.Operation(
            problem.kind.rawValue,
            problem.shapes?.description ?? "\(arguments[0].1.shape)", by: implementation)
    }

    /// The shared scratch memory under this primitive's layout.
    func scratchHandle() -> dnnl_memory_t? {
        guard scratch.byteCount > 0 else { return nil }
        let buffer = device.scratchBuffer(scratch.byteCount)
        if let scratchMemory, scratchMemory.buffer === buffer { return scratchMemory.handle }
        if let scratchMemory { dnnl_memory_destroy(scratchMemory.handle) }
        var handle: dnnl_memory_t?
        check(
            dnnl_memory_create(&handle, &scratch.descriptor, device.engine, buffer.pointer),
            "wrap scratch memory")
        scratchMemory = (buffer, handle!)
        return handle
    }

    deinit {
        if let scratchMemory { dnnl_memory_destroy(scratchMemory.handle) }
        dnnl_primitive_destroy(handle)
        dnnl_primitive_desc_destroy(descriptor)
    }
}

extension Device {
    /// The compiled primitive of `problem`, made by `plan` when it is first met. `plan` gets the
    /// attributes to pass on, and returns nil where oneDNN has no such primitive.
    func primitiveIfAvailable(
        _ problem: Problem, plan: (dnnl_primitive_attr_t?) -> dnnl_primitive_desc_t?
    ) -> Primitive? {
        if let known = primitives[problem] { return known }
        var attributes: dnnl_primitive_attr_t?
        check(dnnl_primitive_attr_create(&attributes), "create attributes")
        defer { dnnl_primitive_attr_destroy(attributes) }
        check(
            dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
            "set the scratchpad mode")
        Self.useThreads(threads)
        guard let descriptor = plan(attributes) else { return nil }
        let primitive = Primitive(self, descriptor, problem)
        primitives[problem] = primitive
        return primitive
    }

    func primitive(
        _ problem: Problem, plan: (dnnl_primitive_attr_t?) -> dnnl_primitive_desc_t?
    ) -> Primitive {
        guard let primitive = primitiveIfAvailable(problem, plan: plan) else {
            fatalError("oneDNN has no primitive for \(problem.kind) \(problem.numbers).")
        }
        return primitive
    }

    /// Runs a primitive on its arguments, each under its oneDNN argument number.
    func execute(_ primitive: Primitive, _ arguments: [(Int32, Memory)]) {
        Self.useThreads(threads)
        var list = arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) }
        if let scratch = primitive.scratchHandle() {
            list.append(dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch))
        }
        timed(
            primitive.operation(arguments), operations: primitive.problem.operations,
            bytes: arguments.reduce(0) { $0 + $1.1.layout.byteCount }
        ) {
            check(
                dnnl_primitive_execute(primitive.handle, stream, Int32(list.count), list),
                "execute a primitive")
        }
    }

    func scratchBuffer(_ bytes: Int) -> Buffer {
        if let scratch, scratch.size >= bytes { return scratch }
        scratch = nil
        let buffer = pool.take(bytes)
        scratch = buffer
        return buffer
    }

    /// A primitive descriptor for an operation descriptor, or nil where there is none.
    func plan<Operation>(
        _ operation: Operation, _ attributes: dnnl_primitive_attr_t?,
        forward: dnnl_primitive_desc_t? = nil
    ) -> dnnl_primitive_desc_t? {
        var operation = operation
        var descriptor: dnnl_primitive_desc_t?
        let status = withUnsafePointer(to: &operation) { operation in
            Planning.alone {
                dnnl_primitive_desc_create(&descriptor, operation, attributes, engine, forward)
            }
        }
        return status == dnnl_success ? descriptor : nil
    }
}

/// What oneDNN plans or compiles, one after the other, by whichever device. Before 2.7.3 its planning
/// of `brgconv` keeps one number for the whole process (`last_ic_block_size`, made thread-local by
/// its commit 2955c9d5d5): planning for float32 and for bfloat16 at once gave kernels for a wrong
/// number of channels, and wrong numbers without a word.
package enum Planning {
    private static let lock = Mutex(())

    /// Does `body` while nobody else plans.
    package static func alone<Result>(_ body: () -> Result) -> Result {
        lock.withLock { _ in body() }
    }
}
