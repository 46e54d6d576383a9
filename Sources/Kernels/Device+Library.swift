import COneDNN

/// oneDNN as it is here: its version, the instructions that it takes, and its settings.
extension Device {
    /// Whatever the environment says of oneDNN (`DNNL_…`, `ONEDNN_…`), single precision is single
    /// precision, and a processor's kernels are those that it has by default; done once, before
    /// oneDNN's first use. `DNNL_MAX_CPU_ISA` is left to a person, and seen in `instructions`.
    static let settleLibrary: Void = {
        check(dnnl_set_default_fpmath_mode(dnnl_fpmath_mode_strict), "set the precision")
        check(dnnl_set_cpu_isa_hints(dnnl_cpu_isa_no_hints), "set the instructions' hints")
        // oneDNN keeps compiled code of its own; ours is the only cache that matters.
        check(dnnl_set_primitive_cache_capacity(0), "set the cache size")
    }()

    /// The version of oneDNN in use ("2.6.3"), for run records.
    public static var libraryVersion: String {
        let version = dnnl_version()!.pointee
        return "\(version.major).\(version.minor).\(version.patch)"
    }

    /// Whether this CPU multiplies bfloat16 numbers natively.
    public static var hasNativeBFloat16: Bool {
        let isa = effectiveISA.rawValue
        let avx512BF16 = dnnl_cpu_isa_avx512_core_bf16.rawValue
        return isa & avx512BF16 == avx512BF16
    }

    /// Whether Winograd's algorithm multiplies bfloat16 numbers on this CPU: with AVX-512, but not where
    /// oneDNN's direct algorithm has tiles of numbers for it (AMX), sixteen times as many products at
    /// a time.
    package static var hasWinogradOfBFloat16: Bool {
        let amx = dnnl_cpu_isa_avx512_core_amx.rawValue
        return Instructions.current == .halves && effectiveISA.rawValue & amx != amx
    }

    /// Whether oneDNN can compute in bfloat16 here at all (natively or by emulation).
    public static var supportsBFloat16: Bool {
        let isa = effectiveISA.rawValue
        let avx512 = dnnl_cpu_isa_avx512_core.rawValue
        return isa & avx512 == avx512
    }

    /// The version of our loops, and of which algorithm is taken where: raised by whoever changes the
    /// last bits of what they give, so that kept features are not mixed with those of another program.
    public static let arithmetic = 5

    /// The instructions that oneDNN computes with ("avx512_core_bf16"): those of the CPU, or fewer
    /// where the variable DNNL_MAX_CPU_ISA says so. Numbers depend on them in their last bits.
    public static var instructions: String {
        let isa = effectiveISA
        return instructionSets.first(where: { $0.isa == isa })?.name ?? "\(isa.rawValue)"
    }

    /// Once it was asked for, the settings stand.
    private static var effectiveISA: dnnl_cpu_isa_t {
        settleLibrary
        return dnnl_get_effective_cpu_isa()
    }

    private static let instructionSets: [(isa: dnnl_cpu_isa_t, name: String)] = [
        (dnnl_cpu_isa_sse41, "sse41"), (dnnl_cpu_isa_avx, "avx"),
        (dnnl_cpu_isa_avx2, "avx2"), (dnnl_cpu_isa_avx512_mic, "avx512_mic"),
        (dnnl_cpu_isa_avx512_mic_4ops, "avx512_mic_4ops"),
        (dnnl_cpu_isa_avx512_core, "avx512_core"),
        (dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni"),
        (dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16"),
        (dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx"), (dnnl_cpu_isa_avx2_vnni, "avx2_vnni"),
    ]
}
