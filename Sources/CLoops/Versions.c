#include "Versions.h"

#include <stdlib.h>
#include <strings.h>

// The most that oneDNN may use, by the names that it gives its sets.
static CLoopsInstructions allowed(void) {
    const char *name = getenv("ONEDNN_MAX_CPU_ISA");
    if (!name) name = getenv("DNNL_MAX_CPU_ISA");
    if (!name) return CLoopsHalves;
    if (!strcasecmp(name, "SSE41") || !strcasecmp(name, "AVX")) return CLoopsPlain;
    if (!strncasecmp(name, "AVX2", 4)) return CLoopsNarrow;
    int plain = !strcasecmp(name, "AVX512_CORE") || !strcasecmp(name, "AVX512_CORE_VNNI");
    return plain ? CLoopsWide : CLoopsHalves;
}

static CLoopsInstructions present(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return __builtin_cpu_supports("avx512bf16") ? CLoopsHalves : CLoopsWide;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi2"))
        return CLoopsNarrow;
#endif
    return CLoopsPlain;
}

CLoopsInstructions CLoops_best_instructions(void) {
    CLoopsInstructions most = allowed(), best = present();
    return best < most ? best : most;
}

// One more than the set that this thread uses; 0 until it asks.
static _Thread_local int chosen;

CLoopsInstructions CLoops_instructions(void) {
    if (!chosen) CLoops_choose(CLoops_best_instructions());
    return (CLoopsInstructions)(chosen - 1);
}

void CLoops_choose(CLoopsInstructions instructions) { chosen = (int)instructions + 1; }

int CLoops_has_convolutions(void) {
#if defined(__x86_64__)
    return CLoops_instructions() != CLoopsPlain;
#else
    return 1;
#endif
}
