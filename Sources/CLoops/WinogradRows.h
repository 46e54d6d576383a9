// One direction of the transformations of Winograd's algorithm, by vectors of PART numbers: with
// half of a block of 16 channels at a time the numbers of a tile's column stay in the registers
// that AVX2 has.
#if PART == 16
#define OF(name) name##_16
#else
#define OF(name) name##_8
#endif

typedef float OF(part) __attribute__((vector_size(PART * 4)));
typedef int OF(choice) __attribute__((vector_size(PART * 4)));

INLINE OF(part) OF(get)(const float *at) { return *(const OF(part) *)at; }

INLINE void OF(put)(float *at, OF(part) v) { *(OF(part) *)at = v; }

#if HALVES
INLINE OF(part) OF(get_pixels)(const pixel *at) { return get_halves(at); }

INLINE void OF(put_pixels)(pixel *at, OF(part) v) { *(halves *)at = narrowed(v); }

#else
INLINE OF(part) OF(get_pixels)(const pixel *at) { return OF(get)(at); }

INLINE void OF(put_pixels)(pixel *at, OF(part) v) { OF(put)(at, v); }
#endif

INLINE OF(part) OF(larger)(OF(part) a, OF(part) b) {
    OF(choice) first = a > b;
    return (OF(part))((first & (OF(choice))a) | (~first & (OF(choice))b));
}

// The product of t² − x² over all pairs but `without`, with the numbers d from `first` on in the
// place of t's powers.
INLINE OF(part) OF(among)(int side, int without, const OF(part) *d, int first) {
    int last = PAIRS(side) - (without >= 0);
    OF(part) sum = d[2 * last + first];
    UNROLL for (int k = 0; k < last; k++)
        sum += coefficient(side, without, k) * d[2 * k + first];
    return sum;
}

// side + 2 numbers of the input become its values at the side's points, a step apart.
INLINE void OF(transform_input)(int side, const OF(part) *d, float *v, long step) {
    int zero = ZERO(side);
    if (zero) OF(put)(v, OF(among)(side, -1, d, 0));
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        float *to = v + (2 * q + zero) * step;
        OF(part) sum = OF(among)(side, q, d, 1 + zero);
        OF(part) odd = PAIR[side][q] * OF(among)(side, q, d, zero);
        OF(put)(to, sum + odd);
        OF(put)(to + step, sum - odd);
    }
    OF(put)(v + INFINITY_OF(side) * step, OF(among)(side, -1, d, zero));
}

// `count` numbers of a kernel (2, 3) or of an output's gradient at the points, a step apart.
INLINE void OF(transform_factor)(int side, int count, const OF(part) *g, float *v, long step) {
    int zero = ZERO(side);
    if (zero) OF(put)(v, 1 / coefficient(side, -1, 0) * g[0]);
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        float *to = v + (2 * q + zero) * step;
        OF(part) even = g[0], odd = power(side, q, 1) * g[1];
        UNROLL for (int k = 2; k < count; k += 2) even += power(side, q, k) * g[k];
        UNROLL for (int k = 3; k < count; k += 2) odd += power(side, q, k) * g[k];
        OF(put)(to, inverse_distances(side, q) * (even + odd));
        // Without 0 the distances are an odd number: at −x their product has the other sign.
        OF(put)(to + step, inverse_distances(side, q) * (zero ? even - odd : odd - even));
    }
    OF(put)(v + INFINITY_OF(side) * step, g[count - 1]);
}

// A row of a tile's inputs, or of its outputs' gradient, becomes one factor of each product.
INLINE void OF(transform_tile_row)(int form, int gradient, const OF(part) *d, float *v, long step) {
    if (!IS_STRIDE_2(form))
        return gradient ? OF(transform_factor)(form, form, d, v, step)
                        : OF(transform_input)(form, d, v, step);
    // Every other input of those that the outer weights meet.
    OF(part) outer[4];
    int apart = form == STRIDED && !gradient ? 2 : 1;
    UNROLL for (int k = 0; k < 4 - gradient; k++) outer[k] = d[apart * k];
    if (gradient)
        OF(transform_factor)(2, 3, outer, v, step);
    else
        OF(transform_input)(2, outer, v, step);
    UNROLL for (int k = 0; k < 3; k++) OF(put)(v + (4 + k) * step, d[apart * k + apart - 1]);
}

// Three weights become the other factors.
INLINE void OF(transform_kernel_row)(int form, const OF(part) *g, float *v, long step) {
    if (!IS_STRIDE_2(form)) return OF(transform_factor)(form, 3, g, v, step);
    OF(part) outer[2] = {g[0], g[2]};
    OF(transform_factor)(2, 2, outer, v, step);
    OF(put)(v + 4 * step, g[1]);
}

// Products at the side's points, a step apart, become the `count` numbers of the result.
INLINE void OF(transform_products)(int side, int count, const float *m, long step, OF(part) *y,
                                   int ystep) {
    int zero = ZERO(side);
    OF(part) sum[MOST_PAIRS], difference[MOST_PAIRS];
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        OF(part) a = OF(get)(m + (2 * q + zero) * step);
        OF(part) b = OF(get)(m + (2 * q + zero + 1) * step);
        sum[q] = a + b;
        difference[q] = a - b;
    }
    UNROLL for (int r = 0; r < count; r++) {
        const OF(part) *terms = r % 2 ? difference : sum;
        OF(part) number = power(side, 0, r) * terms[0];
        UNROLL for (int q = 1; q < PAIRS(side); q++) number += power(side, q, r) * terms[q];
        if (zero && r == 0) number += OF(get)(m);
        if (r == count - 1) number += OF(get)(m + INFINITY_OF(side) * step);
        y[r * ystep] = number;
    }
}

// Products become a tile's outputs in a direction.
INLINE void OF(transform_output_row)(int form, const float *m, long step, OF(part) *y) {
    if (!IS_STRIDE_2(form)) return OF(transform_products)(form, form, m, step, y, 1);
    OF(part) outer[3];
    OF(transform_products)(2, 3, m, step, outer, 1);
    UNROLL for (int k = 0; k < 3; k++) {
        OF(part) inner = OF(get)(m + (4 + k) * step);
        if (form == STRIDED) {
            y[k] = outer[k] + inner;
        } else {
            y[2 * k] = inner;
            y[2 * k + 1] = outer[k];
        }
    }
}

// Products, those of one factor summed up, become the gradient of three weights.
INLINE void OF(transform_kernel_gradient_row)(int form, const float *m, long step, OF(part) *g) {
    if (!IS_STRIDE_2(form)) return OF(transform_products)(form, 3, m, step, g, 1);
    OF(transform_products)(2, 2, m, step, g, 2);
    g[1] = OF(get)(m + 4 * step);
}
