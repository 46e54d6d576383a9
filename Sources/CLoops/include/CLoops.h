// Our own C loops, where oneDNN has none or slower ones: Winograd's algorithm, depthwise and
// first-block convolutions, normalisation, pooling, arithmetic number by number. They are compiled
// for several instruction sets.
#pragma once

#include "CLoopsDepthwise.h"
#include "CLoopsPlanes.h"
#include "CLoopsPointwise.h"
#include "CLoopsRows.h"
#include "CLoopsStem.h"
#include "CLoopsWinograd.h"

/// What loops are compiled for: every processor of its kind, AVX2 with FMA, AVX-512, or that with
/// instructions for bfloat16.
typedef enum { CLoopsPlain, CLoopsNarrow, CLoopsWide, CLoopsHalves } CLoopsInstructions;

/// The best that the processor has, and that ONEDNN_MAX_CPU_ISA or DNNL_MAX_CPU_ISA allows: one
/// switch for oneDNN and for us.
CLoopsInstructions CLoops_best_instructions(void);

/// The instruction set that the calling thread uses: the best unless it chose another.
CLoopsInstructions CLoops_instructions(void);

/// Chooses the instruction set of the calling thread's loops from now on; the processor must have
/// it.
void CLoops_choose(CLoopsInstructions instructions);

/// Whether the processor has the instructions that convolutions here are compiled for: AVX2 and
/// FMA, where it is an x86.
int CLoops_has_convolutions(void);

/// `rounds` times 12 multiplications and additions of 16 numbers each: what arithmetic can reach.
float CLoops_multiply_add(long rounds);

/// y = factor·x, of a multiple of 16 numbers aligned to 64 bytes: what memory can reach.
void CLoops_scale(const float *x, long count, float factor, float *y);
