import CLoops
import COneDNN

/// Where numbers live and are computed: today the CPU, through oneDNN and our own loops.
///
/// A device owns the threads, the memory layouts, the compiled primitives and the buffers; nothing
/// above `Kernels` sees any of them. One device serves one thread of control: it is not `Sendable`.
///
/// Broken invariants (a shape that does not fit, a primitive that oneDNN refuses) end the process
/// with a sentence; everything that a user can cause is checked by the layers above.
public final class Device {
    /// The number of compute threads. Results repeat exactly at a fixed count.
    public let threads: Int
    /// Threads that may read images meanwhile, on processors that it leaves over.
    public let readers: Int
    /// Whether convolutions may take Winograd's algorithm.
    let usesWinograd: Bool
    let engine: dnnl_engine_t
    let stream: dnnl_stream_t
    let pool = BufferPool()
    var primitives: [Problem: Primitive] = [:]
    var layouts: [Layout.Identity: Layout] = [:]
    var namedLayouts: [Layout.Name: Layout] = [:]
    var scratch: Buffer?
    var keptWeights: [WeightForm: (weights: Memory, made: AnyObject)]?
    /// What was compared with plain loops already.
    var tested: Set<Problem> = []
    /// What a test does to an operation's result before it is compared.
    package var spoil: ((UnsafeMutableRawBufferPointer) -> Void)?
    /// Gathers what every operation took, while it is set.
    public var timings: Timings?

    /// A CPU device with `threads` compute threads, which OpenMP must be able to give
    /// (`threadsGiven(asking:)`).
    ///
    /// - Parameters:
    ///   - readers: threads for which processors are left over.
    ///   - winograd: whether 3×3 convolutions may take Winograd's algorithm: faster; it rounds by
    ///     about 1e-6 of the output's size, in bfloat16 by 1 to 2 %.
    public init(threads: Int, readers: Int = 0, winograd: Bool = true) {
        precondition(threads > 0, "a device needs at least one thread")
        Self.settleLibrary
        let given = Self.threadsGiven(asking: threads)
        guard given == threads else {
            fatalError("OpenMP gives \(given) threads where a device needs \(threads).")
        }
        (self.threads, self.readers) = (threads, readers)
        usesWinograd = winograd
        var engine: dnnl_engine_t?
        check(dnnl_engine_create(&engine, dnnl_cpu, 0), "create an engine")
        var stream: dnnl_stream_t?
        check(
            dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue),
            "create a stream")
        self.engine = engine!
        self.stream = stream!
    }

    deinit {
        primitives = [:]
        dnnl_stream_destroy(stream)
        dnnl_engine_destroy(engine)
    }

    /// Whether our own convolutions run on this CPU: on an x86 they need AVX2.
    public static var hasOwnConvolutions: Bool { CLoops_has_convolutions() != 0 }

    /// How many buffers were taken from the operating system so far: constant over steady steps.
    package var freshBuffers: Int { pool.fresh }

    /// Bytes held from the operating system, in use or waiting for re-use.
    public var bytesHeld: Int { pool.bytesHeld }

    /// Gives back every buffer and primitive not in use, so that `bytesHeld` is of what is.
    package func releaseUnused() {
        primitives = [:]
        tested = []
        scratch = nil
        pool.releaseAll()
    }

    /// Runs `body`, and notes what it took where timings are wanted.
    func timed<Result>(
        _ operation: @autoclosure () -> Timings.Operation,
        operations: @autoclosure () -> Double = 0, bytes: @autoclosure () -> Int,
        _ body: () -> Result
    ) -> Result {
        guard let timings else { return body() }
        let start = ContinuousClock.now
        let result = body()
        timings.add(
            operation(), ContinuousClock.now - start, operations: operations(), bytes: bytes())
        return result
    }
}

/// Ends the process with a sentence where oneDNN refuses: always a broken invariant of ours.
func check(_ status: dnnl_status_t, _ action: @autoclosure () -> String) {
    guard status == dnnl_success else {
        fatalError("oneDNN could not \(action()): status \(status.rawValue).")
    }
}
