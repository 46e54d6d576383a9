#include "Planes.h"

// Maximum and average pooling over any windows.

// The first and the last (exclusive) pixel of window k of a row or column that are in the image.
INLINE long first_pixel(long k, long step, long before) {
    return k * step - before > 0 ? k * step - before : 0;
}

INLINE long last_pixel(long k, long step, long before, long length, long size) {
    return k * step - before + length < size ? k * step - before + length : size;
}

INLINE void pool_planes(int average, int half, CLoopsArray x, CLoopsPlanes s, long first, long last,
                        CLoopsWindows w, CLoopsArray y, unsigned char *places) {
    for (long p = first; p < last; p++) {
        Plane from = plane_of(x, half, s.blocks, s.width, p);
        Plane to = plane_of(y, half, s.blocks, w.columns, p);
        for (long i = 0; i < w.rows; i++)
            for (long j = 0; j < w.columns; j++) {
                long top = first_pixel(i, w.down, w.top), left = first_pixel(j, w.across, w.left);
                long bottom = last_pixel(i, w.down, w.top, w.height, s.height);
                long right = last_pixel(j, w.across, w.left, w.width, s.width);
                lanes result = average ? (lanes){0} : get(from, top, left);
                long origin = (w.top - i * w.down) * w.width + w.left - j * w.across;
                mask place = (mask){0} + (int)(origin + top * w.width + left);
                for (long row = top; row < bottom; row++)
                    for (long column = left; column < right; column++) {
                        lanes v = get(from, row, column);
                        if (average) {
                            result += v;
                            continue;
                        }
                        // Of equal ones the first; NaN above all, as in PyTorch.
                        mask larger = (v > result) | (v != v);
                        mask here = (mask){0} + (int)(origin + row * w.width + column);
                        result = choose(larger, v, result);
                        place = (larger & here) | (~larger & place);
                    }
                if (average) result *= 1 / (float)((bottom - top) * (right - left));
                put(to, i, j, result);
                if (!average && places)
                    *(bytes *)(places + ((p * w.rows + i) * w.columns + j) * 16) =
                        __builtin_convertvector(place, bytes);
            }
    }
}

INLINE void pool(int wide, CLoopsArray x, CLoopsPlanes s, long first, long last, CLoopsWindows w,
                 int average, CLoopsArray y, unsigned char *places) {
    WITH_FLAGS(pool_planes, average, x.half, x, s, first, last, w, y, places);
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
