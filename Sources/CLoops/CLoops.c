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

// A window's four numbers, what normalisation makes of them, and the largest of those; of equal
// ones the first counts, as in PyTorch.
#define WINDOW(p)                                                                       \
    lanes x0 = LOAD(p), x1 = LOAD((p) + 16);                                            \
    lanes x2 = LOAD((p) + stride), x3 = LOAD((p) + stride + 16);                        \
    lanes z0 = va * x0 + vb, z1 = va * x1 + vb, z2 = va * x2 + vb, z3 = va * x3 + vb;   \
    mask right0 = z1 > z0, right1 = z3 > z2;                                            \
    lanes m0 = SELECT(right0, z1, z0), m1 = SELECT(right1, z3, z2);                     \
    mask lower = m1 > m0;                                                               \
    lanes largest = SELECT(lower, m1, m0)

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

CLONES void CLoops_pool(const float *x, CLoopsPlane plane, const float *a, const float *b,
                        float *y) {
    lanes va = LOAD(a), vb = LOAD(b), zero = {0};
    long stride = plane.width * 16;
    for (long row = 0; row < plane.height / 2; row++)
        for (long column = 0; column < plane.width / 2; column++, y += 16) {
            WINDOW(x + 2 * row * stride + 2 * column * 16);
            STORE(y, SELECT(largest > zero, largest, zero));
        }
}

CLONES void CLoops_pool_sums(const float *x, const float *g, CLoopsPlane plane, const float *a,
                             const float *b, const float *mean, double *sum, double *product) {
    lanes va = LOAD(a), vb = LOAD(b), vm = LOAD(mean), zero = {0};
    long stride = plane.width * 16;
    for (int l = 0; l < 16; l++) sum[l] = product[l] = 0;
    for (long row = 0; row < plane.height / 2; row++) {
        lanes s = {0}, q = {0};
        for (long column = 0; column < plane.width / 2; column++, g += 16) {
            WINDOW(x + 2 * row * stride + 2 * column * 16);
            lanes v = SELECT(lower, SELECT(right1, x3, x2), SELECT(right0, x1, x0));
            lanes h = SELECT(largest > zero, LOAD(g), zero);
            s += h;
            q += h * (v - vm);
        }
        ADD_TO(sum, s);
        ADD_TO(product, q);
    }
}

CLONES void CLoops_pool_backward(const float *x, const float *g, CLoopsPlane plane, const float *a,
                                 const float *b, const float *mean, const float *c, const float *d,
                                 float *dx) {
    lanes va = LOAD(a), vb = LOAD(b), vc = LOAD(c), zero = {0};
    lanes offset = vc * LOAD(mean) - LOAD(d);
    long stride = plane.width * 16;
    long rows = plane.height / 2, columns = plane.width / 2;
    for (long row = 0; row < rows; row++)
        for (long column = 0; column < columns; column++, g += 16) {
            long at = 2 * row * stride + 2 * column * 16;
            WINDOW(x + at);
            lanes h = SELECT(largest > zero, va * LOAD(g), zero);
            lanes upper = SELECT(lower, zero, h), under = SELECT(lower, h, zero);
            STORE(dx + at, SELECT(right0, zero, upper) - vc * x0 + offset);
            STORE(dx + at + 16, SELECT(right0, upper, zero) - vc * x1 + offset);
            STORE(dx + at + stride, SELECT(right1, zero, under) - vc * x2 + offset);
            STORE(dx + at + stride + 16, SELECT(right1, under, zero) - vc * x3 + offset);
        }
    // What pooling cuts off still takes part in the batch's statistics.
    for (long row = 0; row < plane.height; row++)
        for (long column = row < 2 * rows ? 2 * columns : 0; column < plane.width; column++) {
            long at = row * stride + column * 16;
            STORE(dx + at, offset - vc * LOAD(x + at));
        }
}
