#include "CLoops.h"
#include "Lanes.h"

// `count` sums at a time, a constant: as many as hide one operation's latency and registers hold.
INLINE float multiply_add_by(int count, long rounds) {
    lanes sums[12] = {0}, ones = {0}, half;
    ones += 1;
    half = ones * 0.5f;
    for (long i = 0; i < rounds; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < count; j++) sums[j] = sums[j] * half + ones;
    float total = 0;
    for (int j = 0; j < count; j++) total += sums[j][0];
    return total;
}

INLINE float multiply_add(int wide, long rounds) {
    return wide ? multiply_add_by(12, rounds) : multiply_add_by(6, 2 * rounds);
}

VERSIONS(float, multiply_add, (long rounds), rounds)

INLINE void scale(int wide, const float *x, long count, float factor, float *y) {
    for (long i = 0; i < count; i += LANES) store(y + i, factor * load(x + i));
}

VERSIONS(void, scale, (const float *x, long count, float factor, float *y), x, count, factor, y)
