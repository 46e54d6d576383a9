#include "CLoops.h"
#include "Versions.h"

typedef float lanes __attribute__((vector_size(64)));

INLINE float multiply_add(int wide, long rounds) {
    // As many sums as hide one operation's latency, and as registers hold.
    lanes sums[12] = {0}, ones = {0}, half;
    ones += 1;
    half = ones * 0.5f;
    for (long i = 0; i < rounds; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < 12; j++) sums[j] = sums[j] * half + ones;
    float total = 0;
    for (int j = 0; j < 12; j++) total += sums[j][0];
    return total;
}

VERSIONS(float, multiply_add, (long rounds), rounds)

INLINE void scale(int wide, const float *x, long count, float factor, float *y) {
    for (long i = 0; i < count; i += 16) *(lanes *)(y + i) = factor * *(const lanes *)(x + i);
}

VERSIONS(void, scale, (const float *x, long count, float factor, float *y), x, count, factor, y)
