// Arithmetic number by number, on arrays that lie alike.
#pragma once

#include "Planes.h"

INLINE lanes number(const void *x, long i, int half) {
    return half ? get_halves((const char *)x + 2 * i) : load((const float *)x + i);
}

INLINE void set_number(void *y, long i, int half, lanes v) {
    if (half)
        put_halves((char *)y + 2 * i, v);
    else
        store((float *)y + i, v);
}

INLINE void add_sized(int half, const void *x, const void *other, long count, float slope,
                      void *y) {
    for (long i = 0; i < count; i += LANES) {
        lanes z = number(x, i, half);
        if (other) z += number(other, i, half);
        set_number(y, i, half, choose(z > 0, z, slope * z));
    }
}

INLINE void add_numbers(int wide, const void *x, const void *other, long count, int half,
                        float slope, void *y) {
    WITH_FLAG(add_sized, half, x, other, count, slope, y);
}

ROUNDED_VERSIONS(void, add_numbers,
                 (const void *x, const void *other, long count, int half, float slope, void *y),
                 x, other, count, half, slope, y)

INLINE void multiply_sized(int half, const void *x, const void *other, long count, void *y) {
    for (long i = 0; i < count; i += LANES)
        set_number(y, i, half, number(x, i, half) * number(other, i, half));
}

INLINE void multiply_numbers(int wide, const void *x, const void *other, long count, int half,
                             void *y) {
    WITH_FLAG(multiply_sized, half, x, other, count, y);
}

ROUNDED_VERSIONS(void, multiply_numbers,
                 (const void *x, const void *other, long count, int half, void *y),
                 x, other, count, half, y)

INLINE void derive_sized(int half, const void *g, const void *y, long count, float slope,
                         void *dx) {
    for (long i = 0; i < count; i += LANES) {
        lanes h = number(g, i, half);
        set_number(dx, i, half, choose(number(y, i, half) > 0, h, slope * h));
    }
}

INLINE void rectifier_backward(int wide, const void *g, const void *y, long count, int half,
                               float slope, void *dx) {
    WITH_FLAG(derive_sized, half, g, y, count, slope, dx);
}

ROUNDED_VERSIONS(void, rectifier_backward,
                 (const void *g, const void *y, long count, int half, float slope, void *dx),
                 g, y, count, half, slope, dx)
