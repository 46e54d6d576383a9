// One vector against a few rows, and sums of vectors: compiled for several instruction sets; the
// processor's best is taken when the program starts.
#pragma once

/// ‖x − row‖² of one vector from each of `count` rows, as a sum of squared differences: exactly 0
/// where they are equal. The order of the sums is fixed and products are rounded, so that the
/// result is the same on every processor.
void CVectors_squared_distances(const float *x, const float *rows, long count, long dimension,
                              float *distances);

/// x · row for each of `count` rows; the same on every processor.
void CVectors_products(const float *x, const float *rows, long count, long dimension,
                     float *products);

/// (x − center) · row for each of `count` rows; the same on every processor.
void CVectors_centered_products(const float *x, const float *center, const float *rows, long count,
                              long dimension, float *products);

/// sums += weight · x.
void CVectors_add(const float *x, double weight, long dimension, double *sums);

/// differences = x − center.
void CVectors_subtract(const float *x, const double *center, long dimension, double *differences);

/// x = weight · x, multiplied in double precision and rounded once.
void CVectors_scale(float *x, double weight, long dimension);

/// x -= center, in single precision.
void CVectors_move(float *x, const float *center, long dimension);

/// Asks for numbers that are needed soon.
void CVectors_prefetch(const float *x, long dimension);
