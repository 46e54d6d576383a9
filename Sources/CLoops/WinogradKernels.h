// Blocks of sixteen by sixteen 3×3 kernels: in memory a kernel's nine numbers lie side by side, in
// the loops those of sixteen outputs. Squares of numbers are transposed in registers.
#pragma once

#include "Winograd.h"

// Numbers of sixteen kernels, those of one input or of one output, and of a block:
// [input][9][output].
enum { KERNEL_ROW = 9 * 16, KERNEL_BLOCK = 16 * KERNEL_ROW };

// The outputs, and the inputs, of a block that there are.
#define OUTPUTS(s, block) least((s).outputs - (block) * 16, 16)
#define INPUTS(s, block) least((s).inputs - (block) * 16, 16)

// Rows a and b, whose squares of some numbers off the diagonal change places.
#define EXCHANGE(a, b, low, high)                                 \
    do {                                                          \
        lanes both = __builtin_shufflevector(a, b, UNPACKED low); \
        b = __builtin_shufflevector(a, b, UNPACKED high);         \
        a = both;                                                 \
    } while (0)

// Rows become columns: first neighbours change places, then squares of two, four and eight.
INLINE void transpose(lanes *r) {
    UNROLL for (int i = 0; i < 16; i += 2)
        EXCHANGE(r[i], r[i + 1],
                 (0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
                 (1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31));
    UNROLL for (int i = 0; i < 16; i++)
        if (!(i & 2))
            EXCHANGE(r[i], r[i + 2],
                     (0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
                     (2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
    UNROLL for (int i = 0; i < 16; i++)
        if (!(i & 4))
            EXCHANGE(r[i], r[i + 4],
                     (0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
                     (4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31));
    UNROLL for (int i = 0; i < 8; i++)
        EXCHANGE(r[i], r[i + 8],
                 (0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
                 (8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
}

// A whole block from weights by outputs, each output's `outer` numbers behind the one before.
INLINE void load_block(const float *w, long outer, float *numbers) {
    for (int from = 0; from < KERNEL_ROW; from += 16) {
        lanes r[16];
        UNROLL for (int l = 0; l < 16; l++) r[l] = load_anywhere(w + l * outer + from);
        transpose(r);
        UNROLL for (int l = 0; l < 16; l++) store(numbers + (from + l) * 16, r[l]);
    }
}

// A whole block into weights by outputs.
INLINE void store_block(const float *numbers, long outer, float *w) {
    for (int from = 0; from < KERNEL_ROW; from += 16) {
        lanes r[16];
        UNROLL for (int l = 0; l < 16; l++) r[l] = load(numbers + (from + l) * 16);
        transpose(r);
        UNROLL for (int l = 0; l < 16; l++) store_anywhere(w + l * outer + from, r[l]);
    }
}

// A whole block, each kernel turned around, from weights by inputs.
INLINE void load_turned_block(const float *w, long inner, float *numbers) {
    for (int i = 0; i < 16; i++) {
        lanes r[16];
        UNROLL for (int l = 0; l < 8; l++) r[l] = load_anywhere(w + i * inner + l * 9);
        // Behind the last kernel memory may end, so that the others are read by their ends.
        UNROLL for (int l = 8; l < 16; l++) {
            lanes v = load_anywhere(w + i * inner + l * 9 - 7);
            r[l] = __builtin_shufflevector(v, v, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5,
                                           6);
        }
        transpose(r);
        UNROLL for (int k = 0; k < 9; k++) store(numbers + (i * 9 + 8 - k) * 16, r[k]);
    }
}

// Block (o, b) of row-major weights (outputs, inputs, 3, 3), or `transposed` of (inputs, outputs,
// 3, 3), turned around; zeros where there are no channels.
INLINE void kernels(const float *w, CLoopsTiles s, int transposed, long o, long b, float *numbers) {
    long outer = transposed ? 9 : s.inputs * 9, inner = transposed ? s.outputs * 9 : 9;
    long outputs = OUTPUTS(s, o), inputs = INPUTS(s, b);
    const float *from = w + o * 16 * outer + b * 16 * inner;
    if (outputs == 16 && inputs == 16) {
        if (transposed) load_turned_block(from, inner, numbers);
        else load_block(from, outer, numbers);
        return;
    }
    memset(numbers, 0, KERNEL_BLOCK * sizeof(float));
    for (long l = 0; l < outputs; l++)
        for (long i = 0; i < inputs; i++)
            for (int k = 0; k < 9; k++)
                numbers[(i * 9 + k) * 16 + l] =
                    from[l * outer + i * inner + (transposed ? 8 - k : k)];
}

// The other way: block (o, b) of weights (outputs, inputs, 3, 3).
INLINE void put_kernels(const float *numbers, CLoopsTiles s, long o, long b, float *w) {
    long outer = s.inputs * 9, outputs = OUTPUTS(s, o), inputs = INPUTS(s, b);
    float *to = w + o * 16 * outer + b * 16 * 9;
    if (outputs == 16 && inputs == 16) {
        store_block(numbers, outer, to);
        return;
    }
    for (long l = 0; l < outputs; l++)
        for (long i = 0; i < inputs; i++)
            for (int k = 0; k < 9; k++)
                to[l * outer + i * 9 + k] = numbers[(i * 9 + k) * 16 + l];
}
