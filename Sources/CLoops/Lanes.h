// Sixteen numbers at a time: what the loops over vectors share.
#pragma once

#include "Versions.h"

INLINE long least(long a, long b) { return a < b ? a : b; }

enum { LANES = 16 };

typedef float lanes __attribute__((vector_size(64)));
typedef int mask __attribute__((vector_size(64)));
typedef unsigned char bytes __attribute__((vector_size(16)));

INLINE lanes load(const float *at) { return *(const lanes *)at; }

INLINE void store(float *at, lanes v) { *(lanes *)at = v; }

// The same where addresses are no multiples of 64.
typedef float scattered __attribute__((vector_size(64), aligned(4)));

INLINE lanes load_anywhere(const float *at) { return *(const scattered *)at; }

INLINE void store_anywhere(float *at, lanes v) { *(scattered *)at = v; }

// v where the mask is −1, w where it is 0.
INLINE lanes choose(mask m, lanes v, lanes w) {
    return (lanes)((m & (mask)v) | (~m & (mask)w));
}

// Listed, not added to zeros: so it is one load of a number into all lanes.
INLINE lanes broadcast(float x) { return (lanes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
