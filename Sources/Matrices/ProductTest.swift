import Foundation
import Synchronization

/// What the next OpenBLAS or processor brings: the first time that a product of a kind and size is
/// computed, up to 64 of its numbers are computed again by a plain loop, and a difference that
/// rounding does not explain ends the process with exit code 70. (`SelfTest` in `Kernels` does so
/// for oneDNN and our own loops.)
package enum ProductTest {
    /// Whether a product is spoiled before it is compared: for tests.
    @TaskLocal package static var spoils = false

    /// Sizes are told apart by powers of two.
    private static let sizes = 16
    private static let kinds = 12
    private static let seen = Seen(count: kinds * sizes * sizes * sizes)

    /// A mark for each kind and size.
    private struct Seen: @unchecked Sendable {
        let marks: UnsafeMutablePointer<Atomic<Bool>>

        init(count: Int) {
            marks = .allocate(capacity: count)
            for i in 0..<count { (marks + i).initialize(to: Atomic(false)) }
        }
    }

    /// Compares c = scale · op(a) · op(b), as `LinearAlgebra` describes it, where no product of its
    /// kind and size was compared before.
    ///
    /// - Parameter kind: 0 to 2; which function of OpenBLAS computed it.
    static func check<Number: BinaryFloatingPoint>(
        _ kind: Int, _ a: UnsafeBufferPointer<Number>, _ b: UnsafeBufferPointer<Number>,
        _ c: UnsafeMutableBufferPointer<Number>, rows: Int, columns: Int, depth: Int,
        transposeA: Bool, transposeB: Bool, scale: Number
    ) {
        func size(_ side: Int) -> Int { min(sizes - 1, Int.bitWidth - side.leadingZeroBitCount) }
        let form = kind * 4 + (transposeA ? 2 : 0) + (transposeB ? 1 : 0)
        let place = ((form * sizes + size(rows)) * sizes + size(columns)) * sizes + size(depth)
        guard !seen.marks[place].load(ordering: .relaxed),
            !seen.marks[place].exchange(true, ordering: .relaxed)
        else { return }
        if spoils { c[c.startIndex] += 1 }
        let count = rows * columns
        // The same ones each time, the first and the last among them; about a millisecond at most.
        let samples = min(count, max(1, min(64, 600_000 / max(1, depth))))
        for sample in 0..<samples {
            let (i, j) = (sample * (count - 1) / max(1, samples - 1)).quotientAndRemainder(
                dividingBy: columns)
            var (exact, terms) = (0.0, 0.0)
            for k in 0..<depth {
                let term =
                    Double(scale) * Double(a[transposeA ? k * rows + i : i * depth + k])
                    * Double(b[transposeB ? j * depth + k : k * columns + j])
                exact += term
                terms += abs(term)
            }
            // In whatever order, a term is rounded `depth` times at most (Higham 2002, "Accuracy
            // and Stability of Numerical Algorithms", §3.1); so it is here, in double precision.
            let unit = Double(Number.ulpOfOne) / 2 + Double.ulpOfOne / 2
            let tolerance = Double(depth + 4) * unit * terms + Double(Number.leastNormalMagnitude)
            let found = Double(c[i * columns + j])
            // What is no number comes from the input, and is refused where it is used.
            guard terms < Double(Number.greatestFiniteMagnitude) / 4, found.isFinite else {
                continue
            }
            if abs(found - exact) > tolerance {
                fail(
                    "\(found) where a plain loop gives \(exact)", "\(rows) × \(depth) × \(columns)")
            }
        }
    }

    private static func fail(_ difference: String, _ sides: String) -> Never {
        let sentence =
            "Error: A wrong number on this machine (\(LinearAlgebra.instructions)): a matrix product "
            + "of \(sides) by OpenBLAS \(LinearAlgebra.libraryVersion) gave \(difference). Nothing "
            + "that it computes can be trusted. Try again with OPENBLAS_CORETYPE=Haswell, or with "
            + "another version of OpenBLAS.\n"
        FileHandle.standardError.write(Data(sentence.utf8))
        // Without what runs at an orderly end: other threads may be at work.
        _exit(70)
    }
}
