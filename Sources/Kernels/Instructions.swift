import CLoops

/// What our own loops are compiled for.
public enum Instructions: UInt32, CaseIterable, Sendable {
    /// Every processor of its kind.
    case plain
    /// AVX2 with FMA.
    case narrow
    /// AVX-512.
    case wide

    /// The sets that loops can be told to use: those of the processor, up to what
    /// `ONEDNN_MAX_CPU_ISA` or `DNNL_MAX_CPU_ISA` allows, which oneDNN obeys too.
    public static var available: [Instructions] {
        allCases.filter { $0.rawValue <= CLoops_best_instructions().rawValue }
    }

    /// Runs `body` with all loops in this set, then goes back to the best.
    public func use<Result>(_ body: () throws -> Result) rethrows -> Result {
        precondition(Self.available.contains(self), "the processor has no such instructions")
        CLoops_use(CLoopsInstructions(rawValue))
        defer { CLoops_use(CLoops_best_instructions()) }
        return try body()
    }
}
