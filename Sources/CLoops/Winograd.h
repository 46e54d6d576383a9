// What the files of Winograd's algorithm share: its transformations, and how tiles lie.
#pragma once

#include "Lanes.h"

// The points ±A and ±B, 0 and ∞ at which the polynomials of Toom and Cook are multiplied: those
// that oneDNN takes too, whose rounding is smaller than that of ±1 and ±2.
#define A 0.625f
#define B 1.5f
#define A2 (A * A)
#define B2 (B * B)
// The inverse products of each point's distances from the others.
#define AT_ZERO (1 / (A2 * B2))
#define AT_A (1 / (2 * A2 * (A2 - B2)))
#define AT_B (1 / (2 * B2 * (B2 - A2)))

// Six numbers of the input, a step apart, become its values at the six points.
INLINE void spread_input(const float *d, long step, lanes *v, int vstep) {
    lanes d0 = load(d), d1 = load(d + step), d2 = load(d + 2 * step), d3 = load(d + 3 * step),
          d4 = load(d + 4 * step), d5 = load(d + 5 * step);
    lanes ua = d4 - B2 * d2, va = A * (d3 - B2 * d1);
    lanes ub = d4 - A2 * d2, vb = B * (d3 - A2 * d1);
    v[0] = (A2 * B2) * d0 - (A2 + B2) * d2 + d4;
    v[vstep] = ua + va;
    v[2 * vstep] = ua - va;
    v[3 * vstep] = ub + vb;
    v[4 * vstep] = ub - vb;
    v[5 * vstep] = (A2 * B2) * d1 - (A2 + B2) * d3 + d5;
}

// Three numbers of a kernel, or (`g3`) four of an output's gradient, at the six points.
INLINE void spread_factor(lanes g0, lanes g1, lanes g2, lanes g3, int four, lanes *v, int step) {
    lanes ea = g0 + A2 * g2, oa = A * g1, eb = g0 + B2 * g2, ob = B * g1;
    if (four) {
        oa += (A2 * A) * g3;
        ob += (B2 * B) * g3;
    }
    v[0] = AT_ZERO * g0;
    v[step] = AT_A * (ea + oa);
    v[2 * step] = AT_A * (ea - oa);
    v[3 * step] = AT_B * (eb + ob);
    v[4 * step] = AT_B * (eb - ob);
    v[5 * step] = four ? g3 : g2;
}

// Products at the six points become the four (or three) numbers of the result.
INLINE void gather_product(const lanes *m, int step, int four, lanes *y, int ystep) {
    lanes pa = m[step] + m[2 * step], da = m[step] - m[2 * step];
    lanes pb = m[3 * step] + m[4 * step], db = m[3 * step] - m[4 * step];
    y[0] = m[0] + pa + pb;
    y[ystep] = A * da + B * db;
    y[2 * ystep] = A2 * pa + B2 * pb;
    if (four)
        y[3 * ystep] = (A2 * A) * da + (B2 * B) * db + m[5 * step];
    else
        y[2 * ystep] += m[5 * step];
}

// Where tile `t` of all images lies.
typedef struct {
    long image, row, column;
} Place;

INLINE Place place(CLoopsTiles s, long t) {
    long down = (s.height + 3) / 4, across = (s.width + 3) / 4;
    return (Place){t / (down * across), t / across % down * 4, t % across * 4};
}

// A tile of `side` × `side` pixels of one block of channels from (row, column): where it lies, or
// at the border a copy with zeros outside; `line` is the distance of its rows.
INLINE const float *tile(const float *plane, CLoopsTiles s, long row, long column, int side,
                         lanes *room, long *line) {
    *line = s.width * 16;
    const float *from = plane + row * *line + column * 16;
    if (row >= 0 && column >= 0 && row + side <= s.height && column + side <= s.width)
        return from;
    for (int i = 0; i < side; i++)
        for (int j = 0; j < side; j++) {
            long r = row + i, c = column + j;
            int inside = r >= 0 && c >= 0 && r < s.height && c < s.width;
            room[i * side + j] = inside ? load(from + i * *line + j * 16) : spread(0);
        }
    *line = side * 16;
    return (const float *)room;
}

// Blocks of 16 channels, the last one with zeros where there are no channels.
#define BLOCKS(channels) (((channels) + 15) / 16)

// The distance between the arrays of two points: not a power of two, which would crowd the cache.
#define POINT(blocks, count) ((blocks) * (count) * 16 + 16)
#define WEIGHTS(s) (BLOCKS((s).inputs) * BLOCKS((s).outputs) * 256 + 16)

// Tiles first ..< first + count of x at the 36 points: v[point][block][tile][16].
INLINE void spread_tiles(const float *x, CLoopsTiles s, long blocks, long first, long count,
                              long room, float *v) {
    long size = s.height * s.width * 16, point = POINT(blocks, room);
    for (long b = 0; b < blocks; b++)
        for (long t = 0; t < count; t++) {
            Place at = place(s, first + t);
            lanes border[36], half[36], all[36];
            long line;
            const float *d = tile(x + (at.image * blocks + b) * size, s, at.row - 1,
                                  at.column - 1, 6, border, &line);
            // The tile after the next: rows are too short for the processor to foresee them.
            for (int i = 0; i < 6; i++)
                for (int j = 0; j < 4; j++)
                    __builtin_prefetch(d + i * line + (10 + j) * 16);
            for (int i = 0; i < 6; i++) spread_input(d + i * 16, line, half + i, 6);
            for (int i = 0; i < 6; i++)
                spread_input((const float *)(half + 6 * i), 16, all + 6 * i, 1);
            float *to = v + (b * room + t) * 16;
            for (int p = 0; p < 36; p++) store(to + p * point, all[p]);
        }
}
