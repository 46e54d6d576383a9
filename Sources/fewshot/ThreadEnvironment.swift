import Foundation
import Glibc
import Matrices
import Records

extension Fewshot {
    /// Starts this program again, in place, where its environment must be another: OpenMP and
    /// OpenBLAS read it only while they are loaded, before any line of ours.
    ///
    /// Compute threads wait for each other awake only for half a millisecond, and asleep from then
    /// on. OpenMP's threads stay awake for many milliseconds. That is best on an idle machine;
    /// beside another program that takes a core, the threads take their time from the one that they
    /// wait for, and steps of a tenth of a millisecond last fifty times as long. Who set a way to
    /// wait keeps it.
    ///
    /// OpenBLAS is told the processor where it does not know it. Who set one keeps it.
    ///
    /// What would change numbers, or leave a thread without room, is left out.
    static func settleThreadEnvironment() {
        let environment = ProcessInfo.processInfo.environment
        let unwanted = unwantedVariables.filter { environment[$0] != nil }
        let waits = environment["GOMP_SPINCOUNT"] ?? environment["OMP_WAIT_POLICY"] != nil
        let isTold = environment[LinearAlgebra.processorVariable] != nil
        let processor = isTold ? nil : LinearAlgebra.betterProcessor(flags: Machine.flags)
        if waits && unwanted.isEmpty && processor == nil { return }
        for name in unwanted { unsetenv(name) }
        if let processor { setenv(LinearAlgebra.processorVariable, processor, 1) }
        if !waits { setenv("GOMP_SPINCOUNT", "5000", 1) }
        // By its path, so that the process keeps its name. Returns only where it failed, and then
        // everything works as it is.
        let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        execv(path, CommandLine.unsafeArgv)
    }

    /// The stack of OpenMP's threads, on which oneDNN and our loops need room; the sizes of the
    /// blocks in which OpenBLAS adds up.
    private static let unwantedVariables = [
        "OMP_STACKSIZE", "GOMP_STACKSIZE", "OPENBLAS_BLOCK_FACTOR", "OPENBLAS_L2_SIZE",
    ]
}
