// Winograd's algorithm for images in bfloat16: the same loops, with the instruction that multiplies
// pairs of such numbers and adds them up in single precision.
#define HALVES 1
#include "Rounding.h"
#include "WinogradLoops.h"
#include "WinogradWeightLoops.h"
#if ROUNDING
#pragma clang attribute pop
#endif
