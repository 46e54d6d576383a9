#include "CLoops.h"

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif

enum { lanes = 16 };

CLONES void CLoops_moments(const float *x, CLoopsPlane plane, const float *center, double *sum,
                           double *squares) {
    for (int l = 0; l < lanes; l++) sum[l] = squares[l] = 0;
    // Single precision along a row, double from row to row: exact enough, and fast.
    for (long row = 0; row < plane.height; row++) {
        float s[lanes] = {0}, q[lanes] = {0};
        const float *p = x + row * plane.width * lanes;
        for (long i = 0; i < plane.width; i++, p += lanes)
            for (int l = 0; l < lanes; l++) {
                float v = p[l] - center[l];
                s[l] += v;
                q[l] += v * v;
            }
        for (int l = 0; l < lanes; l++) {
            sum[l] += s[l];
            squares[l] += q[l];
        }
    }
}

CLONES void CLoops_pool(const float *x, CLoopsPlane plane, const float *a, const float *b,
                        float *y) {
    long stride = plane.width * lanes;
    for (long row = 0; row < plane.height / 2; row++)
        for (long column = 0; column < plane.width / 2; column++, y += lanes) {
            const float *p = x + 2 * row * stride + 2 * column * lanes;
            for (int l = 0; l < lanes; l++) {
                float z0 = a[l] * p[l] + b[l], z1 = a[l] * p[lanes + l] + b[l];
                float z2 = a[l] * p[stride + l] + b[l], z3 = a[l] * p[stride + lanes + l] + b[l];
                float m0 = z1 > z0 ? z1 : z0, m1 = z3 > z2 ? z3 : z2;
                float m = m1 > m0 ? m1 : m0;
                y[l] = m > 0 ? m : 0;
            }
        }
}

CLONES void CLoops_pool_sums(const float *x, const float *g, CLoopsPlane plane, const float *a,
                             const float *b, const float *mean, double *sum, double *product) {
    long stride = plane.width * lanes;
    for (int l = 0; l < lanes; l++) sum[l] = product[l] = 0;
    for (long row = 0; row < plane.height / 2; row++) {
        float s[lanes] = {0}, q[lanes] = {0};
        for (long column = 0; column < plane.width / 2; column++, g += lanes) {
            const float *p = x + 2 * row * stride + 2 * column * lanes;
            for (int l = 0; l < lanes; l++) {
                float x0 = p[l], x1 = p[lanes + l], x2 = p[stride + l], x3 = p[stride + lanes + l];
                float z0 = a[l] * x0 + b[l], z1 = a[l] * x1 + b[l];
                float z2 = a[l] * x2 + b[l], z3 = a[l] * x3 + b[l];
                float m0 = z1 > z0 ? z1 : z0, m1 = z3 > z2 ? z3 : z2;
                float v0 = z1 > z0 ? x1 : x0, v1 = z3 > z2 ? x3 : x2;
                float m = m1 > m0 ? m1 : m0, v = m1 > m0 ? v1 : v0;
                float h = m > 0 ? g[l] : 0;
                s[l] += h;
                q[l] += h * (v - mean[l]);
            }
        }
        for (int l = 0; l < lanes; l++) {
            sum[l] += s[l];
            product[l] += q[l];
        }
    }
}

CLONES void CLoops_pool_backward(const float *x, const float *g, CLoopsPlane plane, const float *a,
                                 const float *b, const float *mean, const float *c, const float *d,
                                 float *dx) {
    long stride = plane.width * lanes;
    long rows = plane.height / 2, columns = plane.width / 2;
    for (long row = 0; row < rows; row++)
        for (long column = 0; column < columns; column++, g += lanes) {
            long at = 2 * row * stride + 2 * column * lanes;
            const float *p = x + at;
            float *r = dx + at;
            for (int l = 0; l < lanes; l++) {
                float x0 = p[l], x1 = p[lanes + l], x2 = p[stride + l], x3 = p[stride + lanes + l];
                float z0 = a[l] * x0 + b[l], z1 = a[l] * x1 + b[l];
                float z2 = a[l] * x2 + b[l], z3 = a[l] * x3 + b[l];
                float m0 = z1 > z0 ? z1 : z0, m1 = z3 > z2 ? z3 : z2;
                float m = m1 > m0 ? m1 : m0;
                float h = m > 0 ? a[l] * g[l] : 0;
                // The first of equal numbers has the gradient, as in PyTorch.
                int lower = m1 > m0, right0 = z1 > z0, right1 = z3 > z2;
                float e = c[l] * mean[l] - d[l];
                r[l] = (!lower && !right0 ? h : 0) - c[l] * x0 + e;
                r[lanes + l] = (!lower && right0 ? h : 0) - c[l] * x1 + e;
                r[stride + l] = (lower && !right1 ? h : 0) - c[l] * x2 + e;
                r[stride + lanes + l] = (lower && right1 ? h : 0) - c[l] * x3 + e;
            }
        }
    // What pooling cuts off still takes part in the batch's statistics.
    for (long row = 0; row < plane.height; row++)
        for (long column = row < 2 * rows ? 2 * columns : 0; column < plane.width; column++) {
            const float *p = x + row * stride + column * lanes;
            float *r = dx + row * stride + column * lanes;
            for (int l = 0; l < lanes; l++) r[l] = -c[l] * (p[l] - mean[l]) - d[l];
        }
}
