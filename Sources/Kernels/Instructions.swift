import CLoops

/// What our own loops are compiled for.
public enum Instructions: UInt32, CaseIterable, Sendable {
    /// Every processor of its kind.
    case plain
    /// AVX2 with FMA.
    case narrow
    /// AVX-512.
    case wide
    /// AVX-512 with bfloat16.
    case halves

    /// The sets that loops can be told to use: those of the processor, up to what
    /// `ONEDNN_MAX_CPU_ISA` or `DNNL_MAX_CPU_ISA` allows, which oneDNN obeys too.
    public static var available: [Instructions] {
        allCases.filter { $0.rawValue <= CLoops_best_instructions().rawValue }
    }

    /// Whether registers hold sixteen numbers.
    package var isWide: Bool { self == .wide || self == .halves }

    /// The set that the calling thread's loops use: the best, outside of `use`.
    static var current: Instructions { Instructions(rawValue: CLoops_instructions().rawValue)! }

    /// Has the calling thread use this set from now on.
    func choose() { CLoops_choose(CLoopsInstructions(rawValue)) }

    /// Runs `body` with all loops of the calling thread, and of those that it has help it, in this
    /// set; then goes back to the one before.
    public func use<Result>(_ body: () throws -> Result) rethrows -> Result {
        precondition(Self.available.contains(self), "the processor has no such instructions")
        let before = Self.current
        choose()
        defer { before.choose() }
        return try body()
    }
}
