#include "CPixels.h"

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// A fused multiplication and addition rounds once where two operations round twice: without it,
// all processors agree.
#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(128), aligned(4)));
typedef float eight __attribute__((vector_size(32), aligned(4)));
typedef float four __attribute__((vector_size(16), aligned(4)));
typedef uint8_t bytes32 __attribute__((vector_size(32), aligned(1)));

#define PICK __builtin_shufflevector
#define FLOATS(p) __builtin_convertvector(*(const bytes32 *)(p), lanes)

CLONES void CPixels_weigh_rows(const uint8_t *rows, long stride, const float *weights, long taps,
                               long count, float *sums) {
    // The last vector may overlap the one before it.
    for (long done = 0; done < count && count >= 32; done += 32) {
        long i = done + 32 < count ? done : count - 32;
        lanes sum = weights[0] * FLOATS(rows + i);
        for (long k = 1; k < taps; k++) sum += weights[k] * FLOATS(rows + k * stride + i);
        *(lanes *)(sums + i) = sum;
    }
    for (long i = 0; i < count && count < 32; i++) {
        float sum = weights[0] * (float)rows[i];
        for (long k = 1; k < taps; k++) sum += weights[k] * (float)rows[k * stride + i];
        sums[i] = sum;
    }
}

// Tap k of target pixel i, in both rows.
#define TAP(i, k) (weights[(i) * taps + (k)] * *(const eight *)(pairs + 8 * (starts[i] + (k))))
// Added to 2²³, a sum below 2²² leaves its rounded value.
#define ROUNDED(sum) ((sum) + 0x1p23f - 0x1p23f)
#define UPPER(both) PICK(both, both, 0, 1, 2, 3)
#define LOWER(both) PICK(both, both, 4, 5, 6, 7)

// Four pixels of two rows: red, green, blue and a fourth number of each become four reds, greens
// and blues.
INLINE void four_pixels(const float *pairs, const long *starts, const float *weights, long taps,
                        long plane, float *upper, float *lower) {
    eight a = TAP(0, 0), b = TAP(1, 0), c = TAP(2, 0), d = TAP(3, 0);
    for (long k = 1; k < taps; k++) a += TAP(0, k), b += TAP(1, k), c += TAP(2, k), d += TAP(3, k);
    eight ab = PICK(a, b, 0, 8, 1, 9, 4, 12, 5, 13), cd = PICK(c, d, 0, 8, 1, 9, 4, 12, 5, 13);
    eight red = ROUNDED(PICK(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13));
    eight green = ROUNDED(PICK(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15));
    ab = PICK(a, b, 2, 10, 3, 11, 6, 14, 7, 15), cd = PICK(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
    eight blue = ROUNDED(PICK(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13));
    *(four *)upper = UPPER(red), *(four *)lower = LOWER(red);
    *(four *)(upper + plane) = UPPER(green), *(four *)(lower + plane) = LOWER(green);
    *(four *)(upper + 2 * plane) = UPPER(blue), *(four *)(lower + 2 * plane) = LOWER(blue);
}

INLINE void two_rows(const float *pairs, const long *starts, const float *weights, long taps,
                     long pixels, long plane, float *upper, float *lower) {
    long i = 0;
    for (; i + 4 <= pixels; i += 4)
        four_pixels(pairs, starts + i, weights + i * taps, taps, plane, upper + i, lower + i);
    for (; i < pixels; i++) {
        eight pixel = TAP(i, 0);
        for (long k = 1; k < taps; k++) pixel += TAP(i, k);
        pixel = ROUNDED(pixel);
        for (int c = 0; c < 3; c++) {
            upper[c * plane + i] = pixel[c];
            lower[c * plane + i] = pixel[c + 4];
        }
    }
}

CLONES void CPixels_weigh_columns(const float *sums, long width, float *pairs, const long *starts,
                                  const float *weights, long taps, long pixels, long plane,
                                  float *upper, float *lower) {
    for (long i = 0; i < width; i++) {
        *(four *)(pairs + 8 * i) = *(const four *)(sums + 3 * i);
        *(four *)(pairs + 8 * i + 4) = *(const four *)(sums + 3 * (width + i));
    }
    // Whatever is enlarged has two taps, unless its side is one pixel.
    if (taps == 2) two_rows(pairs, starts, weights, 2, pixels, plane, upper, lower);
    else two_rows(pairs, starts, weights, taps, pixels, plane, upper, lower);
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

CLONES void CPixels_spread(float *values, long count, float centre, float factor) {
    for (long i = 0; i < count; i++) {
        float value = centre + factor * (values[i] - centre);
        value = value < 0 ? 0 : value > 255 ? 255 : value;
        values[i] = (float)(int32_t)(value + almost_half);
    }
}

INLINE int32_t grey(int32_t red, int32_t green, int32_t blue) {
    return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

CLONES int64_t CPixels_grey_sum(const float *planes, long pixels) {
    const float *red = planes, *green = planes + pixels, *blue = planes + 2 * pixels;
    int64_t total = 0;
    // 2²³ greys fit 32 bits.
    for (long start = 0; start < pixels; start += 1 << 23) {
        long end = start + (1 << 23) < pixels ? start + (1 << 23) : pixels;
        uint32_t sum = 0;
        for (long i = start; i < end; i++)
            sum += (uint32_t)grey((int32_t)red[i], (int32_t)green[i], (int32_t)blue[i]);
        total += sum;
    }
    return total;
}

INLINE float moved(int32_t value, int32_t from, int32_t scale) {
    value = (from * 65536 + (value - from) * scale + 32768) >> 16;
    return (float)(value < 0 ? 0 : value > 255 ? 255 : value);
}

CLONES void CPixels_saturate(float *planes, long pixels, int32_t scale) {
    float *restrict red = planes, *restrict green = planes + pixels;
    float *restrict blue = planes + 2 * pixels;
    for (long i = 0; i < pixels; i++) {
        int32_t r = (int32_t)red[i], g = (int32_t)green[i], b = (int32_t)blue[i];
        int32_t own = grey(r, g, b);
        red[i] = moved(r, own, scale);
        green[i] = moved(g, own, scale);
        blue[i] = moved(b, own, scale);
    }
}

CLONES void CPixels_normalize(const float *values, long count, float scale, float shift,
                              float *restrict normal) {
    for (long i = 0; i < count; i++) normal[i] = values[i] * scale + shift;
}

CLONES void CPixels_planes(const uint8_t *bytes, long pixels, float *planes) {
    float *restrict red = planes, *restrict green = planes + pixels;
    float *restrict blue = planes + 2 * pixels;
    for (long i = 0; i < pixels; i++) {
        red[i] = bytes[3 * i];
        green[i] = bytes[3 * i + 1];
        blue[i] = bytes[3 * i + 2];
    }
}

CLONES void CPixels_bytes(const float *planes, long pixels, uint8_t *bytes) {
    const float *red = planes, *green = planes + pixels, *blue = planes + 2 * pixels;
    for (long i = 0; i < pixels; i++) {
        bytes[3 * i] = (uint8_t)(int32_t)red[i];
        bytes[3 * i + 1] = (uint8_t)(int32_t)green[i];
        bytes[3 * i + 2] = (uint8_t)(int32_t)blue[i];
    }
}
