// The loops that make bfloat16 numbers, with the instruction that rounds to them.
#include "Rounding.h"
#include "NumberLoops.h"
#include "RectifyLoops.h"
#if ROUNDING
#pragma clang attribute pop
#endif
