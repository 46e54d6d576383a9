#include "CPixels.h"

#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// A fused multiplication and addition rounds once where two operations round twice: without it,
// all processors agree.
#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef float four __attribute__((vector_size(16), aligned(4)));
typedef uint8_t bytes16 __attribute__((vector_size(16), aligned(1)));

#define PICK __builtin_shufflevector
#define FLOATS(p) __builtin_convertvector(*(const bytes16 *)(p), lanes)

CLONES void CPixels_weigh_rows(const uint8_t *rows, long stride, const float *weights, long taps,
                               long count, float *sums) {
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        lanes sum = weights[0] * FLOATS(rows + i);
        for (long k = 1; k < taps; k++) sum += weights[k] * FLOATS(rows + k * stride + i);
        *(lanes *)(sums + i) = sum;
    }
    for (; i < count; i++) {
        float sum = weights[0] * (float)rows[i];
        for (long k = 1; k < taps; k++) sum += weights[k] * (float)rows[k * stride + i];
        sums[i] = sum;
    }
}

// Pixel `i` of the row as the first three bytes; the fourth is another pixel's. `taps` is a constant where
// this is used, but for the largest filters.
INLINE bytes16 weighed(const float *sums, const long *starts, const float *weights, long taps,
                       long i) {
    const float *pixel = sums + 3 * starts[i], *weight = weights + i * taps;
    four total = weight[0] * *(const four *)pixel;
    for (long k = 1; k < taps; k++) total += weight[k] * *(const four *)(pixel + 3 * k);
    // Added to 2²³, a sum below 2²² leaves its rounded value in the lowest bits.
    bytes16 rounded = (bytes16)(total + 0x1p23f);
    return PICK(rounded, rounded, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
}

// Each pixel is written with a fourth byte, which the next one covers; the last has three.
INLINE void row(const float *sums, const long *starts, const float *weights, long taps, long pixels,
                int mirrored, uint8_t *target) {
    long last = pixels - 1;
    bytes16 pixel;
    for (long i = 0; i < last; i++) {
        pixel = weighed(sums, starts, weights, taps, mirrored ? last - i : i);
        memcpy(target + 3 * i, &pixel, 4);
    }
    pixel = weighed(sums, starts, weights, taps, mirrored ? 0 : last);
    memcpy(target + 3 * last, &pixel, 3);
}

CLONES void CPixels_weigh_columns(const float *sums, const long *starts, const float *weights,
                                  long taps, long pixels, int mirrored, uint8_t *target) {
    switch (taps) {
        case 1: row(sums, starts, weights, 1, pixels, mirrored, target); break;
        case 2: row(sums, starts, weights, 2, pixels, mirrored, target); break;
        case 3: row(sums, starts, weights, 3, pixels, mirrored, target); break;
        case 4: row(sums, starts, weights, 4, pixels, mirrored, target); break;
        default: row(sums, starts, weights, taps, pixels, mirrored, target);
    }
}

// A sum with 22 binary places, a half among them, as a byte.
INLINE uint8_t byte(int32_t sum) {
    sum >>= 22;
    return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

CLONES void CPixels_fixed_columns(const uint8_t *row, const long *starts, const int32_t *weights,
                                  long taps, long pixels, uint8_t *target) {
    for (long i = 0; i < pixels; i++) {
        const uint8_t *pixel = row + 3 * starts[i];
        const int32_t *weight = weights + i * taps;
        int32_t red = 1 << 21, green = 1 << 21, blue = 1 << 21;
        for (long k = 0; k < taps; k++) {
            red += weight[k] * pixel[3 * k];
            green += weight[k] * pixel[3 * k + 1];
            blue += weight[k] * pixel[3 * k + 2];
        }
        target[3 * i] = byte(red);
        target[3 * i + 1] = byte(green);
        target[3 * i + 2] = byte(blue);
    }
}

CLONES void CPixels_fixed_rows(const uint8_t *rows, long stride, const int32_t *weights, long taps,
                               long count, uint8_t *target) {
    // As many sums as stay in registers or the nearest cache.
    enum { part = 512 };
    int32_t sums[part];
    for (long start = 0; start < count; start += part) {
        long length = count - start < part ? count - start : part;
        for (long i = 0; i < length; i++) sums[i] = 1 << 21;
        for (long k = 0; k < taps; k++) {
            const uint8_t *row = rows + k * stride + start;
            for (long i = 0; i < length; i++) sums[i] += weights[k] * row[i];
        }
        for (long i = 0; i < length; i++) target[start + i] = byte(sums[i]);
    }
}

// The largest float below one half: added before cutting off, it rounds halves up and no number
// below a half.
static const float almost_half = 0x1.fffffep-2f;

CLONES void CPixels_spread(uint8_t *bytes, long count, float centre, float factor) {
    for (long i = 0; i < count; i++) {
        float value = centre + factor * ((float)bytes[i] - centre);
        value = value < 0 ? 0 : value > 255 ? 255 : value;
        bytes[i] = (uint8_t)(int32_t)(value + almost_half);
    }
}

static inline int32_t grey(int32_t red, int32_t green, int32_t blue) {
    return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

CLONES int64_t CPixels_grey_sum(const uint8_t *bytes, long pixels) {
    int64_t total = 0;
    // 2²³ greys fit 32 bits.
    for (long start = 0; start < pixels; start += 1 << 23) {
        long end = start + (1 << 23) < pixels ? start + (1 << 23) : pixels;
        uint32_t sum = 0;
        for (long i = start; i < end; i++)
            sum += (uint32_t)grey(bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]);
        total += sum;
    }
    return total;
}

static inline uint8_t moved(int32_t byte, int32_t from, int32_t scale) {
    int32_t value = (from * 65536 + (byte - from) * scale + 32768) >> 16;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

CLONES void CPixels_saturate(uint8_t *bytes, long pixels, int32_t scale) {
    for (long i = 0; i < pixels; i++) {
        int32_t red = bytes[3 * i], green = bytes[3 * i + 1], blue = bytes[3 * i + 2];
        int32_t own = grey(red, green, blue);
        bytes[3 * i] = moved(red, own, scale);
        bytes[3 * i + 1] = moved(green, own, scale);
        bytes[3 * i + 2] = moved(blue, own, scale);
    }
}

CLONES void CPixels_planes(const uint8_t *bytes, long pixels, const float *scale,
                           const float *shift, float *planes) {
    float s0 = scale[0], s1 = scale[1], s2 = scale[2];
    float t0 = shift[0], t1 = shift[1], t2 = shift[2];
    float *restrict red = planes, *restrict green = planes + pixels;
    float *restrict blue = planes + 2 * pixels;
    long i = 0;
    for (; i + 16 <= pixels; i += 16) {
        // Sixteen pixels are 48 bytes; each colour is picked from the first 32 and the last 16.
        bytes16 a = *(const bytes16 *)(bytes + 3 * i), b = *(const bytes16 *)(bytes + 3 * i + 16);
        bytes16 c = *(const bytes16 *)(bytes + 3 * i + 32);
        bytes16 r = PICK(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
        bytes16 g = PICK(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
        bytes16 l = PICK(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
        r = PICK(r, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
        g = PICK(g, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
        l = PICK(l, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
        *(lanes *)(red + i) = __builtin_convertvector(r, lanes) * s0 + t0;
        *(lanes *)(green + i) = __builtin_convertvector(g, lanes) * s1 + t1;
        *(lanes *)(blue + i) = __builtin_convertvector(l, lanes) * s2 + t2;
    }
    for (; i < pixels; i++) {
        red[i] = (float)bytes[3 * i] * s0 + t0;
        green[i] = (float)bytes[3 * i + 1] * s1 + t1;
        blue[i] = (float)bytes[3 * i + 2] * s2 + t2;
    }
}
