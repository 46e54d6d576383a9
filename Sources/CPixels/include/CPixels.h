// Loops over pictures, compiled for several instruction sets; the processor's best is taken when the
// program starts. Every result is the same on every processor, to the bit.
//
// A picture is red, green and blue bytes, pixel after pixel, or a plane of red, one of green and one
// of blue floats, which are whole numbers 0…255. `pixels` counts by threes.
#pragma once

#include <stdint.h>

/// sums[i] = Σ_k weights[k] · rows[k · stride + i] for k < taps, i < count, added in the order of k.
void CPixels_weigh_rows(const uint8_t *rows, long stride, const float *weights, long taps,
                        long count, float *sums);

/// Two rows of a picture that is resized: in each, target pixel i is the sum of `taps` source pixels
/// from starts[i] on, times as many weights from weights[i · taps] on, rounded (halves to
/// even).
///
/// `sums` are the source's rows, the lower after the upper: `width` pixels of three floats in 0…255
/// each, and one float more that can be read. `pairs` is room for 8 · width floats: pixels of both
/// rows side by side. The target's `pixels` go to `upper` and `lower` (which may be the same), a
/// plane's `plane` floats after those of the one before.
void CPixels_weigh_columns(const float *sums, long width, float *pairs, const long *starts,
                           const float *weights, long taps, long pixels, long plane, float *upper,
                           float *lower);

/// One row resized as Pillow does: target pixel i is the sum of `taps` pixels of `row` from starts[i]
/// on, times as many weights with 22 binary places from weights[i · taps] on, rounded (halves up) and
/// clamped to a byte.
void CPixels_fixed_columns(const uint8_t *row, const long *starts, const int32_t *weights, long taps,
                           long pixels, uint8_t *target);

/// target[i] = Σ_k weights[k] · rows[k · stride + i] for k < taps, i < count, with weights of 22
/// binary places, rounded (halves up) and clamped to a byte.
void CPixels_fixed_rows(const uint8_t *rows, long stride, const int32_t *weights, long taps,
                        long count, uint8_t *target);

/// Each value moved away from `centre` by `factor`: centre + factor · (value − centre), clamped to
/// 0…255 and rounded (halves up). A centre of 0 scales.
void CPixels_spread(float *values, long count, float centre, float factor);

/// The sum of the pixels' greys: 0.299 red + 0.587 green + 0.114 blue with 16 binary places, rounded.
int64_t CPixels_grey_sum(const float *planes, long pixels);

/// Each value moved away from its pixel's grey by scale / 65,536, rounded (halves up) and clamped.
void CPixels_saturate(float *planes, long pixels, int32_t scale);

/// normal[i] = values[i] · scale + shift.
void CPixels_normalize(const float *values, long count, float scale, float shift, float *normal);

/// A picture's bytes as planes.
void CPixels_planes(const uint8_t *bytes, long pixels, float *planes);

/// A picture's planes as bytes.
void CPixels_bytes(const float *planes, long pixels, uint8_t *bytes);
