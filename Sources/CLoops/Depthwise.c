// Depthwise convolutions, 16 channels at a time: the channels are a vector, and a few neighbouring
// outputs of a row are summed side by side, so that each row of the kernel is read once for them.
#include "CLoopsDepthwise.h"

#include <stdbool.h>

#include "Lanes.h"

INLINE long most(long a, long b) { return a > b ? a : b; }

enum {
    /// Pixels of a row that are kept at a time, zeros at its ends included.
    COLUMNS = 128,
    MOST_KERNEL = 7,
};

/// Columns first ..< first + count of a row, zeros where the image has none.
INLINE void take(const float *row, CLoopsDepthwise s, long channels, long first, long count,
                 float *taken) {
    for (long c = 0; c < count; c++, taken += LANES) {
        long column = first + c;
        bool inside = column >= 0 && column < s.width;
        if (inside && channels == LANES)
            store(taken, load_anywhere(row + column * s.step));
        else
            for (int l = 0; l < LANES; l++)
                taken[l] = inside && l < channels ? row[column * s.step + l] : 0;
    }
}

/// `side` neighbouring outputs, of which `count` are kept, from rows top ..< bottom of the kernel.
INLINE void inner(long kernel, long stride, int side, long channels, CLoopsDepthwise s,
                  const float *const *rows, long top, long bottom, long first, long count,
                  const float *w, const float *bias, float low, float high, float *y) {
    lanes sums[8];
    for (int c = 0; c < side; c++) sums[c] = bias ? load(bias) : broadcast(0);
    for (long a = top; a < bottom; a++) {
        const float *line = rows[a] + first * stride * LANES;
        for (long b = 0; b < kernel; b++) {
            lanes taps = load(w + (a * kernel + b) * LANES);
            for (int c = 0; c < side; c++)
                sums[c] += load(line + (c * stride + b) * LANES) * taps;
        }
    }
    for (int c = 0; c < side; c++) {
        if (c >= count) break;
        lanes v = sums[c];
        v = choose(v < low, broadcast(low), v);
        v = choose(v > high, broadcast(high), v);
        float *target = y + c * s.outputStep;
        if (channels == LANES)
            store_anywhere(target, v);
        else
            for (long l = 0; l < channels; l++) target[l] = v[l];
    }
}

/// As many rows as the kernel has slide down the image, with zeros at their ends: no output is at
/// an edge, every pixel is read once, and its neighbours in the sums lie side by side, whatever
/// lies between them in the image.
INLINE void forward(long kernel, long stride, long channels, int wide, const float *x,
                    CLoopsDepthwise s, long first, long last, const float *w, const float *bias,
                    float low, float high, float *y) {
    const int side = wide ? 8 : 4;
    float window[MOST_KERNEL][COLUMNS * LANES] __attribute__((aligned(64)));
    long outputs = ((COLUMNS - kernel) / stride + 1) / side * side;
    for (long start = 0; start < s.outputWidth; start += outputs) {
        long width = least(outputs, s.outputWidth - start);
        long columns = ((width + side - 1) / side * side - 1) * stride + kernel;
        long ready = most(0, first * stride - s.above);
        for (long i = first; i < last; i++) {
            long row = i * stride - s.above;
            long top = most(0, -row), bottom = least(kernel, s.height - row);
            for (ready = most(ready, row); ready < row + bottom; ready++)
                take(x + ready * s.width * s.step, s, channels, start * stride - s.left, columns,
                     window[ready % kernel]);
            const float *rows[MOST_KERNEL];
            for (long a = top; a < bottom; a++) rows[a] = window[(row + a) % kernel];
            float *target = y + (i * s.outputWidth + start) * s.outputStep;
            for (long j = 0; j < width; j += side)
                inner(kernel, stride, side, channels, s, rows, top, bottom, j, width - j, w, bias,
                      low, high, target + j * s.outputStep);
        }
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
    VARIANTS(forward, s, channels, wide, x, s, first, last, w, bias, low, high, y);
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
