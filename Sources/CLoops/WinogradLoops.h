// A convolution by Winograd's algorithm, of numbers or (HALVES) of bfloat16 ones.
#pragma once

#include "Winograd.h"

// How far ahead weights are fetched.
#define AHEAD 16

// m[tile][16] of one or two blocks of outputs, for `rows` tiles: the sum over inputs of v · u.
// `rows` and `two` are constants: as many sums as the processor's registers hold. Meanwhile the
// weights at `next` are fetched, which come from far away.
INLINE void multiply(const float *v, long vstep, const float *u, long ustep, const float *next,
                     long inputs, int rows, int two, float *m, long mstep) {
    long block = 16 / PER_WORD, all = (inputs + PER_WORD - 1) / PER_WORD;
    lanes sum[12][2];
    for (int r = 0; r < rows; r++) sum[r][0] = sum[r][1] = broadcast(0);
    for (long b = 0; b < all; b += block, v += vstep)
        for (long k = 0, some = least(all - b, block); k < some; k++) {
            lanes u0 = load(u + (b + k) * 16), u1 = u0;
            __builtin_prefetch(u + (b + k + AHEAD) * 16);
            __builtin_prefetch(next + (b + k) * 16, 0, 2);
            if (two) {
                u1 = load(u + ustep + (b + k) * 16);
                __builtin_prefetch(u + ustep + (b + k + AHEAD) * 16);
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++) {
                lanes f = broadcast(v[r * block + k]);
                sum[r][0] = add_product(sum[r][0], f, u0);
                if (two) sum[r][1] = add_product(sum[r][1], f, u1);
            }
        }
    for (int r = 0; r < rows; r++) {
        store(m + r * 16, sum[r][0]);
        if (two) store(m + mstep + r * 16, sum[r][1]);
    }
}

#define MULTIPLY(rows, two) \
    multiply(from, room * block, by, weights, next, s.inputs, rows, two, to, room * 16)
#define BY_BLOCKS(rows) (two ? MULTIPLY(rows, 1) : MULTIPLY(rows, 0))

INLINE void multiply_tiles(int form, const float *v, const float *u, CLoopsTiles s,
                           CLoopsShare share, int wide, long count, long room, float *m) {
    long in = BLOCKS(s.inputs), out = BLOCKS(s.outputs), rows = wide ? 12 : 6;
    long block = 16 / PER_WORD, weights = in * 256 / PER_WORD;
    for (int p = 0; p < SQUARE(form); p++) {
        const float *vp = v + p * TILES_STEP(in, room);
        const float *up = u + FACTOR_OF(form, p) * WEIGHTS_STEP(s);
        float *mp = m + p * PRODUCTS_STEP(out, room);
        for (long o = share.firstBlock; o < share.lastBlock; o += wide ? 2 : 1)
            for (long t = 0; t < count; t += rows) {
                const float *from = vp + t * block, *by = up + o * weights;
                // Of two blocks' weights, one with every other rows of tiles.
                const float *next = by + (wide ? 2 + t / rows % 2 : 1) * weights;
                float *to = mp + (o * room + t) * 16;
                int two = wide && o + 1 < share.lastBlock;
                if (!wide) MULTIPLY(6, 0);
                else if (count - t > 8) BY_BLOCKS(12);
                else if (count - t > 4) BY_BLOCKS(8);
                else BY_BLOCKS(4);
            }
    }
}

INLINE void winograd_of(int form, int wide, const pixel *x, const float *u, CLoopsTiles s,
                        CLoopsShare share, long room, float *scratch, CLoopsEnding end, pixel *y) {
    long in = BLOCKS(s.inputs);
    float *v = scratch, *m = v + SQUARE(form) * TILES_STEP(in, room);
    for (long t = share.first; t < share.last; t += room) {
        long count = least(share.last - t, room);
        BY_PARTS(wide, transform_tiles, form, 0, 0, x, s, 0, in, t, count, room, v);
        multiply_tiles(form, v, u, s, share, wide, count, room, m);
        BY_PARTS(wide, transform_outputs, form, m, s, share, t, count, room, end, y);
    }
}

WINOGRAD(winograd,
         (const pixel *x, const float *u, CLoopsTiles s, CLoopsShare share, long room,
          float *scratch, CLoopsEnding end, pixel *y),
         x, u, s, share, room, scratch, end, y)
