// Loops over the activations of a batch of images.
#pragma once

#include <stdint.h>

/// What is gone through plane by plane: 16 channels of one image each, plane p of image
/// p / blocks. The last block may have channels that are none: they are zeros, and stay so.
typedef struct {
    long blocks;
    long height;
    long width;
} CLoopsPlanes;

/// How an array of images lies: the bytes from image to image, from block to block, from pixel to
/// pixel in row-major order, and from a pixel's first eight channels of a block to the other eight.
/// So nChw16c, nChw8c and nhwc are one to the loops. Eights are aligned.
typedef struct {
    void *at;
    long image;
    long block;
    long pixel;
    long gap;
    /// Whether the last block has its first eight channels only.
    int odd;
    /// Whether numbers are bfloat16, of which a pixel's sixteen lie together.
    int half;
} CLoopsArray;

/// An array that is normalised and added up: it gives a·x + b to the sum z. What is of channels has
/// 16 numbers a block, zeros where there is no channel.
typedef struct {
    CLoopsArray x;
    const float *a;
    const float *b;
    /// Of the channels, as dx takes them.
    const float *mean;
    /// dx = a·dz − c·(x − mean) − d.
    const float *c;
    const float *d;
    CLoopsArray dx;
} CLoopsTerm;

/// The first pixel's channels: a number of about each channel's size.
void CLoops_first_pixel(CLoopsArray x, CLoopsPlanes planes, float *center);

/// Of each plane p of first ..< last the sums of x − center and of its square, at sums + 32·p.
void CLoops_moments(CLoopsArray x, CLoopsPlanes planes, long first, long last,
                    const float *center, double *sums);

/// y = max(z, slope·z) of the sum z of one or two terms, of planes first ..< last; the largest of
/// each 2 × 2 window if `pooling`, where odd last rows and columns are cut off. All arrays have
/// numbers of one size.
void CLoops_rectify(const CLoopsTerm *terms, int count, CLoopsPlanes planes, long first,
                    long last, float slope, int pooling, CLoopsArray y);

/// Of each plane the sums of dz, the gradient g of y as it reaches z, and of dz·(x − mean) for
/// each term, at sums + 16·(1 + count)·p.
void CLoops_rectify_sums(const CLoopsTerm *terms, int count, CLoopsPlanes planes, long first,
                         long last, float slope, int pooling, CLoopsArray g, double *sums);

/// Every term's dx.
void CLoops_rectify_backward(const CLoopsTerm *terms, int count, CLoopsPlanes planes, long first,
                             long last, float slope, int pooling, CLoopsArray g);

/// What is summed up of planes, `count` numbers each, over the images, in their order:
/// (blocks, count).
void CLoops_total(const double *sums, long images, long blocks, long count, double *totals);

/// Windows of `height` × `width` pixels that begin `down` and `across` apart, the first of them
/// `top` and `left` of the image, and how many there are. Each has a pixel in the image.
typedef struct {
    long height;
    long width;
    long down;
    long across;
    long top;
    long left;
    long rows;
    long columns;
} CLoopsWindows;

/// y of each window: the mean, or the largest and in `places` which of the window's pixels that
/// is, 16 bytes a window, plane after plane; `places` may be null.
void CLoops_pool(CLoopsArray x, CLoopsPlanes planes, long first, long last,
                 CLoopsWindows windows, int average, CLoopsArray y, unsigned char *places);

/// The gradient of x from that of y.
void CLoops_pool_backward(CLoopsArray g, CLoopsPlanes planes, long first, long last,
                          CLoopsWindows windows, int average, const unsigned char *places,
                          CLoopsArray dx);

// Number by number of arrays that lie alike, a multiple of 16 of single precision or, if `half`, of
// bfloat16.

/// y = max(z, slope·z) of z = x + other, or of x where the other is null.
void CLoops_add_numbers(const void *x, const void *other, long count, int half, float slope,
                        void *y);

/// y = x·other.
void CLoops_multiply_numbers(const void *x, const void *other, long count, int half, void *y);

/// `keep`, or 0 where the 32 random bits of a place are below `threshold`, of the places from
/// `first` on in the stream of `seed` (SplitMix64's mixing function: Steele, Lea & Flood 2014).
void CLoops_dropout_mask(uint64_t seed, long first, long count, int half, uint32_t threshold,
                         float keep, void *mask);

/// dx = g where y > 0, and slope·g elsewhere.
void CLoops_rectifier_backward(const void *g, const void *y, long count, int half, float slope,
                               void *dx);
