// Row-major matrices whose columns have numbers of their own: biases, factors, layer normalisation.
#include <math.h>

#include "CLoopsRows.h"
#include "Lanes.h"

INLINE float total(const float *parts) {
    float sum = 0;
    for (int l = 0; l < LANES; l++) sum += parts[l];
    return sum;
}

INLINE void add_scaled(int wide, const float *x, long rows, const float *y, const float *scale,
                       long columns, float *result) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++)
            result[i * columns + j] = x[i * columns + j] + scale[j] * y[i * columns + j];
}

VERSIONS(void, add_scaled,
         (const float *x, long rows, const float *y, const float *scale, long columns,
          float *result),
         x, rows, y, scale, columns, result)

INLINE void scale_columns(int wide, const float *x, long rows, long columns, const float *scale,
                          float *result) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) result[i * columns + j] = x[i * columns + j] * scale[j];
}

VERSIONS(void, scale_columns,
         (const float *x, long rows, long columns, const float *scale, float *result),
         x, rows, columns, scale, result)

INLINE void add_to_rows(int wide, const float *x, long rows, long columns, const float *bias,
                        float *result) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) result[i * columns + j] = x[i * columns + j] + bias[j];
}

VERSIONS(void, add_to_rows,
         (const float *x, long rows, long columns, const float *bias, float *result),
         x, rows, columns, bias, result)

INLINE void column_sums(int wide, const float *x, long rows, long columns, float *sums) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) sums[j] += x[i * columns + j];
}

VERSIONS(void, column_sums,
         (const float *x, long rows, long columns, float *sums),
         x, rows, columns, sums)

INLINE void column_products(int wide, const float *x, const float *y, long rows, long columns,
                            float *sums) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) sums[j] += x[i * columns + j] * y[i * columns + j];
}

VERSIONS(void, column_products,
         (const float *x, const float *y, long rows, long columns, float *sums),
         x, y, rows, columns, sums)

INLINE void layer_norm(int wide, const float *x, long rows, long columns, const float *scale,
                       const float *shift, float epsilon, float *y, float *moments) {
    for (long i = 0; i < rows; i++) {
        const float *row = x + i * columns;
        float parts[LANES] = {0}, squares[LANES] = {0};
        long j = 0;
        for (; j + LANES <= columns; j += LANES)
            for (int l = 0; l < LANES; l++) parts[l] += row[j + l];
        for (; j < columns; j++) parts[0] += row[j];
        float mean = total(parts) / (float)columns;
        for (j = 0; j + LANES <= columns; j += LANES)
            for (int l = 0; l < LANES; l++)
                squares[l] += (row[j + l] - mean) * (row[j + l] - mean);
        for (; j < columns; j++) squares[0] += (row[j] - mean) * (row[j] - mean);
        float inverse = 1 / sqrtf(total(squares) / (float)columns + epsilon);
        for (j = 0; j < columns; j++)
            y[i * columns + j] = (row[j] - mean) * inverse * scale[j] + shift[j];
        if (moments) {
            moments[2 * i] = mean;
            moments[2 * i + 1] = inverse;
        }
    }
}

VERSIONS(void, layer_norm,
         (const float *x, long rows, long columns, const float *scale, const float *shift,
          float epsilon, float *y, float *moments),
         x, rows, columns, scale, shift, epsilon, y, moments)

INLINE void layer_norm_backward(int wide, const float *g, const float *x, long rows, long columns,
                                const float *scale, const float *moments, float *dx, float *dscale,
                                float *dshift) {
    for (long i = 0; i < rows; i++) {
        const float *row = x + i * columns, *grow = g + i * columns;
        float mean = moments[2 * i], inverse = moments[2 * i + 1];
        float sums[LANES] = {0}, products[LANES] = {0};
        long j = 0;
        for (; j + LANES <= columns; j += LANES)
            for (int l = 0; l < LANES; l++) {
                float h = grow[j + l] * scale[j + l];
                sums[l] += h;
                products[l] += h * (row[j + l] - mean);
            }
        for (; j < columns; j++) {
            float h = grow[j] * scale[j];
            sums[0] += h;
            products[0] += h * (row[j] - mean);
        }
        float a = total(sums) / (float)columns;
        float b = total(products) / (float)columns * inverse * inverse;
        for (j = 0; j < columns; j++) {
            float centered = row[j] - mean;
            dx[i * columns + j] = inverse * (grow[j] * scale[j] - a - centered * b);
            dscale[j] += grow[j] * centered * inverse;
            dshift[j] += grow[j];
        }
    }
}

VERSIONS(void, layer_norm_backward,
         (const float *g, const float *x, long rows, long columns, const float *scale,
          const float *moments, float *dx, float *dscale, float *dshift),
         g, x, rows, columns, scale, moments, dx, dscale, dshift)
