/// Which processor OpenBLAS takes this one for.
extension LinearAlgebra {
    /// The environment's variable by which OpenBLAS is told a processor. It reads it while it is
    /// loaded.
    public static let processorVariable = "OPENBLAS_CORETYPE"

    /// What that variable should say on this machine; nil where OpenBLAS's own choice is as good.
    ///
    /// OpenBLAS knows processors by their numbers, and takes one that is newer than itself for an
    /// old one: 0.3.21 computes with the kernels of 2004 ("Prescott") where there is AVX-512. The
    /// instructions tell what it can do.
    ///
    /// - Parameters:
    ///   - chosen: the processor whose kernels it takes, by its name.
    ///   - flags: this one's instructions, as Linux names them; asked for only where that one is old.
    public static func betterProcessor(
        than chosen: String = instructions, flags: @autoclosure () -> Set<String>
    ) -> String? {
        guard old.contains(chosen.lowercased()) else { return nil }
        let narrow: Set = ["avx2", "fma"]
        let wide: Set = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]
        let flags = flags()
        guard flags.isSuperset(of: narrow) else { return nil }
        return flags.isSuperset(of: wide) ? "SKYLAKEX" : "HASWELL"
    }

    /// OpenBLAS's names of processors without AVX2 and FMA together
    /// (its `driver/others/dynamic.c`).
    private static let old: Set = [
        "katmai", "coppermine", "northwood", "prescott", "banias", "core2", "penryn", "dunnington",
        "nehalem", "athlon", "opteron", "opteron_sse3", "barcelona", "bobcat", "nano", "atom",
        "sandybridge", "bulldozer", "piledriver", "steamroller", "unknown",
    ]
}
