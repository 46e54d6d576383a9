// Sixteen numbers at a time, in functions that are compiled for several instruction sets.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define CLONES                                                                      \
    __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4"), \
                   min_vector_width(512)))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// A fused multiplication and addition rounds once where two operations round twice: without it,
// all processors agree.
#pragma STDC FP_CONTRACT OFF

// Sixteen sums side by side, from anywhere in memory, and what they are folded to.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef float lanes8 __attribute__((vector_size(32)));
typedef float lanes4 __attribute__((vector_size(16)));

#define LOAD(p) (*(const lanes *)(p))
