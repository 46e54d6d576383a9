// The first block of a network on images.
#pragma once

/// A picture whose rows and columns have a border of one on each side: (channels, height + 2,
/// width + 2) floats, each minus its channel's `center`, the zeros of the border too. At most three
/// channels, so that a patch of 3 × 3 has `taps` = 9·channels numbers, at most 27.
typedef struct {
    long channels;
    long height;
    long width;
} CLoopsPicture;

/// What follows the convolution z of one block of 16 channels: y = max(v, slope·v) of the largest
/// v = scale·z + shift of each 2 × 2 window, and for the derivative z there as `chosen` and its
/// place in the window, 0 to 3; (height / 2, width / 2, 16) each. `chosen` is null where nobody
/// derives.
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
