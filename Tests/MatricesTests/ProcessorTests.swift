import Testing

import Matrices

@Suite("Which processor OpenBLAS takes this one for")
struct ProcessorTests {
    private static let narrow: Set = ["sse2", "avx", "avx2", "fma"]
    private static let wide = narrow.union([
        "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl",
    ])

    @Test("a new processor that it takes for an old one is named by what it can do")
    func unknown() {
        #expect(LinearAlgebra.betterProcessor(than: "Prescott", flags: Self.wide) == "SKYLAKEX")
        #expect(LinearAlgebra.betterProcessor(than: "Prescott", flags: Self.narrow) == "HASWELL")
        #expect(LinearAlgebra.betterProcessor(than: "Nehalem", flags: Self.narrow) == "HASWELL")
    }

    @Test("a choice that uses what the processor has is left alone")
    func known() {
        for chosen in ["Haswell", "Zen", "SkylakeX", "Cooperlake", "Sapphirerapids", "Power9"] {
            #expect(LinearAlgebra.betterProcessor(than: chosen, flags: Self.wide) == nil)
        }
    }

    @Test("instructions that the processor lacks are never asked for")
    func old() {
        #expect(LinearAlgebra.betterProcessor(than: "Prescott", flags: []) == nil)
        #expect(LinearAlgebra.betterProcessor(than: "Sandybridge", flags: ["sse2", "avx"]) == nil)
        let half = Self.narrow.union(["avx512f"])
        #expect(LinearAlgebra.betterProcessor(than: "Prescott", flags: half) == "HASWELL")
    }
}
