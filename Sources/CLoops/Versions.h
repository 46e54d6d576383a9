// Loops in a version for each instruction set; `CLoops_instructions` says which one runs.
#pragma once

#include "CLoops.h"

#define INLINE static inline __attribute__((always_inline))

// What differs between instruction sets is how many sums the registers hold: a function that is
// WIDE has 32 registers of 16 numbers, one that is NARROW 16 of 8, so that each of our vectors is
// two there.
#if defined(__x86_64__)
#define WIDE __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define NARROW __attribute__((target("arch=x86-64-v3")))
#else
#define WIDE
#define NARROW
#endif

// Defines CLoops_NAME with these parameters by NAME, an INLINE function that becomes a part of a
// version for each instruction set. Its first argument, a constant there, is whether it is WIDE.
#define VERSIONS(type, name, parameters, ...) \
    VERSIONS_BELOW(name##_wide, type, name, parameters, __VA_ARGS__)
#define VERSIONS_BELOW(best, type, name, parameters, ...)                        \
    static WIDE type name##_wide parameters { return name(1, __VA_ARGS__); }     \
    static NARROW type name##_narrow parameters { return name(0, __VA_ARGS__); } \
    static type name##_plain parameters { return name(0, __VA_ARGS__); }         \
    type CLoops_##name parameters {                                              \
        switch (CLoops_instructions()) {                                         \
            case CLoopsHalves: return best(__VA_ARGS__);                         \
            case CLoopsWide: return name##_wide(__VA_ARGS__);                    \
            case CLoopsNarrow: return name##_narrow(__VA_ARGS__);                \
            default: return name##_plain(__VA_ARGS__);                           \
        }                                                                        \
    }

// The same where bfloat16 numbers are made. Files that are ROUNDING are for processors that have an
// instruction for it, and define that version alone.
#ifndef ROUNDING
#define ROUNDING 0
#endif
#if !defined(__x86_64__)
#define ROUNDED_VERSIONS VERSIONS
#elif ROUNDING
#define ROUNDED_VERSIONS(type, name, parameters, ...) \
    type CLoops_##name##_rounded parameters { return name(1, __VA_ARGS__); }
#else
#define ROUNDED_VERSIONS(type, name, parameters, ...) \
    type CLoops_##name##_rounded parameters;          \
    VERSIONS_BELOW(CLoops_##name##_rounded, type, name, parameters, __VA_ARGS__)
#endif

// Calls `function` with the truth of p (and of q) as its first arguments, as constants: a loop is
// compiled for each case, with no question in it.
#define WITH_FLAG(function, p, ...) ((p) ? function(1, __VA_ARGS__) : function(0, __VA_ARGS__))
#define WITH_FLAGS(function, p, q, ...)                                       \
    ((p) ? ((q) ? function(1, 1, __VA_ARGS__) : function(1, 0, __VA_ARGS__)) \
         : ((q) ? function(0, 1, __VA_ARGS__) : function(0, 0, __VA_ARGS__)))

// Functions that take or return vectors become a part of others: nobody calls them.
#pragma clang diagnostic ignored "-Wpsabi"
