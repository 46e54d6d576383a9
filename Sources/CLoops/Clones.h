// CLONES before a function compiles it for several instruction sets; INLINE makes a part of them.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define CLONES                                                                      \
    __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4"), \
                   min_vector_width(512)))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))
