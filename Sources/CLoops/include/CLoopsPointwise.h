// Convolutions by kernels of 1 × 1: a linear map of each pixel's channels.
#pragma once

/// What is computed for 16 outputs, from images in blocks of 16 channels (nChw16c).
typedef struct {
    long inputs;
    /// Floats from one block of input channels to the next.
    long step;
    /// (inputs, 16).
    const float *weights;
    /// 16 numbers that are added to each pixel.
    const float *bias;
    /// What else is added, one block of channels where it is not null.
    const float *addend;
    /// The least and the greatest result.
    float low;
    float high;
    /// Whether each result v becomes v·min(max(v + 3, 0), 6)/6.
    int hardSwish;
} CLoopsPointwise;

/// A block of 16 outputs for `count` neighbouring pixels.
void CLoops_pointwise(const float *x, CLoopsPointwise map, long count, float *y);
