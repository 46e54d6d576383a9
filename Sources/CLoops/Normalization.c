#include "RectifyLoops.h"

#include <string.h>

// The sums that batch normalisation and its derivative need.

void CLoops_first_pixel(CLoopsArray x, CLoopsPlanes s, float *center) {
    for (long b = 0; b < s.blocks; b++) {
        Plane plane = plane_of(x, x.half, s.blocks, s.width, b);
        lanes first = get(plane, 0, 0);
        for (int l = 0; l < 16; l++) center[b * 16 + l] = first[l];
    }
}

// Sums are of single precision for about this many pixels, then of double: exact enough, and fast.
#define SHORT 64

INLINE void moments_of(int half, CLoopsArray x, CLoopsPlanes s, long first, long last,
                       const float *center, double *sums) {
    for (long p = first; p < last; p++) {
        Plane plane = plane_of(x, half, s.blocks, s.width, p);
        // Two of each, so that an addition need not wait for the one before.
        lanes c = load(center + p % s.blocks * 16), sum[2] = {0}, squares[2] = {0};
        double *to = sums + 32 * p;
        memset(to, 0, 32 * sizeof(double));
        for (long row = 0, since = 0; row < s.height; row++) {
            for (long column = 0; column < s.width; column += 2) {
                lanes v = get(plane, row, column) - c, w = {0};
                if (column + 1 < s.width) w = get(plane, row, column + 1) - c;
                sum[0] += v, sum[1] += w;
                squares[0] += v * v, squares[1] += w * w;
            }
            if ((since += s.width) < SHORT && row + 1 < s.height) continue;
            add_to(to, sum[0] + sum[1]);
            add_to(to + 16, squares[0] + squares[1]);
            sum[0] = sum[1] = squares[0] = squares[1] = (lanes){0};
            since = 0;
        }
    }
}

INLINE void moments(int wide, CLoopsArray x, CLoopsPlanes s, long first, long last,
                    const float *center, double *sums) {
    WITH_FLAG(moments_of, x.half, x, s, first, last, center, sums);
}

VERSIONS(void, moments,
         (CLoopsArray x, CLoopsPlanes s, long first, long last, const float *center,
          double *sums),
         x, s, first, last, center, sums)

INLINE void sum_planes(int two, int pooling, int half, const CLoopsTerm *t, CLoopsPlanes s,
                       long first, long last, float slope, CLoopsArray g, double *sums) {
    long rows = pooling ? s.height / 2 : s.height, columns = pooling ? s.width / 2 : s.width;
    lanes zero = {0}, slopes = zero + slope;
    for (long p = first; p < last; p++) {
        Sum z = sum_of(t, two, half, s, p);
        Plane from = plane_of(g, half, s.blocks, columns, p);
        lanes mean0 = load(t[0].mean + p % s.blocks * 16), mean1 = zero;
        if (two) mean1 = load(t[1].mean + p % s.blocks * 16);
        double *to = sums + (two ? 48 : 32) * p;
        memset(to, 0, (two ? 48 : 32) * sizeof(double));
        lanes sum = zero, product0 = zero, product1 = zero;
        for (long row = 0, since = 0; row < rows; row++) {
            for (long column = 0; column < columns; column++) {
                lanes h, v0, v1 = zero, gradient = get(from, row, column);
                if (pooling) {
                    Window w = window_at(&z, 2 * row, 2 * column);
                    h = choose(w.largest > 0, gradient, slopes * gradient);
                    v0 = chosen(&w, z.x0, 2 * row, 2 * column);
                    if (two) v1 = chosen(&w, z.x1, 2 * row, 2 * column);
                } else {
                    h = choose(value(&z, row, column) > 0, gradient, slopes * gradient);
                    v0 = get(z.x0, row, column);
                    if (two) v1 = get(z.x1, row, column);
                }
                sum += h;
                product0 += h * (v0 - mean0);
                if (two) product1 += h * (v1 - mean1);
            }
            if ((since += columns) < SHORT && row + 1 < rows) continue;
            add_to(to, sum);
            add_to(to + 16, product0);
            if (two) add_to(to + 32, product1);
            sum = product0 = product1 = zero;
            since = 0;
        }
    }
}

INLINE void rectify_sums(int wide, const CLoopsTerm *terms, int count, CLoopsPlanes s, long first,
                         long last, float slope, int pooling, CLoopsArray g, double *sums) {
    VARIANTS(sum_planes, terms, count, pooling, s, first, last, slope, g, sums);
}

VERSIONS(void, rectify_sums,
         (const CLoopsTerm *terms, int count, CLoopsPlanes s, long first, long last, float slope,
          int pooling, CLoopsArray g, double *sums),
         terms, count, s, first, last, slope, pooling, g, sums)

INLINE void total(int wide, const double *sums, long images, long blocks, long count,
                  double *totals) {
    memset(totals, 0, (size_t)(blocks * count) * sizeof(double));
    for (long i = 0; i < images; i++)
        for (long k = 0; k < blocks * count; k++) totals[k] += sums[i * blocks * count + k];
}

VERSIONS(void, total,
         (const double *sums, long images, long blocks, long count, double *totals), sums, images,
         blocks, count, totals)
