// exp(x) in single precision, in a form that a compiler turns into vectors: x = n·ln 2 + r with
// |r| ≤ ln 2 / 2, a polynomial of r (that of Cephes' expf), and n added to the exponent. Within two
// units in the last place; below −87 it is 0, or nearly.
#pragma once

#include <string.h>

static inline __attribute__((always_inline)) float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    // Added to this, a number is rounded to an integer, which is then in the last bits.
    const float rounder = 12582912.0f;
    float shifted = x * 1.44269504088896341f + rounder;
    float n = shifted - rounder;
    float r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    int bits;
    memcpy(&bits, &shifted, 4);
    bits = (bits - 0x4b400000 + 127) << 23;
    float power;
    memcpy(&power, &bits, 4);
    return p * power;
}
