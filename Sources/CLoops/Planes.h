// Planes of activations as the loops see them, sixteen numbers at a time.
#pragma once

#include "Lanes.h"

typedef float eight __attribute__((vector_size(32)));
typedef unsigned int words __attribute__((vector_size(64)));
typedef unsigned short halves __attribute__((vector_size(32)));

// One plane of an array. `half` is a constant where planes are used.
typedef struct {
    char *at;
    long pixel, gap, line;
    int half;
} Plane;

INLINE Plane plane_of(CLoopsArray a, int half, long blocks, long width, long p) {
    char *at = (char *)a.at + p / blocks * a.image + p % blocks * a.block;
    // Where the second eight are not there the first are read twice, and written last.
    long gap = a.odd && p % blocks == blocks - 1 ? 0 : a.gap;
    return (Plane){at, a.pixel, gap, width * a.pixel, half};
}

// A number's upper half is bfloat16.
INLINE lanes get_halves(const void *at) {
    return (lanes)(__builtin_convertvector(*(const halves *)at, words) << 16);
}

// Rounded to the nearest, ties to even, each in the lower half of a word; NaN keeps a digit.
INLINE words rounded(lanes v) {
    words bits = (words)v, nearest = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    words nan = (words)(v != v);
    return (nan & ((bits >> 16) | 0x40)) | (~nan & nearest);
}

INLINE halves narrowed(lanes v) {
#if ROUNDING
    return (halves)_mm512_cvtneps_pbh((__m512)v);
#else
    return __builtin_convertvector(rounded(v), halves);
#endif
}

INLINE void put_halves(void *at, lanes v) { *(halves *)at = narrowed(v); }

INLINE lanes get(Plane p, long row, long column) {
    const char *at = p.at + row * p.line + column * p.pixel;
    if (p.half) return get_halves(at);
    eight low = *(const eight *)at, high = *(const eight *)(at + p.gap);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                                   15);
}

INLINE void put(Plane p, long row, long column, lanes v) {
    char *at = p.at + row * p.line + column * p.pixel;
    if (p.half) return put_halves(at, v);
    *(eight *)(at + p.gap) = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    *(eight *)at = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
}

// Numbers that came from an array of the same size.
INLINE void put_unrounded(Plane p, long row, long column, lanes v) {
    if (!p.half) return put(p, row, column, v);
    *(halves *)(p.at + row * p.line + column * p.pixel) =
        __builtin_convertvector((words)v >> 16, halves);
}

INLINE void add_to(double *total, lanes v) {
    for (int l = 0; l < 16; l++) total[l] += v[l];
}
