// Loops that oneDNN has no primitive for, compiled for several instruction sets; the processor's
// best is taken when the program starts.
//
// Where a CLoopsPlane is given, arrays are planes of 16 channels: (planes, height, width, 16) floats, as in the blocked
// layout nChw16c, where plane p holds channels 16·(p mod blocks) … of image p / blocks.
#pragma once

/// The geometry of one plane, pooled by 2 × 2 windows; odd last rows and columns are cut off.
typedef struct {
    long height;
    long width;
} CLoopsPlane;

/// Sums over one plane: of x − center, and of its square. Each array has 16 numbers.
void CLoops_moments(const float *x, CLoopsPlane plane, const float *center, double *sum,
                    double *squares);

/// y = max over each window of max(0, a·x + b).
void CLoops_pool(const float *x, CLoopsPlane plane, const float *a, const float *b, float *y);

/// Where the window's largest a·x + b is positive, its gradient g reaches that x; adds up g and
/// g·(x − mean) over the plane.
void CLoops_pool_sums(const float *x, const float *g, CLoopsPlane plane, const float *a,
                      const float *b, const float *mean, double *sum, double *product);

/// dx = a·dz − c·(x − mean) − d, with dz the gradient as `CLoops_pool_sums` routes it.
void CLoops_pool_backward(const float *x, const float *g, CLoopsPlane plane, const float *a,
                          const float *b, const float *mean, const float *c, const float *d,
                          float *dx);

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
