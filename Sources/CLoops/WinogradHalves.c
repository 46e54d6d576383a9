// Winograd's algorithm for images in bfloat16: the same loops, with that processors' instruction that
// multiplies pairs of such numbers and adds them up in single precision.
#include "CLoops.h"

#include <string.h>

#define HALVES 1
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512bf16"), \
                                            min_vector_width(512))), apply_to = function)
#endif
#include "WinogradLoops.h"
#include "WinogradWeightLoops.h"

void CLoops_winograd_halves_weights(const float *w, CLoopsTiles s, int transposed, long first,
                                    long last, float *u) {
    winograd_weights(1, w, s, transposed, first, last, u);
}

void CLoops_winograd_halves(const unsigned short *x, const float *u, CLoopsTiles s,
                            CLoopsShare share, long room, float *scratch, CLoopsEnding end,
                            unsigned short *y) {
    winograd(1, x, u, s, share, room, scratch, end, y);
}

void CLoops_winograd_halves_correlate(const unsigned short *x, const unsigned short *g,
                                      CLoopsTiles s, CLoopsShare share, long room, float *scratch,
                                      float *sums) {
    winograd_correlate(1, x, g, s, share, room, scratch, sums);
}

#if defined(__x86_64__)
#pragma clang attribute pop
#endif
