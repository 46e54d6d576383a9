// The loops that make bfloat16 numbers, where an instruction rounds to them.
#include "Rounding.h"
#if ROUNDING
#include "NumberLoops.h"
#include "RectifyLoops.h"
#pragma clang attribute pop
#endif
