// Winograd's algorithm for images in bfloat16: the same loops, with the instruction that multiplies
// pairs of such numbers and adds them up in single precision.

// What is declared elsewhere comes first: it has no part in the target of the functions here.
#include "CLoops.h"

#include <string.h>

#define HALVES 1
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512bf16"), \
                                            min_vector_width(512))), apply_to = function)
#endif
#include "WinogradLoops.h"
#include "WinogradWeightLoops.h"
#if defined(__x86_64__)
#pragma clang attribute pop
#endif
