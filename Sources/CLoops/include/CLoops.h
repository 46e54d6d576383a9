// Loops that oneDNN has no primitive for, compiled for several instruction sets; the processor's
// best is taken when the program starts.
//
// Where a CLoopsPlane is given, arrays are planes of 16 channels: (planes, height, width, 16) floats, as in the blocked
// layout nChw16c, where plane p holds channels 16·(p mod blocks) … of image p / blocks.
#pragma once

#include "CLoopsDepthwise.h"
#include "CLoopsRows.h"

/// The geometry of one plane; where it is pooled, by 2 × 2 windows, odd last rows and columns are
/// cut off.
typedef struct {
    long height;
    long width;
} CLoopsPlane;

/// Sums over one plane: of x − center, and of its square. Each array has 16 numbers.
void CLoops_moments(const float *x, CLoopsPlane plane, const float *center, double *sum,
                    double *squares);

/// One plane of an array that is normalised and added up: it gives a·x + b to the sum z.
typedef struct {
    const float *x;
    /// 16 numbers each.
    const float *a;
    const float *b;
    /// Of the channels, as dx takes them.
    const float *mean;
    /// dx = a·dz − c·(x − mean) − d.
    const float *c;
    const float *d;
    float *dx;
    /// Gets the sums of dz·(x − mean).
    double *product;
} CLoopsTerm;

/// y = max(z, slope·z) of the sum z of one or two terms; the largest of each window if `pooling`.
void CLoops_rectify(const CLoopsTerm *terms, int count, CLoopsPlane plane, float slope,
                    int pooling, float *y);

/// The sums over the plane of dz, the gradient g of y as it reaches z, and of its products.
void CLoops_rectify_sums(const CLoopsTerm *terms, int count, CLoopsPlane plane, float slope,
                         int pooling, const float *g, double *sum);

/// Every term's dx.
void CLoops_rectify_backward(const CLoopsTerm *terms, int count, CLoopsPlane plane, float slope,
                             int pooling, const float *g);

/// A 3 × 3 convolution of stride 1 and padding 1 by Winograd's algorithm (Lavin & Gray 2016, arXiv
/// 1509.09308): tiles of 4 × 4 outputs, so a quarter of the multiplications. Images are nChw16c;
/// channels are multiples of 16. For processors with AVX2 or AVX-512.
typedef struct {
    long inputs;
    long outputs;
    long height;
    long width;
} CLoopsTiles;

/// What is done to outputs before they are stored: y = max(z, slope·z) of
/// z = scale·(convolution) + shift + addend, the largest of each 2 × 2 if `pooling`. `scale` and
/// `shift` have a number for each output, or are null together; `addend` is an image or null;
/// slope 1 changes nothing.
typedef struct {
    const float *scale;
    const float *shift;
    const float *addend;
    float slope;
    int pooling;
} CLoopsEnding;

/// The floats of scratch memory, aligned to 64 bytes, for `room` tiles at a time, a multiple of 12.
long CLoops_winograd_scratch(CLoopsTiles tiles, long room);

/// Blocks first ..< last of 16 outputs of row-major weights (outputs, inputs, 3, 3) at the
/// algorithm's 36 points: 36·(outputs·inputs + 16) floats. `transposed`: the weights are (inputs, outputs,
/// 3, 3) and turned by half a turn, as the gradient of the input takes them.
void CLoops_winograd_weights(const float *w, CLoopsTiles tiles, int transposed, long first,
                             long last, float *u);

/// Tiles first ..< last, counted over all images row by row, of the convolution of x.
void CLoops_winograd(const float *x, const float *u, CLoopsTiles tiles, long first, long last,
                     long room, float *scratch, CLoopsEnding ending, float *y);

/// What tiles first ..< last give to the gradient of the weights, with g that of the outputs:
/// 36·(outputs·inputs + 16) floats at the algorithm's points.
void CLoops_winograd_correlate(const float *x, const float *g, CLoopsTiles tiles, long first,
                               long last, long room, float *scratch, float *sums);

/// The gradient of blocks first ..< last of 16 outputs, row-major, from the sums of `parts` calls.
void CLoops_winograd_weight_gradient(const float *sums, long parts, CLoopsTiles tiles, long first,
                                     long last, float *w);

/// A picture whose rows and columns have a border of one on each side: (channels, height + 2,
/// width + 2) floats, each minus its channel's `center`, the zeros of the border too. At most three
/// channels, so that a patch of 3 × 3 has `taps` = 9·channels numbers, at most 27.
typedef struct {
    long channels;
    long height;
    long width;
} CLoopsPicture;

/// What follows the convolution z of one block of 16 channels: y = max(v, slope·v) of the largest
/// v = scale·z + shift of each 2 × 2 window, and for the derivative z there as `chosen` and its place
/// in the window, 0 to 3; (height / 2, width / 2, 16) each. `chosen` is null where nobody derives.
typedef struct {
    const float *scale;
    const float *shift;
    float slope;
    float *y;
    float *chosen;
    unsigned char *places;
} CLoopsStemEnding;

/// The bordered form of x, (channels, height, width).
void CLoops_stem_pad(const float *x, CLoopsPicture picture, const float *center, float *padded);

/// Over all patches: the sums of their numbers, (taps), and of the products of any two, (taps,
/// taps), of which those below the diagonal of 3 × 3 blocks stay 0.
void CLoops_stem_products(const float *padded, CLoopsPicture picture, double *sums,
                          double *products);

/// The convolution by w, (taps, 16), and its ending.
void CLoops_stem(const float *padded, CLoopsPicture picture, const float *w,
                 CLoopsStemEnding ending);

/// With h the gradient g of y as it reaches z: the sums of h times each of a patch's numbers, of h,
/// and of h·(z − mean); (taps + 2, 16).
void CLoops_stem_correlate(const float *padded, CLoopsPicture picture, const float *mean,
                           CLoopsStemEnding ending, const float *g, float *sums);

/// Whether the processor has the instructions that convolutions here are compiled for: AVX2 and
/// FMA, where it is an x86.
int CLoops_convolutions_run(void);

/// `rounds` times 12 multiplications and additions of 16 numbers each: what arithmetic can reach.
float CLoops_multiply_add(long rounds);

/// y = factor·x, of a multiple of 16 numbers aligned to 64 bytes: what memory can reach.
void CLoops_scale(const float *x, long count, float factor, float *y);
