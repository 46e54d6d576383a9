#include "Planes.h"

// Arithmetic number by number, on arrays that lie alike.

INLINE lanes number(const void *x, long i, int half) {
    return half ? get_halves((const char *)x + 2 * i) : LOAD((const float *)x + i);
}

INLINE void store(void *y, long i, int half, lanes v) {
    if (half)
        put_halves((char *)y + 2 * i, v);
    else
        *(lanes *)((float *)y + i) = v;
}

// Both sizes of numbers, as constants.
#define EACH_SIZE(statement)                   \
    if (half)                                  \
        for (long i = 0; i < count; i += 16) { \
            const int size = 1;                \
            statement;                         \
        }                                      \
    else                                       \
        for (long i = 0; i < count; i += 16) { \
            const int size = 0;                \
            statement;                         \
        }

INLINE void add_numbers(int wide, const void *x, const void *other, long count, int half,
                        float slope, void *y) {
    EACH_SIZE({
        lanes z = number(x, i, size);
        if (other) z += number(other, i, size);
        store(y, i, size, SELECT(z > 0, z, slope * z));
    })
}

VERSIONS(void, add_numbers,
         (const void *x, const void *other, long count, int half, float slope, void *y),
         x, other, count, half, slope, y)

INLINE void multiply_numbers(int wide, const void *x, const void *other, long count, int half,
                             void *y) {
    EACH_SIZE(store(y, i, size, number(x, i, size) * number(other, i, size)))
}

VERSIONS(void, multiply_numbers,
         (const void *x, const void *other, long count, int half, void *y),
         x, other, count, half, y)

INLINE void rectifier_backward(int wide, const void *g, const void *y, long count, int half,
                               float slope, void *dx) {
    EACH_SIZE({
        lanes h = number(g, i, size);
        store(dx, i, size, SELECT(number(y, i, size) > 0, h, slope * h));
    })
}

VERSIONS(void, rectifier_backward,
         (const void *g, const void *y, long count, int half, float slope, void *dx),
         g, y, count, half, slope, dx)
