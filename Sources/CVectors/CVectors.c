#include "CVectors.h"

#include "Lanes.h"

// Halves are added until one number is left.
INLINE float sum_of(const lanes *sums) {
    lanes8 e = __builtin_shufflevector(*sums, *sums, 0, 1, 2, 3, 4, 5, 6, 7) +
               __builtin_shufflevector(*sums, *sums, 8, 9, 10, 11, 12, 13, 14, 15);
    lanes4 f = __builtin_shufflevector(e, e, 0, 1, 2, 3) + __builtin_shufflevector(e, e, 4, 5, 6, 7);
    return (f[0] + f[2]) + (f[1] + f[3]);
}

// A row that is needed next: lies anywhere in memory, where no processor foresees it.
static _Thread_local struct { const float *row; long dimension; } coming;

void CVectors_announce(const float *x, long dimension) {
    coming.row = x;
    coming.dimension = dimension;
}

// The announced row, once; another where there is none of this size.
INLINE const float *next_row(const float *other, long dimension) {
    const float *row = coming.dimension == dimension ? coming.row : other;
    coming.dimension = 0;
    return row;
}

// What is added up over the numbers of a vector and a row: the squared difference, the product, or
// the product with the vector minus a center.
enum Term { DISTANCE, PRODUCT, CENTERED };

#define TERM(term, v, r) ((term) == DISTANCE ? ((v) - (r)) * ((v) - (r)) : (v) * (r))

// A few rows at a time: one row's sum waits for its last addition, several rows' sums do not wait
// for each other. `term` and `count` are constants where this is used.
//
// A line of `next` is asked for with each of x: all at once would be more than the processor can wait
// for.
INLINE void few(enum Term term, const float *x, const float *next, const float *center,
                const float *rows, int count, long dimension, float *results) {
    lanes sums[6] = {{0}};
    long j = 0;
    for (; j + 16 <= dimension; j += 16) {
        lanes v = LOAD(x + j);
        if (term == CENTERED) v -= LOAD(center + j);
        __builtin_prefetch(next + j);
        for (int i = 0; i < count; i++) {
            lanes r = LOAD(rows + i * dimension + j);
            sums[i] += TERM(term, v, r);
        }
    }
    for (int i = 0; i < count; i++) {
        float sum = sum_of(&sums[i]);
        for (long k = j; k < dimension; k++) {
            float v = term == CENTERED ? x[k] - center[k] : x[k];
            sum += TERM(term, v, rows[i * dimension + k]);
        }
        results[i] = sum;
    }
}

INLINE void all(enum Term term, const float *x, const float *center, const float *rows, long count,
                long dimension, float *results) {
    const float *next = next_row(x, dimension);
    while (count > 0) {
        int taken = count > 6 ? 4 : (int)count;
        switch (taken) {
            case 1: few(term, x, next, center, rows, 1, dimension, results); break;
            case 2: few(term, x, next, center, rows, 2, dimension, results); break;
            case 3: few(term, x, next, center, rows, 3, dimension, results); break;
            case 4: few(term, x, next, center, rows, 4, dimension, results); break;
            case 5: few(term, x, next, center, rows, 5, dimension, results); break;
            default: few(term, x, next, center, rows, 6, dimension, results);
        }
        count -= taken;
        rows += taken * dimension;
        next = x;
        results += taken;
    }
}

CLONES void CVectors_squared_distances(const float *x, const float *rows, long count,
                                     long dimension, float *distances) {
    all(DISTANCE, x, 0, rows, count, dimension, distances);
}

CLONES void CVectors_products(const float *x, const float *rows, long count, long dimension,
                            float *products) {
    all(PRODUCT, x, 0, rows, count, dimension, products);
}

CLONES void CVectors_centered_products(const float *x, const float *center, const float *rows,
                                     long count, long dimension, float *products) {
    all(CENTERED, x, center, rows, count, dimension, products);
}

typedef float eight __attribute__((vector_size(32), aligned(4)));
typedef double doubles __attribute__((vector_size(64)));

// ‖x‖²; of x minus a center, which is written to `moved`, where there is one.
INLINE double square_of(const float *x, const float *center, float *moved, long dimension) {
    doubles sums[2] = {{0}};
    long j = 0;
    for (; j + 16 <= dimension; j += 16)
        for (int half = 0; half < 2; half++) {
            long at = j + 8 * half;
            eight e = *(const eight *)(x + at);
            if (center) *(eight *)(moved + at) = e -= *(const eight *)(center + at);
            doubles v = __builtin_convertvector(e, doubles);
            sums[half] += v * v;
        }
    sums[0] += sums[1];
    double sum = 0;
    for (int l = 0; l < 8; l++) sum += sums[0][l];
    for (; j < dimension; j++) {
        float v = x[j];
        if (center) moved[j] = v -= center[j];
        sum += (double)v * (double)v;
    }
    return sum;
}

CLONES double CVectors_square(const float *x, long dimension) {
    return square_of(x, 0, 0, dimension);
}

CLONES double CVectors_move(float *x, const float *center, long dimension) {
    return square_of(x, center, x, dimension);
}

CLONES void CVectors_add(const float *x, double weight, long dimension, double *sums) {
    for (long j = 0; j < dimension; j++) sums[j] += weight * (double)x[j];
}

CLONES void CVectors_subtract(const float *x, const double *center, long dimension,
                            double *differences) {
    for (long j = 0; j < dimension; j++) differences[j] = (double)x[j] - center[j];
}

CLONES void CVectors_scale(float *x, double weight, long dimension) {
    for (long j = 0; j < dimension; j++) x[j] = (float)(weight * (double)x[j]);
}

CLONES void CVectors_gather(const float *table, const long *rows, long count, long dimension,
                            float *gathered) {
    for (long i = 0; i < count; i++) {
        const float *row = table + rows[i] * dimension;
        const float *next = i + 1 < count ? table + rows[i + 1] * dimension : row;
        float *to = gathered + i * dimension;
        long j = 0;
        for (; j + 16 <= dimension; j += 16) {
            __builtin_prefetch(next + j);
            *(lanes *)(to + j) = LOAD(row + j);
        }
        for (; j < dimension; j++) to[j] = row[j];
    }
}
