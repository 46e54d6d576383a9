// Depthwise convolutions, 16 channels at a time: the channels are a vector, and a few neighbouring
// outputs of a row are summed side by side, so that each row of the kernel is read once for them.
#include "CLoopsDepthwise.h"
#include "Lanes.h"

INLINE long least(long a, long b) { return a < b ? a : b; }
INLINE long most(long a, long b) { return a > b ? a : b; }

/// `count` outputs of a row from column j on, all of whose taps are inside the image's columns.
INLINE void inner(const float *x, CLoopsDepthwise s, long kernel, long stride, long channels,
                  long row, long top, long bottom, long j, int count, const float *w,
                  const float *bias, float low, float high, float *y) {
    float sums[4][LANES];
    for (int c = 0; c < count; c++)
        for (int l = 0; l < LANES; l++) sums[c][l] = bias ? bias[l] : 0;
    for (long a = top; a < bottom; a++) {
        const float *line = x + ((row + a) * s.width + j * stride - s.left) * s.step;
        for (long b = 0; b < kernel; b++) {
            const float *taps = w + (a * kernel + b) * LANES;
            for (int c = 0; c < count; c++) {
                const float *pixel = line + (c * stride + b) * s.step;
                if (channels == LANES)
                    for (int l = 0; l < LANES; l++) sums[c][l] += pixel[l] * taps[l];
                else
                    for (long l = 0; l < channels; l++) sums[c][l] += pixel[l] * taps[l];
            }
        }
    }
    for (int c = 0; c < count; c++) {
        float *target = y + (j + c) * s.outputStep;
        for (long l = 0; l < channels; l++) {
            float v = sums[c][l];
            v = v < low ? low : v;
            target[l] = v > high ? high : v;
        }
    }
}

/// An output at the left or right edge.
INLINE void edge(const float *x, CLoopsDepthwise s, long kernel, long stride, long channels,
                 long row, long top, long bottom, long j, const float *w, const float *bias,
                 float low, float high, float *y) {
    float sums[LANES];
    for (int l = 0; l < LANES; l++) sums[l] = bias ? bias[l] : 0;
    long column = j * stride - s.left;
    for (long a = top; a < bottom; a++)
        for (long b = most(0, -column); b < least(kernel, s.width - column); b++) {
            const float *pixel = x + ((row + a) * s.width + column + b) * s.step;
            const float *taps = w + (a * kernel + b) * LANES;
            for (long l = 0; l < channels; l++) sums[l] += pixel[l] * taps[l];
        }
    float *target = y + j * s.outputStep;
    for (long l = 0; l < channels; l++) {
        float v = sums[l] < low ? low : sums[l];
        target[l] = v > high ? high : v;
    }
}

INLINE void forward(long kernel, long stride, long channels, const float *x, CLoopsDepthwise s,
                    long first, long last, const float *w, const float *bias, float low,
                    float high, float *y) {
    // Columns ..< start and end ..< are at the edges.
    long start = least(s.outputWidth, (s.left + stride - 1) / stride);
    long end = s.width + s.left - kernel < 0 ? 0 : (s.width + s.left - kernel) / stride + 1;
    end = most(start, least(s.outputWidth, end));
    for (long i = first; i < last; i++) {
        long row = i * stride - s.above;
        long top = most(0, -row), bottom = least(kernel, s.height - row);
        float *target = y + i * s.outputWidth * s.outputStep;
        for (long j = 0; j < start; j++)
            edge(x, s, kernel, stride, channels, row, top, bottom, j, w, bias, low, high, target);
        long j = start;
        for (; j + 4 <= end; j += 4)
            inner(x, s, kernel, stride, channels, row, top, bottom, j, 4, w, bias, low, high,
                  target);
        for (; j < end; j++)
            inner(x, s, kernel, stride, channels, row, top, bottom, j, 1, w, bias, low, high,
                  target);
        for (; j < s.outputWidth; j++)
            edge(x, s, kernel, stride, channels, row, top, bottom, j, w, bias, low, high, target);
    }
}

/// Calls with the usual kernels and strides, and whole blocks of channels, as constants.
#define VARIANTS(function, s, channels, ...)                            \
    if ((s).kernel == 3 && (s).stride == 1 && (channels) == LANES)      \
        function(3, 1, LANES, __VA_ARGS__);                             \
    else if ((s).kernel == 3 && (s).stride == 2 && (channels) == LANES) \
        function(3, 2, LANES, __VA_ARGS__);                             \
    else if ((s).kernel == 5 && (s).stride == 1 && (channels) == LANES) \
        function(5, 1, LANES, __VA_ARGS__);                             \
    else if ((s).kernel == 5 && (s).stride == 2 && (channels) == LANES) \
        function(5, 2, LANES, __VA_ARGS__);                             \
    else if ((s).kernel == 7 && (s).stride == 1 && (channels) == LANES) \
        function(7, 1, LANES, __VA_ARGS__);                             \
    else                                                                \
        function((s).kernel, (s).stride, channels, __VA_ARGS__)

INLINE void depthwise(int wide, const float *x, CLoopsDepthwise s, long channels, long first,
                      long last, const float *w, const float *bias, float low, float high,
                      float *y) {
    VARIANTS(forward, s, channels, x, s, first, last, w, bias, low, high, y);
}

VERSIONS(void, depthwise,
         (const float *x, CLoopsDepthwise s, long channels, long first, long last, const float *w,
          const float *bias, float low, float high, float *y),
         x, s, channels, first, last, w, bias, low, high, y)

INLINE void data(long kernel, long stride, long channels, const float *g, CLoopsDepthwise s,
                 long first, long last, const float *w, float *dx) {
    for (long i = first; i < last; i++)
        for (long j = 0; j < s.width; j++) {
            float sums[LANES] = {0};
            for (long a = (i + s.above) % stride; a < kernel; a += stride) {
                long row = (i + s.above - a) / stride;
                if (i + s.above < a || row >= s.outputHeight) continue;
                for (long b = (j + s.left) % stride; b < kernel; b += stride) {
                    long column = (j + s.left - b) / stride;
                    if (j + s.left < b || column >= s.outputWidth) continue;
                    const float *pixel = g + (row * s.outputWidth + column) * s.outputStep;
                    const float *taps = w + (a * kernel + b) * LANES;
                    for (long l = 0; l < channels; l++) sums[l] += pixel[l] * taps[l];
                }
            }
            float *target = dx + (i * s.width + j) * s.step;
            for (long l = 0; l < channels; l++) target[l] = sums[l];
        }
}

INLINE void depthwise_data(int wide, const float *g, CLoopsDepthwise s, long channels, long first,
                           long last, const float *w, float *dx) {
    VARIANTS(data, s, channels, g, s, first, last, w, dx);
}

VERSIONS(void, depthwise_data,
         (const float *g, CLoopsDepthwise s, long channels, long first, long last, const float *w,
          float *dx),
         g, s, channels, first, last, w, dx)

INLINE void weights(long kernel, long stride, long channels, const float *x, const float *g,
                    CLoopsDepthwise s, float *dw) {
    for (long i = 0; i < s.outputHeight; i++) {
        long row = i * stride - s.above;
        for (long a = most(0, -row); a < least(kernel, s.height - row); a++) {
            // The sums of one row of the kernel stay in registers along the row.
            float sums[7][LANES] = {{0}};
            long taps = least(kernel, 7);
            for (long b = 0; b < taps; b++)
                for (long l = 0; l < channels; l++) sums[b][l] = dw[(a * kernel + b) * LANES + l];
            for (long j = 0; j < s.outputWidth; j++) {
                long column = j * stride - s.left;
                const float *pixel = x + ((row + a) * s.width + column) * s.step;
                const float *h = g + (i * s.outputWidth + j) * s.outputStep;
                if (column >= 0 && column + taps <= s.width) {
                    for (long b = 0; b < taps; b++)
                        for (long l = 0; l < channels; l++)
                            sums[b][l] += pixel[b * s.step + l] * h[l];
                } else {
                    for (long b = 0; b < taps; b++)
                        if (column + b >= 0 && column + b < s.width)
                            for (long l = 0; l < channels; l++)
                                sums[b][l] += pixel[b * s.step + l] * h[l];
                }
            }
            for (long b = 0; b < taps; b++)
                for (long l = 0; l < channels; l++) dw[(a * kernel + b) * LANES + l] = sums[b][l];
        }
    }
}

INLINE void depthwise_weights(int wide, const float *x, const float *g, CLoopsDepthwise s,
                              long channels, float *dw) {
    VARIANTS(weights, s, channels, x, g, s, dw);
}

VERSIONS(void, depthwise_weights,
         (const float *x, const float *g, CLoopsDepthwise s, long channels, float *dw),
         x, g, s, channels, dw)
