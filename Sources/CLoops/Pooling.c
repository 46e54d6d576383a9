#include "Planes.h"

// Maximum and average pooling over any windows.

// The first and the last (exclusive) pixel of window k of a row or column that are in the image.
INLINE long first_pixel(long k, long step, long before) {
    return k * step - before > 0 ? k * step - before : 0;
}

INLINE long last_pixel(long k, long step, long before, long length, long size) {
    return k * step - before + length < size ? k * step - before + length : size;
}

// What a window gives: the sum, or the largest number and its place in the window.
typedef struct {
    lanes number;
    mask place;
} Pooled;

// Of height × width pixels from (top, left) on, which is `place` in a window of `across` columns.
INLINE Pooled pooled_from(int average, Plane from, long top, long left, long height, long width,
                          int place, long across) {
    Pooled r = {average ? (lanes){0} : get(from, top, left), (mask){0} + place};
    for (long i = 0; i < height; i++)
        for (long j = 0; j < width; j++) {
            lanes v = get(from, top + i, left + j);
            if (average) {
                r.number += v;
                continue;
            }
            // Of equal ones the first; NaN above all, as in PyTorch.
            mask larger = (v > r.number) | (v != v);
            r.number = choose(larger, v, r.number);
            mask here = (mask){0} + (place + (int)(i * across + j));
            r.place = (larger & here) | (~larger & r.place);
        }
    return r;
}

// Most windows have all their side × side pixels, where `side`, a constant, is not 0.
INLINE void pool_planes(int side, int average, int half, CLoopsArray x, CLoopsPlanes s, long first,
                        long last, CLoopsWindows w, CLoopsArray y, unsigned char *places) {
    for (long p = first; p < last; p++) {
        Plane from = plane_of(x, half, s.blocks, s.width, p);
        Plane to = plane_of(y, half, s.blocks, w.columns, p);
        for (long i = 0; i < w.rows; i++) {
            long top = first_pixel(i, w.down, w.top);
            long height = last_pixel(i, w.down, w.top, w.height, s.height) - top;
            for (long j = 0; j < w.columns; j++) {
                long left = first_pixel(j, w.across, w.left);
                long width = last_pixel(j, w.across, w.left, w.width, s.width) - left;
                long above = top + w.top - i * w.down, before = left + w.left - j * w.across;
                Pooled r = side && height == side && width == side
                    ? pooled_from(average, from, top, left, side, side, 0, side)
                    : pooled_from(average, from, top, left, height, width,
                                  (int)(above * w.width + before), w.width);
                if (average)
                    put(to, i, j, r.number * (1 / (float)(height * width)));
                else
                    put_unrounded(to, i, j, r.number);
                if (!average && places)
                    *(bytes *)(places + ((p * w.rows + i) * w.columns + j) * 16) =
                        __builtin_convertvector(r.place, bytes);
            }
        }
    }
}

#define POOL_PLANES(side, average)                                           \
    (x.half ? pool_planes(side, average, 1, x, s, first, last, w, y, places) \
            : pool_planes(side, average, 0, x, s, first, last, w, y, places))

INLINE void pool(int wide, CLoopsArray x, CLoopsPlanes s, long first, long last, CLoopsWindows w,
                 int average, CLoopsArray y, unsigned char *places) {
    int square = w.height == w.width;
    if (average) POOL_PLANES(0, 1);
    else if (square && w.width == 2) POOL_PLANES(2, 0);
    else if (square && w.width == 3) POOL_PLANES(3, 0);
    else POOL_PLANES(0, 0);
}

VERSIONS(void, pool,
         (CLoopsArray x, CLoopsPlanes s, long first, long last, CLoopsWindows w, int average,
          CLoopsArray y, unsigned char *places),
         x, s, first, last, w, average, y, places)

// For each pixel the windows that it is in, which are few: so dx is written once.
INLINE void derive_planes(int average, int half, CLoopsArray g, CLoopsPlanes s, long first,
                          long last, CLoopsWindows w, const unsigned char *places,
                          CLoopsArray dx) {
    int clipped = w.top > 0 || w.left > 0 || (w.rows - 1) * w.down + w.height > s.height ||
                  (w.columns - 1) * w.across + w.width > s.width;
    float share = 1 / (float)(w.height * w.width);
    for (long p = first; p < last; p++) {
        Plane from = plane_of(g, half, s.blocks, w.columns, p);
        Plane to = plane_of(dx, half, s.blocks, s.width, p);
        // Windows i0 ..< i1 of the rows have this row, j0 ..< j1 of the columns this column.
        for (long row = 0, i0 = 0, i1 = 0; row < s.height; row++) {
            while (i0 * w.down - w.top + w.height <= row) i0++;
            while (i1 < w.rows && i1 * w.down - w.top <= row) i1++;
            for (long column = 0, j0 = 0, j1 = 0; column < s.width; column++) {
                while (j0 * w.across - w.left + w.width <= column) j0++;
                while (j1 < w.columns && j1 * w.across - w.left <= column) j1++;
                lanes sum = {0};
                for (long i = i0; i < i1; i++)
                    for (long j = j0; j < j1; j++) {
                        lanes h = get(from, i, j);
                        if (average && clipped)
                            share = 1 / (float)((last_pixel(i, w.down, w.top, w.height, s.height) -
                                                 first_pixel(i, w.down, w.top)) *
                                                (last_pixel(j, w.across, w.left, w.width, s.width) -
                                                 first_pixel(j, w.across, w.left)));
                        if (average) {
                            sum += share * h;
                            continue;
                        }
                        bytes at = *(const bytes *)(places +
                                                    ((p * w.rows + i) * w.columns + j) * 16);
                        int here = (int)((row + w.top - i * w.down) * w.width + column + w.left -
                                         j * w.across);
                        mask chosen = __builtin_convertvector(at, mask) == here;
                        sum += (lanes)(chosen & (mask)h);
                    }
                put(to, row, column, sum);
            }
        }
    }
}

INLINE void pool_backward(int wide, CLoopsArray g, CLoopsPlanes s, long first, long last,
                          CLoopsWindows w, int average, const unsigned char *places,
                          CLoopsArray dx) {
    WITH_FLAGS(derive_planes, average, g.half, g, s, first, last, w, places, dx);
}

VERSIONS(void, pool_backward,
         (CLoopsArray g, CLoopsPlanes s, long first, long last, CLoopsWindows w, int average,
          const unsigned char *places, CLoopsArray dx),
         g, s, first, last, w, average, places, dx)
