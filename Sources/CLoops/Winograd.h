// What the files of Winograd's algorithm share: its transformations, and how tiles lie.
#pragma once

#include "Lanes.h"

// A tile of `side` × `side` outputs is computed at side + 2 points in either direction, where the
// polynomials of Toom and Cook are multiplied: 0 (if the side is even), pairs of ±x, and ∞, in this
// order. Whatever depends on the points alone is a constant to the compiler.
#define POINTS(side) ((side) + 2)
#define SQUARE(side) (POINTS(side) * POINTS(side))
#define PAIRS(side) (((side) + 1) / 2)
#define ZERO(side) (1 - (side) % 2)
enum { SIDES = 7, MOST = POINTS(SIDES - 1), MOST_PAIRS = PAIRS(SIDES - 1) };

// The pairs: among eighths up to 4 those that round least (Benchmarks/peers/points.py).
static const float PAIR[SIDES][MOST_PAIRS] = {
    [4] = {0.625f, 1.5f}, [5] = {0.25f, 0.875f, 1.75f}, [6] = {0.5f, 1, 2}};

#define UNROLL _Pragma("clang loop unroll(full)")

// The factor of t to the power 2k in the product of t² − x² over all pairs but `without`.
INLINE float coefficient(int side, int without, int k) {
    float c[MOST_PAIRS + 1] = {1};
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        float square = PAIR[side][q] * PAIR[side][q];
        if (q == without) continue;
        UNROLL for (int i = MOST_PAIRS; i > 0; i--) c[i] = c[i - 1] - square * c[i];
        c[0] *= -square;
    }
    return c[k];
}

// x of pair q to a power.
INLINE float power(int side, int q, int exponent) {
    float product = 1;
    UNROLL for (int i = 0; i < exponent; i++) product *= PAIR[side][q];
    return product;
}

// The inverse product of the distances of x of pair q from the other points but ∞.
INLINE float weight(int side, int q) {
    float x = PAIR[side][q], product = 2 * (ZERO(side) ? x * x : x);
    UNROLL for (int other = 0; other < PAIRS(side); other++)
        if (other != q) product *= x * x - PAIR[side][other] * PAIR[side][other];
    return 1 / product;
}

// The product of t² − x² over all pairs but `without`, with the numbers d from `first` on in the
// place of t's powers.
INLINE lanes among(int side, int without, const lanes *d, int first) {
    int last = PAIRS(side) - (without >= 0);
    lanes sum = d[2 * last + first];
    UNROLL for (int k = 0; k < last; k++)
        sum += coefficient(side, without, k) * d[2 * k + first];
    return sum;
}

// side + 2 numbers of the input, a step apart, become its values at the points.
INLINE void spread_input(int side, const float *from, long step, lanes *v, int vstep) {
    lanes d[MOST];
    int zero = ZERO(side);
    UNROLL for (int i = 0; i < POINTS(side); i++) d[i] = load(from + i * step);
    if (zero) v[0] = among(side, -1, d, 0);
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        lanes *to = v + (2 * q + zero) * vstep;
        lanes sum = among(side, q, d, 1 + zero), odd = PAIR[side][q] * among(side, q, d, zero);
        to[0] = sum + odd;
        to[vstep] = sum - odd;
    }
    v[(POINTS(side) - 1) * vstep] = among(side, -1, d, zero);
}

// `count` numbers of a kernel (3) or of an output's gradient (a side) at the points.
INLINE void spread_factor(int side, int count, const lanes *g, int gstep, lanes *v, int vstep) {
    int zero = ZERO(side);
    if (zero) v[0] = 1 / coefficient(side, -1, 0) * g[0];
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        lanes *to = v + (2 * q + zero) * vstep;
        lanes even = g[0], odd = power(side, q, 1) * g[gstep];
        UNROLL for (int k = 2; k < count; k += 2) even += power(side, q, k) * g[k * gstep];
        UNROLL for (int k = 3; k < count; k += 2) odd += power(side, q, k) * g[k * gstep];
        to[0] = weight(side, q) * (even + odd);
        // Without 0 the distances are an odd number: at −x their product has the other sign.
        to[vstep] = weight(side, q) * (zero ? even - odd : odd - even);
    }
    v[(POINTS(side) - 1) * vstep] = g[(count - 1) * gstep];
}

// Products at the points become the `count` numbers of the result.
INLINE void gather_product(int side, int count, const lanes *m, int step, lanes *y, int ystep) {
    int zero = ZERO(side);
    lanes sum[MOST_PAIRS], difference[MOST_PAIRS];
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        const lanes *pair = m + (2 * q + zero) * step;
        sum[q] = pair[0] + pair[step];
        difference[q] = pair[0] - pair[step];
    }
    UNROLL for (int r = 0; r < count; r++) {
        const lanes *terms = r % 2 ? difference : sum;
        lanes number = power(side, 0, r) * terms[0];
        UNROLL for (int q = 1; q < PAIRS(side); q++) number += power(side, q, r) * terms[q];
        if (zero && r == 0) number += m[0];
        if (r == count - 1) number += m[(POINTS(side) - 1) * step];
        y[r * ystep] = number;
    }
}

// Calls `function` with the side as its first argument, as a constant.
#define WITH_SIDE(function, side, ...)                \
    switch (side) {                                   \
        case 6: function(6, __VA_ARGS__); break;      \
        case 5: function(5, __VA_ARGS__); break;      \
        default: function(4, __VA_ARGS__);            \
    }

// Where tile `t` of all images lies.
typedef struct {
    long image, row, column;
} Place;

INLINE Place place(CLoopsTiles s, long t) {
    long down = (s.height + s.side - 1) / s.side, across = (s.width + s.side - 1) / s.side;
    return (Place){t / (down * across), t / across % down * s.side, t % across * s.side};
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

// Tiles first ..< first + count of x at all points: v[point][block][tile][16].
INLINE void spread_tiles(int side, const float *x, CLoopsTiles s, long blocks, long first,
                         long count, long room, float *v) {
    long size = s.height * s.width * 16, point = POINT(blocks, room);
    int points = POINTS(side);
    for (long b = 0; b < blocks; b++)
        for (long t = 0; t < count; t++) {
            Place at = place(s, first + t);
            lanes border[MOST * MOST], half[MOST * MOST], all[MOST * MOST];
            long line;
            const float *d = tile(x + (at.image * blocks + b) * size, s, at.row - 1,
                                  at.column - 1, points, border, &line);
            // The tile after the next: rows are too short for the processor to foresee them.
            for (int i = 0; i < points; i++)
                for (int j = 0; j < side; j++)
                    __builtin_prefetch(d + i * line + (2 * side + 2 + j) * 16);
            for (int i = 0; i < points; i++)
                spread_input(side, d + i * 16, line, half + i, points);
            for (int i = 0; i < points; i++)
                spread_input(side, (const float *)(half + points * i), 16, all + points * i, 1);
            float *to = v + (b * room + t) * 16;
            for (int p = 0; p < SQUARE(side); p++) store(to + p * point, all[p]);
        }
}
