import COneDNN
import Foundation

/// Where operations are compared with plain loops (`SelfTest`).
extension Device {
    /// Compares numbers of `output` the first time that `problem` is computed, and ends the process
    /// where they are wrong: nothing that was computed from them would be worth having.
    ///
    /// - Parameters:
    ///   - operation: what was computed, and by which code.
    ///   - difference: the first number that is wrong, in words; nil where none is.
    func selfTest(
        _ problem: Problem, _ operation: @autoclosure () -> Timings.Operation, output: Memory,
        _ difference: () -> String?
    ) {
        selfTest(
            problem, operation(), output: output.buffer, count: output.layout.byteCount, difference)
    }

    /// The same of the first `count` bytes of a buffer.
    func selfTest(
        _ problem: Problem, _ operation: @autoclosure () -> Timings.Operation, output: Buffer,
        count: Int, _ difference: () -> String?
    ) {
        guard tested.insert(problem).inserted else { return }
        spoil?(UnsafeMutableRawBufferPointer(start: output.pointer, count: count))
        guard let difference = difference() else { return }
        let operation = operation()
        let sentence =
            "Error: A wrong number on this machine (\(Self.processor), \(Self.instructions)): "
            + "\(operation.name) of \(operation.shapes) by \(operation.implementation), oneDNN "
            + "\(Self.libraryVersion), gave \(difference). Nothing that it computes can be trusted."
            + " Try again with DNNL_MAX_CPU_ISA=AVX2, or with another version of oneDNN.\n"
        FileHandle.standardError.write(Data(sentence.utf8))
        // Without what runs at an orderly end: other threads may be at work.
        _exit(70)
    }

    /// The same of one of oneDNN's primitives.
    func selfTest(_ primitive: Primitive, _ output: Memory, _ difference: () -> String?) {
        selfTest(
            primitive.problem, primitive.operation([(0, output)]), output: output, difference)
    }

    /// A convolution's problem as Winograd's algorithm solves it, beside oneDNN's own.
    static func winogradProblem(
        _ kind: Problem.Kind, _ shapes: ConvolutionShapes, stride: Int, _ precision: Precision,
        pooling: Bool = false
    ) -> Problem {
        let ways = [stride, 1, precision == .f32 ? -1 : -2, pooling ? 1 : 0]
        return Problem(kind, layouts: [], numbers: shapes.input + shapes.weights + ways)
    }

    /// The processor's name as the kernel gives it.
    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").last ?? "unknown processor"
        return name.trimmingCharacters(in: .whitespaces)
    }
}
