// Depthwise convolutions: each channel by a kernel of its own.
#pragma once

/// Panels of channels side by side, `step` floats from one pixel to the next: 16 of them in the
/// blocked layout nChw16c, all of them where channels are last.
typedef struct {
    long height;
    long width;
    long step;
    long outputHeight;
    long outputWidth;
    long outputStep;
    long kernel;
    long stride;
    /// Zeros above and on the left.
    long above;
    long left;
} CLoopsDepthwise;

/// Rows first ..< last of the output of `channels` ≤ 16 channels: the products with w, (kernel,
/// kernel, 16), and `bias`, 16 numbers or null; at least `low` and at most `high`.
void CLoops_depthwise(const float *x, CLoopsDepthwise shape, long channels, long first, long last,
                      const float *w, const float *bias, float low, float high, float *y);

/// Rows first ..< last of the gradient of x from that of y.
void CLoops_depthwise_data(const float *g, CLoopsDepthwise shape, long channels, long first,
                           long last, const float *w, float *dx);

/// What a whole image adds to the gradient of w.
void CLoops_depthwise_weights(const float *x, const float *g, CLoopsDepthwise shape,
                              long channels, float *dw);
