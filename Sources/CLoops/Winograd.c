#include "WinogradLoops.h"

long CLoops_winograd_scratch(CLoopsTiles s, long room) {
    return SQUARE(s.form) * (POINT(BLOCKS(s.inputs), room) + POINT(BLOCKS(s.outputs), room));
}

VERSIONS(void, winograd,
         (const float *x, const float *u, CLoopsTiles s, CLoopsShare share, long room,
          float *scratch, CLoopsEnding end, float *y),
         x, u, s, share, room, scratch, end, y)
