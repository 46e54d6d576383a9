// What a file begins with whose functions are for processors with instructions for bfloat16, where
// there are such; it ends with `#pragma clang attribute pop`.
#pragma once

// What is declared elsewhere comes first: it has no part in the target of the functions here.
#include "CLoops.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define ROUNDING 1
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512bf16"), \
                                            min_vector_width(512))), apply_to = function)
#endif
