// Functions of many numbers, each by itself.
#include "CVectors.h"

#include "Lanes.h"
// After it, so that products are rounded there too.
#include "CLoopsExponential.h"

CLONES void CVectors_exponentials(float *x, long count) {
    for (long j = 0; j < count; j++) x[j] = exponential(x[j]);
}

CLONES void CVectors_adam(float *restrict x, const float *restrict gradient, float *restrict first,
                          float *restrict second, long count, float size, float root) {
    for (long j = 0; j < count; j++) {
        float g = gradient[j];
        float m = first[j] = 0.9f * first[j] + 0.1f * g;
        float v = second[j] = 0.999f * second[j] + 0.001f * (g * g);
        // The C library's root would be one call after the other.
        x[j] -= size * m / (__builtin_elementwise_sqrt(v) * root + 1e-8f);
    }
}
