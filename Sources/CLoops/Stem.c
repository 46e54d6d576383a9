#include "Lanes.h"

// The first block of a network on images: a 3 × 3 convolution of few channels, batch
// normalisation, a rectifier and 2 × 2 max-pooling. Its full-sized output is never stored: sums
// over it follow from the sums of products of the patches, and only what pooling chose is kept.

// The most taps of a kernel: of three channels.
#define TAPS 27

// Of the padded picture: the numbers of a row, and of a channel.
INLINE long padded_line(CLoopsPicture s) { return s.width + 2; }
INLINE long padded_plane(CLoopsPicture s) { return (s.height + 2) * padded_line(s); }

INLINE void stem_pad(int wide, const float *x, CLoopsPicture s, const float *center,
                     float *padded) {
    for (long c = 0; c < s.channels; c++)
        for (long row = -1; row <= s.height; row++)
            for (long column = -1; column <= s.width; column++, padded++) {
                int inside = row >= 0 && row < s.height && column >= 0 && column < s.width;
                float value = inside ? x[(c * s.height + row) * s.width + column] : 0;
                *padded = value - center[c];
            }
}

VERSIONS(void, stem_pad,
         (const float *x, CLoopsPicture s, const float *center, float *padded),
         x, s, center, padded)

// Of a row of patches: 3 × 3 sums of products of three neighbouring taps each.
INLINE void multiply_taps(const float *p, const float *q, long width, double *products,
                          long step) {
#pragma clang fp reassociate(on) contract(fast)
    float r[9] = {0};
    for (long x = 0; x < width; x++)
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) r[3 * i + j] += p[x + i] * q[x + j];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) products[i * step + j] += r[3 * i + j];
}

INLINE void stem_products(int wide, const float *padded, CLoopsPicture s, double *sums,
                          double *products) {
    long rows = s.channels * 3, taps = rows * 3;
    for (long i = 0; i < taps; i++) sums[i] = 0;
    for (long i = 0; i < taps * taps; i++) products[i] = 0;
    for (long y = 0; y < s.height; y++)
        for (long i = 0; i < rows; i++) {
            const float *p = padded + i / 3 * padded_plane(s) + (y + i % 3) * padded_line(s);
            for (int k = 0; k < 3; k++)
                for (long x = 0; x < s.width; x++) sums[3 * i + k] += p[x + k];
            // The lower half is the upper one's mirror image.
            for (long j = i; j < rows; j++)
                multiply_taps(p, padded + j / 3 * padded_plane(s) + (y + j % 3) * padded_line(s),
                              s.width, products + 3 * i * taps + 3 * j, taps);
        }
}

VERSIONS(void, stem_products,
         (const float *padded, CLoopsPicture s, double *sums, double *products),
         padded, s, sums, products)

// `count` neighbouring windows of one block of channels.
INLINE void convolve_windows(const float *padded, CLoopsPicture s, const float *w, int count,
                             CLoopsStemEnding end, long at) {
    lanes z[3][4];
    for (int k = 0; k < count; k++)
        for (int i = 0; i < 4; i++) z[k][i] = broadcast(0);
    for (long c = 0; c < s.channels; c++, padded += padded_plane(s))
        for (int dy = 0; dy < 3; dy++)
#pragma clang loop unroll(full)
            for (int dx = 0; dx < 3; dx++, w += 16) {
                lanes tap = load(w);
                const float *p = padded + dy * padded_line(s) + dx;
#pragma clang loop unroll(full)
                for (int k = 0; k < count; k++) {
                    z[k][0] += broadcast(p[2 * k]) * tap;
                    z[k][1] += broadcast(p[2 * k + 1]) * tap;
                    z[k][2] += broadcast(p[padded_line(s) + 2 * k]) * tap;
                    z[k][3] += broadcast(p[padded_line(s) + 2 * k + 1]) * tap;
                }
            }
    lanes a = load(end.scale), b = load(end.shift), zero = broadcast(0);
    for (int k = 0; k < count; k++, at += 16) {
        // The largest after scaling, which may turn the order around; of equals the first.
        lanes v[4];
        for (int i = 0; i < 4; i++) v[i] = a * z[k][i] + b;
        mask right0 = v[1] > v[0], right1 = v[3] > v[2];
        lanes m0 = choose(right0, v[1], v[0]), m1 = choose(right1, v[3], v[2]);
        mask lower = m1 > m0;
        lanes largest = choose(lower, m1, m0);
        store(end.y + at, choose(largest > zero, largest, end.slope * largest));
        if (!end.chosen) continue;
        lanes n0 = choose(right0, z[k][1], z[k][0]), n1 = choose(right1, z[k][3], z[k][2]);
        store(end.chosen + at, choose(lower, n1, n0));
        // Masks are 0 or −1.
        mask place = (lower & (2 - right1)) | (~lower & -right0);
        *(bytes *)(end.places + at) = __builtin_convertvector(place, bytes);
    }
}

INLINE void stem(int wide, const float *padded, CLoopsPicture s, const float *w,
                 CLoopsStemEnding end) {
    long columns = s.width / 2, at = 0;
    for (long row = 0; row < s.height / 2; row++) {
        const float *p = padded + 2 * row * padded_line(s);
        long column = 0;
        for (; wide && column + 3 <= columns; column += 3, at += 48)
            convolve_windows(p + 2 * column, s, w, 3, end, at);
        for (; column < columns; column++, at += 16)
            convolve_windows(p + 2 * column, s, w, 1, end, at);
    }
}

VERSIONS(void, stem,
         (const float *padded, CLoopsPicture s, const float *w, CLoopsStemEnding end),
         padded, s, w, end)

// Windows of a row whose gradients are spread out at a time.
#define WINDOWS 64

// What `count` taps, at these distances, get from two rows of gradients.
INLINE void correlate_taps(const float *p, long line, const lanes *h, long width,
                           const long *distances, int count, float *sums) {
    lanes c[9];
    for (int k = 0; k < count; k++) c[k] = load(sums + k * 16);
    for (int row = 0; row < 2; row++, p += line, h += 2 * WINDOWS)
        for (long x = 0; x < width; x++)
#pragma clang loop unroll(full)
            for (int k = 0; k < count; k++) c[k] += broadcast(p[distances[k] + x]) * h[x];
    for (int k = 0; k < count; k++) store(sums + k * 16, c[k]);
}

INLINE void stem_correlate(int wide, const float *padded, CLoopsPicture s, const float *mean,
                           CLoopsStemEnding end, const float *g, float *sums) {
    long columns = s.width / 2, taps = s.channels * 9, distances[TAPS];
    for (long t = 0; t < taps; t++)
        distances[t] = t / 9 * padded_plane(s) + t % 9 / 3 * padded_line(s) + t % 3;
    lanes zero = broadcast(0), shift = zero, scale = zero, spread_out[4 * WINDOWS];
    for (long t = 0; t < taps; t++) store(sums + t * 16, zero);
    for (long row = 0; row < s.height / 2; row++)
        for (long first = 0; first < columns; first += WINDOWS) {
            long count = columns - first < WINDOWS ? columns - first : WINDOWS;
            for (long i = 0; i < count; i++) {
                long at = (row * columns + first + i) * 16;
                lanes gradient = load(g + at);
                lanes h = choose(load(end.y + at) > zero, gradient, end.slope * gradient);
                shift += h;
                scale += h * (load(end.chosen + at) - load(mean));
                mask place = __builtin_convertvector(*(const bytes *)(end.places + at), mask);
                for (int k = 0; k < 4; k++)
                    spread_out[k / 2 * 2 * WINDOWS + 2 * i + k % 2] =
                        choose(place == k, h, zero);
            }
            const float *p = padded + 2 * row * padded_line(s) + 2 * first;
            long t = 0, step = wide ? 9 : 6;
            for (; t + step <= taps; t += step)
                correlate_taps(p, padded_line(s), spread_out, 2 * count, distances + t,
                               wide ? 9 : 6, sums + t * 16);
            for (; t < taps; t += 3)
                correlate_taps(p, padded_line(s), spread_out, 2 * count, distances + t, 3,
                               sums + t * 16);
        }
    store(sums + taps * 16, shift);
    store(sums + (taps + 1) * 16, scale);
}

VERSIONS(void, stem_correlate,
         (const float *padded, CLoopsPicture s, const float *mean, CLoopsStemEnding end,
          const float *g, float *sums),
         padded, s, mean, end, g, sums)
