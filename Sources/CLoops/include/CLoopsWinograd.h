// 3 × 3 convolutions by Winograd's algorithm.
#pragma once

/// Tiles beside those of stride 1, which are their side: of a convolution of stride 2 and of the
/// gradient of its input.
enum { CLoopsStrided = 7, CLoopsTurned = 8 };

/// A 3 × 3 convolution of padding 1 by Winograd's algorithm (Lavin & Gray 2016, arXiv 1509.09308):
/// of stride 1 by tiles of 4 × 4 to 6 × 6 outputs, a quarter of the multiplications and less; of
/// stride 2 by 3 × 3, five of nine. Images are nChw16c, whose last block may have channels that are
/// none: they are zeros, and stay so. For processors with AVX2 or AVX-512.
typedef struct {
    long inputs;
    long outputs;
    /// Of what is read.
    long height;
    long width;
    /// Of the outputs.
    long rows;
    long columns;
    /// 4, 5 or 6, outputs of a tile in a direction of stride 1; CLoopsStrided, or CLoopsTurned with
    /// the gradient of that convolution's outputs in the place of its inputs.
    int form;
} CLoopsTiles;

/// What one thread does: tiles first ..< last, counted over all images row by row, and blocks
/// firstBlock ..< lastBlock of 16 outputs.
typedef struct {
    long first;
    long last;
    long firstBlock;
    long lastBlock;
} CLoopsShare;

/// What is done to outputs before they are stored: y = max(z, slope·z) of
/// z = scale·(convolution) + shift + addend, the largest of each 2 × 2 if `pooling`, where a tile's
/// side is even. `scale` and `shift` have 16 numbers for each block of outputs, or are null
/// together; `addend` is an image like the output or null; slope 1 changes nothing.
typedef struct {
    const float *scale;
    const float *shift;
    const void *addend;
    float slope;
    int pooling;
} CLoopsEnding;

/// The floats of scratch memory, aligned to 64 bytes, for `room` tiles at a time, a multiple of 12:
/// of a convolution, or of its weights' gradient.
long CLoops_winograd_scratch(CLoopsTiles tiles, long room);

/// The floats of weights at the algorithm's points, aligned to 64 bytes, or of sums for their
/// gradient; of weights in bfloat16, two to a float's place, if `halves`.
long CLoops_winograd_points(CLoopsTiles tiles, int halves);

/// Blocks first ..< last of 16 outputs of row-major weights (outputs, inputs, 3, 3) at the
/// algorithm's points. `transposed`: the weights are (inputs, outputs, 3, 3) and turned by half a
/// turn, as the gradient of the input takes them.
void CLoops_winograd_weights(const float *w, CLoopsTiles tiles, int transposed, long first,
                             long last, float *u);

/// A share of the convolution of x.
void CLoops_winograd(const float *x, const float *u, CLoopsTiles tiles, CLoopsShare share,
                     long room, float *scratch, CLoopsEnding ending, float *y);

/// What a share gives to the gradient of the weights at the algorithm's points, with g that of the
/// outputs. All of the sums are written where the share has no tiles, else those of its blocks.
void CLoops_winograd_correlate(const float *x, const float *g, CLoopsTiles tiles,
                               CLoopsShare share, long room, float *scratch, float *sums);

/// The gradient of blocks first ..< last of 16 outputs, row-major, from the sums of `parts` calls.
void CLoops_winograd_weight_gradient(const float *sums, long parts, CLoopsTiles tiles, long first,
                                     long last, float *w);

/// The same for images in bfloat16, on processors with AVX-512 that multiply such numbers: the
/// weights at the algorithm's points are bfloat16 too; sums are single precision.
void CLoops_winograd_weights_halves(const float *w, CLoopsTiles tiles, int transposed, long first,
                                    long last, float *u);

/// `addend` is bfloat16 too.
void CLoops_winograd_halves(const unsigned short *x, const float *u, CLoopsTiles tiles,
                            CLoopsShare share, long room, float *scratch, CLoopsEnding ending,
                            unsigned short *y);

/// What becomes the gradient of the weights by `CLoops_winograd_weight_gradient`.
void CLoops_winograd_correlate_halves(const unsigned short *x, const unsigned short *g,
                                      CLoopsTiles tiles, CLoopsShare share, long room,
                                      float *scratch, float *sums);
