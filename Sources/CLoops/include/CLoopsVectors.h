// Distances and products of vectors, for features and episodes.
#pragma once

/// ‖x − row‖² of one vector from each of `count` rows, as a sum of squared differences: exactly 0
/// where they are equal. The order of the sums is fixed and products are rounded, so that the
/// result is the same on every processor.
void CLoops_squared_distances(const float *x, const float *rows, long count, long dimension,
                              float *distances);

/// x · row for each of `count` rows; the same on every processor.
void CLoops_products(const float *x, const float *rows, long count, long dimension,
                     float *products);

/// (x − center) · row for each of `count` rows; the same on every processor.
void CLoops_centered_products(const float *x, const float *center, const float *rows, long count,
                              long dimension, float *products);

/// sums += weight · x.
void CLoops_add(const float *x, double weight, long dimension, double *sums);

/// differences = x − center.
void CLoops_subtract(const float *x, const double *center, long dimension, double *differences);

/// Asks for numbers that are needed soon.
void CLoops_prefetch(const float *x, long dimension);
