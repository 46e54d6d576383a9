// The weights of Winograd's algorithm at its points, and what their gradient is the sum of.
#pragma once

#include "WinogradKernels.h"

// Sixteen outputs' words of one point: a pair of inputs side by side, or one.
#if HALVES
#define WORDS(all, p) ((lanes)paired(load(all[0] + (p) * 16), load(all[1] + (p) * 16)))
#else
#define WORDS(all, p) load(all[0] + (p) * 16)
#endif

INLINE void winograd_weights_of(int form, int wide, const float *w, CLoopsTiles s, int transposed,
                                long first, long last, float *u) {
    for (long o = first; o < last; o++)
        for (long b = 0; b < BLOCKS(s.inputs); b++) {
            float numbers[KERNEL_BLOCK] __attribute__((aligned(64)));
            kernels(w, s, transposed, o, b, numbers);
            for (long i = 0; i < 16; i += PER_WORD) {
                float all[PER_WORD][MOST * MOST * 16] __attribute__((aligned(64)));
                for (int of = 0; of < PER_WORD; of++)
                    BY_PARTS(wide, transform_kernel, form, numbers + (i + of) * KERNEL_ROW,
                             all[of]);
                float *to = u + ((o * BLOCKS(s.inputs) + b) * 16 + i) / PER_WORD * 16;
                long step = WEIGHTS_STEP(s);
                // Too much for the caches: straight to memory.
                if (step > 1 << 15)
                    for (int p = 0; p < KERNEL(form); p++)
                        __builtin_nontemporal_store(WORDS(all, p), (lanes *)(to + p * step));
                else
                    for (int p = 0; p < KERNEL(form); p++) store(to + p * step, WORDS(all, p));
            }
        }
    // Such stores are ordered by a fence only.
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

WINOGRAD(winograd_weights,
         (const float *w, CLoopsTiles s, int transposed, long first, long last, float *u),
         w, s, transposed, first, last, u)

// sum[input][16], for some inputs and one or two blocks of outputs: over all tiles v · g, added to
// what is there unless it is `fresh`. `rows` and `two` are constants.
INLINE void correlate(const float *v, const float *g, long gstep, long count, int rows, int two,
                      int fresh, float *sum, long step) {
    lanes c[8][2];
    for (int r = 0; r < rows; r++) {
        c[r][0] = fresh ? broadcast(0) : load(sum + r * 16);
        c[r][1] = fresh || !two ? broadcast(0) : load(sum + step + r * 16);
        __builtin_prefetch(sum + (rows + r) * 16, 1);
        if (two) __builtin_prefetch(sum + step + (rows + r) * 16, 1);
    }
    for (long t = 0; t < count; t++) {
        lanes g0 = load(g + t * 16), g1 = g0;
        if (two) g1 = load(g + gstep + t * 16);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            lanes f = broadcast(v[t * 16 + r]);
            c[r][0] = add_product(c[r][0], f, g0);
            if (two) c[r][1] = add_product(c[r][1], f, g1);
        }
    }
    for (int r = 0; r < rows; r++) {
        store(sum + r * 16, c[r][0]);
        if (two) store(sum + step + r * 16, c[r][1]);
    }
}

INLINE void winograd_correlate_of(int form, int wide, const pixel *x, const pixel *g, CLoopsTiles s,
                                  CLoopsShare share, long room, float *scratch, float *sums) {
    long in = BLOCKS(s.inputs), out = BLOCKS(s.outputs), rows = wide ? 8 : 4;
    long vpoint = TILES_STEP(in, room), gpoint = TILES_STEP(out, room);
    long block = room * 16 / PER_WORD;
    float *v = scratch, *w = v + SQUARE(form) * vpoint;
    if (share.first == share.last)
        memset(sums, 0, (size_t)(KERNEL(form) * SUMS_STEP(s)) * sizeof(float));
    for (long t = share.first; t < share.last; t += room) {
        long count = least(share.last - t, room), steps = (count + PER_WORD - 1) / PER_WORD;
        BY_PARTS(wide, transform_tiles, form, 0, 1, x, s, 0, in, t, count, room, v);
        BY_PARTS(wide, transform_tiles, form, 1, 1, g, s, share.firstBlock, share.lastBlock, t,
                 count, room, w);
        for (int p = 0; p < SQUARE(form); p++) {
            int factor = FACTOR_OF(form, p);
            // The first of all that are added up for this factor.
            int fresh = t == share.first && p == PRODUCT_OF(form, factor);
            for (long o = share.firstBlock; o < share.lastBlock; o += wide ? 2 : 1)
                for (long i = 0; i < s.inputs; i += rows) {
                    const float *vp = v + p * vpoint + i / 16 * block + i % 16;
                    const float *wp = w + p * gpoint + o * block;
                    float *sum = sums + factor * SUMS_STEP(s) + (o * in * 16 + i) * 16;
                    long next = in * 256;
                    if (wide && o + 1 < share.lastBlock)
                        correlate(vp, wp, block, steps, 8, 1, fresh, sum, next);
                    else
                        correlate(vp, wp, block, steps, wide ? 8 : 4, 0, fresh, sum, next);
                }
        }
    }
}

WINOGRAD(winograd_correlate,
         (const pixel *x, const pixel *g, CLoopsTiles s, CLoopsShare share, long room,
          float *scratch, float *sums),
         x, g, s, share, room, scratch, sums)
