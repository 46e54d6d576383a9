#include "CLoops.h"
#include "Clones.h"

// One number of each of the 16 channels. Every array here is aligned to this type: buffers begin
// on 64 bytes, and all offsets are whole vectors.
typedef float lanes __attribute__((vector_size(64)));
typedef int mask __attribute__((vector_size(64)));

#define LOAD(p) (*(const lanes *)(p))
#define STORE(p, v) (*(lanes *)(p) = (v))
#define SELECT(m, v, w) ((lanes)(((m) & (mask)(v)) | (~(m) & (mask)(w))))
#define ADD_TO(total, v) \
    for (int l = 0; l < 16; l++) (total)[l] += (v)[l]

CLONES void CLoops_moments(const float *x, CLoopsPlane plane, const float *center, double *sum,
                           double *squares) {
    lanes c = LOAD(center);
    for (int l = 0; l < 16; l++) sum[l] = squares[l] = 0;
    // Single precision along a row, double from row to row: exact enough, and fast.
    for (long row = 0; row < plane.height; row++) {
        lanes s = {0}, q = {0};
        for (long column = 0; column < plane.width; column++, x += 16) {
            lanes v = LOAD(x) - c;
            s += v;
            q += v * v;
        }
        ADD_TO(sum, s);
        ADD_TO(squares, q);
    }
}

// The terms as the loops below see them: z = a0·x0 + a1·x1 + b.
#define TERMS                                                                    \
    const float *x0 = t[0].x, *x1 = two ? t[1].x : x0;                           \
    lanes a0 = LOAD(t[0].a), a1 = two ? LOAD(t[1].a) : a0, b = LOAD(t[0].b);     \
    lanes zero = {0}, slopes = zero + slope;                                     \
    long line = plane.width * 16, rows = plane.height / 2, columns = plane.width / 2; \
    if (two) b += LOAD(t[1].b)
#define VALUE(at) (two ? a0 * LOAD(x0 + (at)) + a1 * LOAD(x1 + (at)) + b : a0 * LOAD(x0 + (at)) + b)
#define RECTIFIED(z) SELECT((z) > zero, z, slopes * (z))

// A window's four sums and the largest of them; of equal ones the first counts, as in PyTorch.
#define WINDOW(at)                                                                      \
    lanes z0 = VALUE(at), z1 = VALUE((at) + 16);                                        \
    lanes z2 = VALUE((at) + line), z3 = VALUE((at) + line + 16);                        \
    mask right0 = z1 > z0, right1 = z3 > z2;                                            \
    lanes m0 = SELECT(right0, z1, z0), m1 = SELECT(right1, z3, z2);                     \
    mask lower = m1 > m0;                                                               \
    lanes largest = SELECT(lower, m1, m0)
// The number of x that the window's largest sum came from.
#define CHOSEN(x, at)                                                                   \
    SELECT(lower, SELECT(right1, LOAD((x) + (at) + line + 16), LOAD((x) + (at) + line)), \
           SELECT(right0, LOAD((x) + (at) + 16), LOAD((x) + (at))))

INLINE void rectify(const CLoopsTerm *t, int two, CLoopsPlane plane, float slope, int pooling,
                    float *y) {
    TERMS;
    if (!pooling)
        for (long at = 0; at < plane.height * line; at += 16) {
            lanes z = VALUE(at);
            STORE(y + at, RECTIFIED(z));
        }
    else
        for (long row = 0; row < rows; row++)
            for (long column = 0; column < columns; column++, y += 16) {
                WINDOW(2 * row * line + 2 * column * 16);
                STORE(y, RECTIFIED(largest));
            }
}

INLINE void rectify_sums(const CLoopsTerm *t, int two, CLoopsPlane plane, float slope,
                         int pooling, const float *g, double *sum) {
    TERMS;
    lanes mean0 = LOAD(t[0].mean), mean1 = two ? LOAD(t[1].mean) : mean0;
    for (int l = 0; l < 16; l++) {
        sum[l] = t[0].product[l] = 0;
        if (two) t[1].product[l] = 0;
    }
    for (long row = 0; row < (pooling ? rows : plane.height); row++) {
        lanes s = zero, q0 = zero, q1 = zero;
        for (long column = 0; column < (pooling ? columns : plane.width); column++, g += 16) {
            lanes h, v0, v1 = zero;
            if (pooling) {
                long at = 2 * row * line + 2 * column * 16;
                WINDOW(at);
                h = SELECT(largest > zero, LOAD(g), slopes * LOAD(g));
                v0 = CHOSEN(x0, at);
                if (two) v1 = CHOSEN(x1, at);
            } else {
                long at = row * line + column * 16;
                h = SELECT(VALUE(at) > zero, LOAD(g), slopes * LOAD(g));
                v0 = LOAD(x0 + at);
                if (two) v1 = LOAD(x1 + at);
            }
            s += h;
            q0 += h * (v0 - mean0);
            if (two) q1 += h * (v1 - mean1);
        }
        ADD_TO(sum, s);
        ADD_TO(t[0].product, q0);
        if (two) ADD_TO(t[1].product, q1);
    }
}

// dx of both terms at one place, with h the gradient of the sum there.
#define DERIVE(at, h)                                                            \
    do {                                                                         \
        STORE(dx0 + (at), a0 * (h) - c0 * LOAD(x0 + (at)) + offset0);            \
        if (two) STORE(dx1 + (at), a1 * (h) - c1 * LOAD(x1 + (at)) + offset1);   \
    } while (0)

INLINE void rectify_backward(const CLoopsTerm *t, int two, CLoopsPlane plane, float slope,
                             int pooling, const float *g) {
    TERMS;
    float *dx0 = t[0].dx, *dx1 = two ? t[1].dx : dx0;
    lanes c0 = LOAD(t[0].c), c1 = two ? LOAD(t[1].c) : c0;
    lanes offset0 = c0 * LOAD(t[0].mean) - LOAD(t[0].d);
    lanes offset1 = two ? c1 * LOAD(t[1].mean) - LOAD(t[1].d) : offset0;
    if (!pooling) {
        for (long at = 0; at < plane.height * line; at += 16) {
            lanes h = SELECT(VALUE(at) > zero, LOAD(g + at), slopes * LOAD(g + at));
            DERIVE(at, h);
        }
    } else {
        for (long row = 0; row < rows; row++)
            for (long column = 0; column < columns; column++, g += 16) {
                long at = 2 * row * line + 2 * column * 16;
                WINDOW(at);
                lanes h = SELECT(largest > zero, LOAD(g), slopes * LOAD(g));
                lanes upper = SELECT(lower, zero, h), under = SELECT(lower, h, zero);
                DERIVE(at, SELECT(right0, zero, upper));
                DERIVE(at + 16, SELECT(right0, upper, zero));
                DERIVE(at + line, SELECT(right1, zero, under));
                DERIVE(at + line + 16, SELECT(right1, under, zero));
            }
        // What pooling cuts off still takes part in the batch's statistics.
        for (long row = 0; row < plane.height; row++)
            for (long column = row < 2 * rows ? 2 * columns : 0; column < plane.width; column++)
                DERIVE(row * line + column * 16, zero);
    }
}

// One loop for each number of terms, with and without pooling.
#define VARIANTS(function, ...)                                                       \
    if (count == 2 && pooling)                                                        \
        function(terms, 1, plane, slope, 1, __VA_ARGS__);                             \
    else if (count == 2)                                                              \
        function(terms, 1, plane, slope, 0, __VA_ARGS__);                             \
    else if (pooling)                                                                 \
        function(terms, 0, plane, slope, 1, __VA_ARGS__);                             \
    else                                                                              \
        function(terms, 0, plane, slope, 0, __VA_ARGS__)

CLONES void CLoops_rectify(const CLoopsTerm *terms, int count, CLoopsPlane plane, float slope,
                           int pooling, float *y) {
    VARIANTS(rectify, y);
}

CLONES void CLoops_rectify_sums(const CLoopsTerm *terms, int count, CLoopsPlane plane,
                                float slope, int pooling, const float *g, double *sum) {
    VARIANTS(rectify_sums, g, sum);
}

CLONES void CLoops_rectify_backward(const CLoopsTerm *terms, int count, CLoopsPlane plane,
                                    float slope, int pooling, const float *g) {
    VARIANTS(rectify_backward, g);
}
