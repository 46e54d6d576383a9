// Sums of normalised arrays under a rectifier and 2 × 2 max-pooling, and their derivative, in as
// few passes over memory as the batch's statistics allow.
#pragma once

#include "Planes.h"

// One plane of z = a0·x0 + a1·x1 + b; `two` is a constant.
typedef struct {
    Plane x0, x1;
    lanes a0, a1, b;
    int two;
} Sum;

INLINE Sum sum_of(const CLoopsTerm *t, int two, int half, CLoopsPlanes s, long p) {
    long c = p % s.blocks * 16;
    Sum z = {.x0 = plane_of(t[0].x, half, s.blocks, s.width, p), .two = two};
    z.a0 = load(t[0].a + c), z.b = load(t[0].b + c);
    if (two) {
        z.x1 = plane_of(t[1].x, half, s.blocks, s.width, p);
        z.a1 = load(t[1].a + c), z.b += load(t[1].b + c);
    }
    return z;
}

INLINE lanes value(const Sum *z, long row, long column) {
    lanes v = z->a0 * get(z->x0, row, column) + z->b;
    return z->two ? v + z->a1 * get(z->x1, row, column) : v;
}

INLINE lanes rectified(lanes z, lanes slope) { return choose(z > 0, z, slope * z); }

// The largest of a window's four sums, and where it is; of equal ones the first counts, as in
// PyTorch.
typedef struct {
    lanes largest;
    mask right0, right1, lower;
} Window;

INLINE Window window_at(const Sum *z, long row, long column) {
    lanes z0 = value(z, row, column), z1 = value(z, row, column + 1);
    lanes z2 = value(z, row + 1, column), z3 = value(z, row + 1, column + 1);
    Window w = {.right0 = z1 > z0, .right1 = z3 > z2};
    lanes m0 = choose(w.right0, z1, z0), m1 = choose(w.right1, z3, z2);
    w.lower = m1 > m0;
    w.largest = choose(w.lower, m1, m0);
    return w;
}

// The number of x that the window's largest sum came from.
INLINE lanes chosen(const Window *w, Plane x, long row, long column) {
    lanes m0 = choose(w->right0, get(x, row, column + 1), get(x, row, column));
    lanes m1 = choose(w->right1, get(x, row + 1, column + 1), get(x, row + 1, column));
    return choose(w->lower, m1, m0);
}

INLINE void rectify_planes(int two, int pooling, int half, const CLoopsTerm *t, CLoopsPlanes s,
                           long first, long last, float slope, CLoopsArray y) {
    long rows = pooling ? s.height / 2 : s.height, columns = pooling ? s.width / 2 : s.width;
    lanes slopes = (lanes){0} + slope;
    for (long p = first; p < last; p++) {
        Sum z = sum_of(t, two, half, s, p);
        Plane to = plane_of(y, half, s.blocks, columns, p);
        for (long row = 0; row < rows; row++)
            for (long column = 0; column < columns; column++) {
                lanes v = pooling ? window_at(&z, 2 * row, 2 * column).largest
                                  : value(&z, row, column);
                put(to, row, column, rectified(v, slopes));
            }
    }
}

// One plane of a term's dx.
typedef struct {
    Plane x, dx;
    lanes a, c, offset;
} Derivative;

INLINE Derivative derivative_of(const CLoopsTerm *t, int half, CLoopsPlanes s, long p) {
    long at = p % s.blocks * 16;
    lanes c = load(t->c + at);
    return (Derivative){plane_of(t->x, half, s.blocks, s.width, p),
                        plane_of(t->dx, half, s.blocks, s.width, p), load(t->a + at), c,
                        c * load(t->mean + at) - load(t->d + at)};
}

// dx of all terms at one place, with h the gradient of the sum there.
INLINE void derive(const Derivative *d, int two, long row, long column, lanes h) {
    for (int i = 0; i < (two ? 2 : 1); i++)
        put(d[i].dx, row, column,
            d[i].a * h - d[i].c * get(d[i].x, row, column) + d[i].offset);
}

INLINE void derive_planes(int two, int pooling, int half, const CLoopsTerm *t, CLoopsPlanes s,
                          long first, long last, float slope, CLoopsArray g) {
    long rows = pooling ? s.height / 2 : s.height, columns = pooling ? s.width / 2 : s.width;
    lanes zero = {0}, slopes = zero + slope;
    for (long p = first; p < last; p++) {
        Sum z = sum_of(t, two, half, s, p);
        Plane from = plane_of(g, half, s.blocks, columns, p);
        Derivative d[2] = {derivative_of(t, half, s, p)};
        if (two) d[1] = derivative_of(t + 1, half, s, p);
        for (long row = 0; row < rows; row++)
            for (long column = 0; column < columns; column++) {
                lanes gradient = get(from, row, column);
                if (!pooling) {
                    lanes h = choose(value(&z, row, column) > 0, gradient, slopes * gradient);
                    derive(d, two, row, column, h);
                    continue;
                }
                long r = 2 * row, c = 2 * column;
                Window w = window_at(&z, r, c);
                lanes h = choose(w.largest > 0, gradient, slopes * gradient);
                lanes upper = choose(w.lower, zero, h), under = choose(w.lower, h, zero);
                derive(d, two, r, c, choose(w.right0, zero, upper));
                derive(d, two, r, c + 1, choose(w.right0, upper, zero));
                derive(d, two, r + 1, c, choose(w.right1, zero, under));
                derive(d, two, r + 1, c + 1, choose(w.right1, under, zero));
            }
        // What pooling cuts off still takes part in the batch's statistics.
        if (!pooling) continue;
        for (long row = 0; row < s.height; row++)
            for (long c = row < 2 * rows ? 2 * columns : 0; c < s.width; c++)
                derive(d, two, row, c, zero);
    }
}

// One loop for each number of terms, with and without pooling, for each size of numbers.
#define VARIANTS(function, terms, count, pooling, ...)                                    \
    ((terms)->x.half ? WITH_FLAGS(function, (count) == 2, pooling, 1, terms, __VA_ARGS__) \
                     : WITH_FLAGS(function, (count) == 2, pooling, 0, terms, __VA_ARGS__))

INLINE void rectify(int wide, const CLoopsTerm *terms, int count, CLoopsPlanes s, long first,
                    long last, float slope, int pooling, CLoopsArray y) {
    VARIANTS(rectify_planes, terms, count, pooling, s, first, last, slope, y);
}

ROUNDED_VERSIONS(void, rectify,
                 (const CLoopsTerm *terms, int count, CLoopsPlanes s, long first, long last,
                  float slope, int pooling, CLoopsArray y),
                 terms, count, s, first, last, slope, pooling, y)

INLINE void rectify_backward(int wide, const CLoopsTerm *terms, int count, CLoopsPlanes s,
                             long first, long last, float slope, int pooling, CLoopsArray g) {
    VARIANTS(derive_planes, terms, count, pooling, s, first, last, slope, g);
}

ROUNDED_VERSIONS(void, rectify_backward,
                 (const CLoopsTerm *terms, int count, CLoopsPlanes s, long first, long last,
                  float slope, int pooling, CLoopsArray g),
                 terms, count, s, first, last, slope, pooling, g)
