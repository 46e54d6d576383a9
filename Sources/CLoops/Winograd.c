#include "Winograd.h"

// How far ahead weights are fetched.
#define AHEAD 16

// m[tile][16] of one or two blocks of outputs, for `rows` tiles: the sum over inputs of v · u.
// `rows` and `two` are constants: as many sums as the processor's registers hold. Meanwhile the
// weights at `next` are fetched, which come from far away.
INLINE void multiply(const float *v, long vstep, const float *u, long ustep, const float *next,
                     long inputs, int rows, int two, float *m, long mstep) {
    lanes sum[12][2];
    for (int r = 0; r < rows; r++) sum[r][0] = sum[r][1] = spread(0);
    for (long b = 0; b < inputs; b += 16, v += vstep)
        for (long k = 0, some = inputs - b < 16 ? inputs - b : 16; k < some; k++) {
            lanes u0 = load(u + (b + k) * 16), u1 = u0;
            __builtin_prefetch(u + (b + k + AHEAD) * 16);
            __builtin_prefetch(next + (b + k) * 16, 0, 2);
            if (two) {
                u1 = load(u + ustep + (b + k) * 16);
                __builtin_prefetch(u + ustep + (b + k + AHEAD) * 16);
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++) {
                lanes f = spread(v[r * 16 + k]);
                sum[r][0] += f * u0;
                if (two) sum[r][1] += f * u1;
            }
        }
    for (int r = 0; r < rows; r++) {
        store(m + r * 16, sum[r][0]);
        if (two) store(m + mstep + r * 16, sum[r][1]);
    }
}

INLINE void multiply_tiles(const float *v, const float *u, CLoopsTiles s, int wide, long count,
                           long room, float *m) {
    long in = BLOCKS(s.inputs), out = BLOCKS(s.outputs), rows = wide ? 12 : 6;
    for (int p = 0; p < SQUARE(s.side); p++) {
        const float *vp = v + p * POINT(in, room), *up = u + p * WEIGHTS(s);
        float *mp = m + p * POINT(out, room);
        for (long o = 0; o < out; o += wide ? 2 : 1)
            for (long t = 0; t < count; t += rows) {
                const float *from = vp + t * 16, *by = up + o * in * 256;
                // Of two blocks' weights, one with every other rows of tiles.
                const float *next = by + (wide ? 2 + t / rows % 2 : 1) * in * 256;
                float *to = mp + (o * room + t) * 16;
                if (wide && o + 1 < out)
                    multiply(from, room * 16, by, in * 256, next, s.inputs, 12, 1, to, room * 16);
                else
                    multiply(from, room * 16, by, in * 256, next, s.inputs, wide ? 12 : 6, 0, to,
                             room * 16);
            }
    }
}

INLINE lanes larger(lanes a, lanes b) { return choose(a > b, a, b); }

INLINE void gather_tiles(int side, const float *m, CLoopsTiles s, long first, long count, long room,
                         CLoopsEnding end, float *y) {
    int points = POINTS(side), places = side * side;
    long blocks = BLOCKS(s.outputs), point = POINT(blocks, room);
    long high = end.pooling ? s.height / 2 : s.height, wide = end.pooling ? s.width / 2 : s.width;
    lanes slope = spread(end.slope);
    for (long b = 0; b < blocks; b++) {
        lanes scale = end.scale ? load(end.scale + b * 16) : spread(1);
        lanes shift = end.shift ? load(end.shift + b * 16) : spread(0);
        for (long t = 0; t < count; t++) {
            Place at = place(s, first + t);
            const float *from = m + (b * room + t) * 16;
            lanes all[MOST * MOST], half[MOST * MOST], z[MOST * MOST];
            for (int p = 0; p < SQUARE(side); p++) all[p] = load(from + p * point);
            for (int i = 0; i < points; i++)
                gather_product(side, side, all + i, points, half + i, points);
            for (int i = 0; i < side; i++)
                gather_product(side, side, half + points * i, 1, z + side * i, 1);
            long plane = at.image * blocks + b;
            if (end.scale)
                for (int i = 0; i < places; i++) z[i] = scale * z[i] + shift;
            if (end.addend) {
                lanes border[MOST * MOST];
                long line;
                const float *other = tile(end.addend + plane * s.height * s.width * 16, s, at.row,
                                          at.column, side, border, &line);
                for (int i = 0; i < places; i++)
                    z[i] += load(other + i / side * line + i % side * 16);
            }
            if (end.slope != 1)
                for (int i = 0; i < places; i++) z[i] = larger(z[i], slope * z[i]);
            long row = at.row, column = at.column;
            int sides = side;
            if (end.pooling) {
                for (int i = 0; i < side / 2; i++)
                    for (int j = 0; j < side / 2; j++) {
                        lanes *w = z + 2 * (side * i + j);
                        z[side * i + j] =
                            larger(larger(w[0], w[1]), larger(w[side], w[side + 1]));
                    }
                row /= 2, column /= 2, sides = side / 2;
            }
            float *to = y + plane * high * wide * 16;
            for (int i = 0; i < sides && row + i < high; i++)
                for (int j = 0; j < sides && column + j < wide; j++)
                    store(to + ((row + i) * wide + column + j) * 16, z[side * i + j]);
        }
    }
}

long CLoops_winograd_scratch(CLoopsTiles s, long room) {
    return SQUARE(s.side) * (POINT(BLOCKS(s.inputs), room) + POINT(BLOCKS(s.outputs), room));
}

INLINE void winograd_of(int side, int wide, const float *x, const float *u, CLoopsTiles s,
                        long first, long last, long room, float *scratch, CLoopsEnding end,
                        float *y) {
    float *v = scratch, *m = v + SQUARE(side) * POINT(BLOCKS(s.inputs), room);
    for (long t = first; t < last; t += room) {
        long count = last - t < room ? last - t : room;
        spread_tiles(side, x, s, BLOCKS(s.inputs), t, count, room, v);
        multiply_tiles(v, u, s, wide, count, room, m);
        gather_tiles(side, m, s, t, count, room, end, y);
    }
}

INLINE void winograd(int wide, const float *x, const float *u, CLoopsTiles s, long first, long last,
                     long room, float *scratch, CLoopsEnding end, float *y) {
    WITH_SIDE(winograd_of, s.side, wide, x, u, s, first, last, room, scratch, end, y);
}

VERSIONS(void, winograd,
         (const float *x, const float *u, CLoopsTiles s, long first, long last, long room,
          float *scratch, CLoopsEnding end, float *y),
         x, u, s, first, last, room, scratch, end, y)
