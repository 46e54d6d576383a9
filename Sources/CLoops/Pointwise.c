// Convolutions by kernels of 1 × 1, 16 outputs at a time: as many pixels as the registers hold the
// sums of go through all inputs, and each row of the weights is read once for them.
#include "CLoopsPointwise.h"

#include "Lanes.h"

enum { MOST_PIXELS = 12 };

INLINE void add(int pixels, const float *x, long inputs, const float *w, lanes *sums) {
    for (long k = 0; k < inputs; k++) {
        lanes taps = load(w + k * LANES);
        for (int p = 0; p < pixels; p++) sums[p] += broadcast(x[p * LANES + k]) * taps;
    }
}

INLINE void some(int pixels, const float *x, CLoopsPointwise map, long first, float *y) {
    lanes sums[MOST_PIXELS];
    for (int p = 0; p < pixels; p++) sums[p] = load(map.bias);
    const float *w = map.weights;
    long inputs = map.inputs;
    for (x += first * LANES; inputs >= LANES; inputs -= LANES, x += map.step, w += LANES * LANES)
        add(pixels, x, LANES, w, sums);
    add(pixels, x, inputs, w, sums);
    for (int p = 0; p < pixels; p++) {
        lanes v = sums[p];
        if (map.addend) v += load(map.addend + (first + p) * LANES);
        v = choose(v < map.low, broadcast(map.low), v);
        v = choose(v > map.high, broadcast(map.high), v);
        if (map.hardSwish) {
            lanes gate = v + 3;
            gate = choose(gate < 0, broadcast(0), gate);
            v *= choose(gate > 6, broadcast(6), gate) * (1.f / 6);
        }
        store(y + (first + p) * LANES, v);
    }
}

INLINE void pointwise(int wide, const float *x, CLoopsPointwise map, long count, float *y) {
    const int side = wide ? 12 : 6;
    if (count < side) {
        for (long p = 0; p < count; p++) some(1, x, map, p, y);
        return;
    }
    for (long p = 0; p < count; p += side)
        // The last ones may be computed twice.
        some(side, x, map, p + side <= count ? p : count - side, y);
}

VERSIONS(void, pointwise, (const float *x, CLoopsPointwise map, long count, float *y), x, map,
         count, y)
