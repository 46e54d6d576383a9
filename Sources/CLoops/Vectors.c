#include "CLoops.h"
#include "Clones.h"

// A fused multiplication and addition rounds once where two operations round twice: without it,
// all processors agree.
#pragma STDC FP_CONTRACT OFF

// Sixteen sums side by side, from anywhere in memory.
typedef float lanes __attribute__((vector_size(64), aligned(4)));

#define LOAD(p) (*(const lanes *)(p))

// Halves are added until one number is left.
#define SUM(v)                                                                          \
    for (int width = 8; width > 0; width /= 2)                                          \
        for (int l = 0; l < width; l++) (v)[l] += (v)[l + width]

CLONES void CLoops_squared_distances(const float *x, const float *rows, long count,
                                     long dimension, float *distances) {
    for (long row = 0; row < count; row++, rows += dimension) {
        lanes sums = {0};
        long j = 0;
        for (; j + 16 <= dimension; j += 16) {
            lanes difference = LOAD(x + j) - LOAD(rows + j);
            sums += difference * difference;
        }
        SUM(sums);
        float sum = sums[0];
        for (; j < dimension; j++) sum += (x[j] - rows[j]) * (x[j] - rows[j]);
        distances[row] = sum;
    }
}

CLONES void CLoops_products(const float *x, const float *rows, long count, long dimension,
                            float *products) {
    for (long row = 0; row < count; row++, rows += dimension) {
        lanes sums = {0};
        long j = 0;
        for (; j + 16 <= dimension; j += 16) sums += LOAD(x + j) * LOAD(rows + j);
        SUM(sums);
        float sum = sums[0];
        for (; j < dimension; j++) sum += x[j] * rows[j];
        products[row] = sum;
    }
}
