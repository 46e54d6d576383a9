// One vector or few rows against others, sums of vectors, and functions of many numbers: compiled
// for several instruction sets; the processor's best is taken when the program starts.
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

/// c = a · b, (rows × depth) · (depth × columns), for a few rows; the same on every processor.
void CVectors_multiply(const float *a, const float *b, long rows, long columns, long depth, float *c);

/// x = exp(x), each within two units in the last place from −87 to 88; beyond, as
/// there; the same on every processor.
void CVectors_exponentials(float *x, long count);

/// A step of Adam (Kingma and Ba 2015, arXiv 1412.6980) with β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸: the
/// moments are `first` and `second`, `size` is the rate over 1 − β₁ᵗ, `root` one over √(1 − β₂ᵗ).
void CVectors_adam(float *x, const float *gradient, float *first, float *second, long count,
                   float size, float root);

/// ‖x‖², summed in double precision; the same on every processor.
double CVectors_square(const float *x, long dimension);

/// sums += weight · x.
void CVectors_add(const float *x, double weight, long dimension, double *sums);

/// differences = x − center.
void CVectors_subtract(const float *x, const double *center, long dimension, double *differences);

/// x = weight · x, multiplied in double precision and rounded once.
void CVectors_scale(float *x, double weight, long dimension);

/// x -= center, in single precision; then ‖x‖² as `CVectors_square` has it.
double CVectors_move(float *x, const float *center, long dimension);

/// The rows of a table at `rows`, (count × dimension), one after the other.
void CVectors_gather(const float *table, const long *rows, long count, long dimension,
                     float *gathered);

/// Says which vector is needed after the next one: this thread's next loop over a vector of that size
/// asks the processor for it, number by number along with its own.
void CVectors_announce(const float *x, long dimension);
