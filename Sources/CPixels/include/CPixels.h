// Loops over the bytes of pictures, compiled for several instruction sets; the processor's best is
// taken when the program starts. Every result is the same on every processor, to the bit.
//
// Pixels are red, green and blue bytes, one after the other; `pixels` counts them by threes.
#pragma once

#include <stdint.h>

/// sums[i] = Σ_k weights[k] · rows[k · stride + i] for k < taps, i < count, added in the order of k.
void CPixels_weigh_rows(const uint8_t *rows, long stride, const float *weights, long taps,
                        long count, float *sums);

/// One row of a picture that is resized: target pixel i is the sum of `taps` pixels of `sums` (three
/// floats each) from starts[i] on, times as many weights from weights[i · taps] on, rounded. Sums
/// lie in 0…255, and one more float than the row has can be read behind them. A row that is
/// `mirrored` begins with its last pixel.
void CPixels_weigh_columns(const float *sums, const long *starts, const float *weights, long taps,
                           long pixels, int mirrored, uint8_t *target);

/// One row resized as Pillow does: target pixel i is the sum of `taps` pixels of `row` from starts[i]
/// on, times as many weights with 22 binary places from weights[i · taps] on, rounded (halves up) and
/// clamped to a byte.
void CPixels_fixed_columns(const uint8_t *row, const long *starts, const int32_t *weights, long taps,
                           long pixels, uint8_t *target);

/// target[i] = Σ_k weights[k] · rows[k · stride + i] for k < taps, i < count, with weights of 22
/// binary places, rounded (halves up) and clamped to a byte.
void CPixels_fixed_rows(const uint8_t *rows, long stride, const int32_t *weights, long taps,
                        long count, uint8_t *target);

/// Each byte moved away from `centre` by `factor`: centre + factor · (byte − centre), rounded (halves
/// up) and clamped to a byte. A centre of 0 scales.
void CPixels_spread(uint8_t *bytes, long count, float centre, float factor);

/// The sum of the pixels' greys: 0.299 red + 0.587 green + 0.114 blue with 16 binary places, rounded.
int64_t CPixels_grey_sum(const uint8_t *bytes, long pixels);

/// Each byte moved away from its pixel's grey by scale / 65,536, rounded and clamped.
void CPixels_saturate(uint8_t *bytes, long pixels, int32_t scale);

/// planes[c · pixels + i] = byte c of pixel i · scale[c] + shift[c].
void CPixels_planes(const uint8_t *bytes, long pixels, const float *scale, const float *shift,
                    float *planes);
