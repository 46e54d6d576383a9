// Loops over row-major matrices, (rows, columns) floats.
#pragma once

/// Each row's softmax in place; `logs`, where it is not null, gets log Σ exp of each row.
void CLoops_softmax(float *x, long rows, long columns, float *logs);

/// The same again from the logarithms.
void CLoops_softmax_again(float *x, long rows, long columns, const float *logs);

/// g = p·(g − sum)·scale: with the gradient g of a softmax p and Σ p·g of each row, the gradient of
/// what it was taken of.
void CLoops_softmax_backward(const float *p, long rows, long columns, const float *sums,
                             float scale, float *g);

/// x + scale·y, with a factor for each column.
void CLoops_add_scaled(const float *x, long rows, const float *y, const float *scale,
                       long columns, float *result);

/// x·scale, with a factor for each column.
void CLoops_scale_columns(const float *x, long rows, long columns, const float *scale,
                          float *result);

/// x + bias, with a number for each column.
void CLoops_add_to_rows(const float *x, long rows, long columns, const float *bias,
                        float *result);

/// sums += each column's sum.
void CLoops_column_sums(const float *x, long rows, long columns, float *sums);

/// sums += each column's sum of products.
void CLoops_column_products(const float *x, const float *y, long rows, long columns, float *sums);

/// Each row less its mean, over its deviation, times scale plus shift of each column. `moments`,
/// where it is not null, gets the mean and one over the deviation of each row.
void CLoops_layer_norm(const float *x, long rows, long columns, const float *scale,
                       const float *shift, float epsilon, float *y, float *moments);

/// dx, and what the rows add to the gradients of scale and shift.
void CLoops_layer_norm_backward(const float *g, const float *x, long rows, long columns,
                                const float *scale, const float *moments, float *dx,
                                float *dscale, float *dshift);
