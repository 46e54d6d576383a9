// Softmax over rows, as attention has it.
#include <math.h>

#include "CLoopsRows.h"
#include "CLoopsExponential.h"
#include "Lanes.h"

INLINE float largest(const float *x, long columns) {
    float parts[LANES];
    for (int l = 0; l < LANES; l++) parts[l] = x[0];
    long j = 0;
    for (; j + LANES <= columns; j += LANES)
        for (int l = 0; l < LANES; l++) parts[l] = parts[l] > x[j + l] ? parts[l] : x[j + l];
    float best = parts[0];
    for (int l = 1; l < LANES; l++) best = parts[l] > best ? parts[l] : best;
    for (; j < columns; j++) best = x[j] > best ? x[j] : best;
    return best;
}

INLINE float exponentials(float *x, long columns, float peak) {
    float parts[LANES] = {0};
    long j = 0;
    for (; j + LANES <= columns; j += LANES)
        for (int l = 0; l < LANES; l++) {
            float e = exponential(x[j + l] - peak);
            x[j + l] = e;
            parts[l] += e;
        }
    float sum = 0;
    for (int l = 0; l < LANES; l++) sum += parts[l];
    for (; j < columns; j++) {
        x[j] = exponential(x[j] - peak);
        sum += x[j];
    }
    return sum;
}

INLINE void softmax(int wide, float *x, long rows, long columns, float *logs) {
    for (long i = 0; i < rows; i++) {
        float *row = x + i * columns;
        float peak = largest(row, columns);
        float sum = exponentials(row, columns, peak);
        float factor = 1 / sum;
        for (long j = 0; j < columns; j++) row[j] *= factor;
        if (logs) logs[i] = peak + logf(sum);
    }
}

VERSIONS(void, softmax,
         (float *x, long rows, long columns, float *logs),
         x, rows, columns, logs)

INLINE void softmax_again(int wide, float *x, long rows, long columns, const float *logs) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++)
            x[i * columns + j] = exponential(x[i * columns + j] - logs[i]);
}

VERSIONS(void, softmax_again,
         (float *x, long rows, long columns, const float *logs),
         x, rows, columns, logs)

INLINE void softmax_backward(int wide, const float *p, long rows, long columns, const float *sums,
                             float scale, float *g) {
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) {
            long k = i * columns + j;
            g[k] = p[k] * (g[k] - sums[i]) * scale;
        }
}

VERSIONS(void, softmax_backward,
         (const float *p, long rows, long columns, const float *sums, float scale, float *g),
         p, rows, columns, sums, scale, g)
