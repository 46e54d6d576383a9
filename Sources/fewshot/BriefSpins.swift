import Foundation
import Glibc

extension Fewshot {
    /// Starts this program again, in place, with compute threads that wait for each other awake
    /// only for half a millisecond, and asleep from then on.
    ///
    /// OpenMP's threads stay awake for many milliseconds. That is best on an idle machine; beside
    /// another program that takes a core, the threads take their time from the one that they wait
    /// for, and steps of a tenth of a millisecond last fifty times as long. Its runtime reads the
    /// number only while it is loaded, before any line of ours. Who set a way to wait keeps it.
    static func useBriefSpins() {
        let environment = ProcessInfo.processInfo.environment
        if environment["GOMP_SPINCOUNT"] ?? environment["OMP_WAIT_POLICY"] != nil { return }
        setenv("GOMP_SPINCOUNT", "5000", 1)
        // By its path, so that the process keeps its name. Returns only where it failed, and then
        // everything works as it is.
        let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        execv(path, CommandLine.unsafeArgv)
    }
}
