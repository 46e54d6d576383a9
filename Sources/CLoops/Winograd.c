#include "WinogradLoops.h"
#include "WinogradWeightLoops.h"

long CLoops_winograd_scratch(CLoopsTiles s, long room) {
    // Tiles of bfloat16 numbers take less than products.
    long in = PRODUCTS_STEP(BLOCKS(s.inputs), room), out = PRODUCTS_STEP(BLOCKS(s.outputs), room);
    return SQUARE(s.form) * (in + out);
}

long CLoops_winograd_points(CLoopsTiles s, int halves) {
    return KERNEL(s.form) * KERNELS_STEP(s, halves ? 2 : 1);
}

INLINE void winograd_weight_gradient_of(int form, int wide, const float *sums, long parts,
                                        CLoopsTiles s, long first, long last, float *w) {
    long point = SUMS_STEP(s), kernel = KERNEL(form), in = BLOCKS(s.inputs);
    for (long o = first; o < last; o++)
        for (long b = 0; b < in; b++) {
            float numbers[KERNEL_BLOCK] __attribute__((aligned(64)));
            for (long i = 0; i < INPUTS(s, b); i++) {
                const float *from = sums + ((o * in + b) * 16 + i) * 16;
                float all[MOST * MOST * 16] __attribute__((aligned(64)));
                for (long p = 0; p < kernel; p++) {
                    lanes sum = load(from + p * point);
                    __builtin_prefetch(from + p * point + 128);
                    for (long k = 1; k < parts; k++) sum += load(from + (kernel * k + p) * point);
                    store(all + p * 16, sum);
                }
                BY_PARTS(wide, transform_kernel_gradient, form, all, numbers + i * KERNEL_ROW);
            }
            put_kernels(numbers, s, o, b, w);
        }
}

WINOGRAD(winograd_weight_gradient,
         (const float *sums, long parts, CLoopsTiles s, long first, long last, float *w),
         sums, parts, s, first, last, w)
