// A product with few rows. What packs both matrices first, as large products do, spends more time on
// that than on the product: each number of b is needed once for every row, and there are few.
#include "CVectors.h"

#include "Lanes.h"

// Sixteen columns of c: a sum for each row in registers. `rows` is a constant where this is used.
INLINE void block(const float *a, const float *b, int rows, long columns, long depth, float *c) {
    lanes sums[6] = {{0}};
    for (long k = 0; k < depth; k++) {
        lanes v = LOAD(b + k * columns);
        for (int i = 0; i < rows; i++) sums[i] += a[i * depth + k] * v;
    }
    for (int i = 0; i < rows; i++) *(lanes *)(c + i * columns) = sums[i];
}

INLINE void few(const float *a, const float *b, int rows, long columns, long depth, float *c) {
    long j = 0;
    for (; j + 16 <= columns; j += 16) block(a, b + j, rows, columns, depth, c + j);
    // What the last sixteen share with those before becomes the same again.
    if (j < columns && columns >= 16) {
        block(a, b + columns - 16, rows, columns, depth, c + columns - 16);
        return;
    }
    for (; j < columns; j++)
        for (int i = 0; i < rows; i++) {
            float sum = 0;
            for (long k = 0; k < depth; k++) sum += a[i * depth + k] * b[k * columns + j];
            c[i * columns + j] = sum;
        }
}

CLONES void CVectors_multiply(const float *a, const float *b, long rows, long columns, long depth,
                              float *c) {
    while (rows > 0) {
        int taken = rows > 6 ? 4 : (int)rows;
        switch (taken) {
            case 1: few(a, b, 1, columns, depth, c); break;
            case 2: few(a, b, 2, columns, depth, c); break;
            case 3: few(a, b, 3, columns, depth, c); break;
            case 4: few(a, b, 4, columns, depth, c); break;
            case 5: few(a, b, 5, columns, depth, c); break;
            default: few(a, b, 6, columns, depth, c);
        }
        rows -= taken;
        a += taken * depth;
        c += taken * columns;
    }
}
