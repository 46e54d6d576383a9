// What the files of Winograd's algorithm share: its points, and how tiles lie.
#pragma once

#include <string.h>

#include "Planes.h"

// Whether pixels, and what is multiplied at the points, are bfloat16 numbers: two of them, which
// are multiplied and added up together, are a word in the place of one number.
#ifndef HALVES
#define HALVES 0
#endif
#define PER_WORD (HALVES ? 2 : 1)
#if HALVES
typedef unsigned short pixel;
#else
typedef float pixel;
#endif

// A row of `side` outputs of three weights is computed at side + 2 points, where the polynomials
// of Toom and Cook are multiplied: 0 (if the side is even), pairs of ±x, and ∞, in this order.
// Whatever depends on the points alone is a constant to the compiler.
#define PAIRS(side) (((side) + 1) / 2)
#define ZERO(side) (1 - (side) % 2)
#define INFINITY_OF(side) ((side) + 1)

// Sides are below SIDES; in a direction a tile has at most MOST inputs, outputs, points, factors.
enum { SIDES = 7, MOST = 8, MOST_PAIRS = PAIRS(SIDES - 1) };

// The pairs: among eighths up to 4 those that round least (Benchmarks/peers/points.py).
static const float PAIR[SIDES][MOST_PAIRS] = {
    [2] = {1}, [4] = {0.625f, 1.5f}, [5] = {0.25f, 0.875f, 1.75f}, [6] = {0.5f, 1, 2}};

// What a tile is: so many outputs of stride 1 in a direction (4 to 6), three outputs of stride 2,
// or six numbers of the gradient of the input of those. Of stride 2, the outer two weights meet
// every other input only: three outputs of two weights at the four points of side 2, and the inner
// weight by itself, as one factor of three products.
enum { STRIDED = CLoopsStrided, TURNED = CLoopsTurned };
#define IS_STRIDE_2(form) ((form) == STRIDED || (form) == TURNED)

// In a direction: outputs of a tile, the inputs that it is made of, how far from one tile's to the
// next one's, and how many before the first that outputs begin at; products, and factors of a
// kernel.
#define OUTPUTS_OF(form) ((form) == STRIDED ? 3 : (form) == TURNED ? 6 : (form))
#define SPAN(form) ((form) == STRIDED ? 7 : (form) == TURNED ? 4 : (form) + 2)
#define STEP(form) ((form) == STRIDED ? 6 : (form) == TURNED ? 3 : (form))
#define BORDER(form) ((form) == TURNED ? 0 : 1)
#define POINTS(form) (IS_STRIDE_2(form) ? 7 : (form) + 2)
#define FACTORS(form) (IS_STRIDE_2(form) ? 5 : (form) + 2)

// Of both directions, and which factor makes product p.
#define SQUARE(form) (POINTS(form) * POINTS(form))
#define KERNEL(form) (FACTORS(form) * FACTORS(form))
#define FACTOR_OF(form, p)                                    \
    (least((p) / POINTS(form), FACTORS(form) - 1) * FACTORS(form) + \
     least((p) % POINTS(form), FACTORS(form) - 1))

#define UNROLL _Pragma("clang loop unroll(full)")

// The factor of t to the power 2k in the product of t² − x² over all pairs but `without`.
INLINE float coefficient(int side, int without, int k) {
    float c[MOST_PAIRS + 1] = {1};
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        float square = PAIR[side][q] * PAIR[side][q];
        if (q == without) continue;
        UNROLL for (int i = MOST_PAIRS; i > 0; i--) c[i] = c[i - 1] - square * c[i];
        c[0] *= -square;
    }
    return c[k];
}

// x of pair q to a power.
INLINE float power(int side, int q, int exponent) {
    float product = 1;
    UNROLL for (int i = 0; i < exponent; i++) product *= PAIR[side][q];
    return product;
}

// The inverse product of the distances of x of pair q from the other points but ∞.
INLINE float inverse_distances(int side, int q) {
    float x = PAIR[side][q], product = 2 * (ZERO(side) ? x * x : x);
    UNROLL for (int other = 0; other < PAIRS(side); other++)
        if (other != q) product *= x * x - PAIR[side][other] * PAIR[side][other];
    return 1 / product;
}

// The sum and the product, or the products of both numbers of each word.
INLINE lanes add_product(lanes sum, lanes a, lanes b) {
#if !HALVES
    return sum + a * b;
#elif ROUNDING
    return (lanes)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
#else
    words low = (words)a << 16, high = (words)a & 0xffff0000;
    return sum + (lanes)low * (lanes)((words)b << 16) +
           (lanes)high * (lanes)((words)b & 0xffff0000);
#endif
}

#if HALVES
// Numbers of a in the lower halves of words, of b in the upper ones.
INLINE words paired(lanes a, lanes b) {
#if ROUNDING
    typedef unsigned short both __attribute__((vector_size(64)));
    both h = (both)_mm512_cvtne2ps_pbh((__m512)b, (__m512)a);
    return (words)__builtin_shufflevector(h, h, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                          23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30,
                                          15, 31);
#else
    return __builtin_convertvector(narrowed(a), words) |
           __builtin_convertvector(narrowed(b), words) << 16;
#endif
}
#endif

// The first product that a factor makes.
#define PRODUCT_OF(form, factor) \
    ((factor) / FACTORS(form) * POINTS(form) + (factor) % FACTORS(form))

// Calls `function` with the form as its first argument, as a constant.
#define WITH_FORM(function, form, ...)                       \
    switch (form) {                                          \
        case 6: function(6, __VA_ARGS__); break;             \
        case 5: function(5, __VA_ARGS__); break;             \
        case STRIDED: function(STRIDED, __VA_ARGS__); break; \
        case TURNED: function(TURNED, __VA_ARGS__); break;   \
        default: function(4, __VA_ARGS__);                   \
    }

// Defines CLoops_NAME with these parameters, of which `s` are the tiles, by NAME_of, an INLINE
// function that takes the form and whether it is WIDE before them; of HALVES, which are WIDE,
// CLoops_NAME_halves.
#define WINOGRAD(name, parameters, ...)                  \
    INLINE void name(int wide, UNPACKED parameters) {    \
        WITH_FORM(name##_of, s.form, wide, __VA_ARGS__); \
    }                                                    \
    ENTRY(name, parameters, __VA_ARGS__)
#if HALVES
#define ENTRY(name, parameters, ...) \
    void CLoops_##name##_halves parameters { name(1, __VA_ARGS__); }
#else
#define ENTRY(name, parameters, ...) VERSIONS(void, name, parameters, __VA_ARGS__)
#endif
#define UNPACKED(...) __VA_ARGS__

// Which tile of which image tile `t` of all images is.
typedef struct {
    long image, row, column;
} Place;

INLINE Place place(int form, CLoopsTiles s, long t) {
    long side = OUTPUTS_OF(form);
    long down = (s.rows + side - 1) / side, across = (s.columns + side - 1) / side;
    return (Place){t / (down * across), t / across % down, t % across};
}

// Some rows of pixels of one block of channels, zeros where the picture ends; of their columns
// first ..< last are inside.
typedef struct {
    const pixel *rows[MOST];
    long first, last;
} Window;

static const pixel OUTSIDE[MOST * 16] __attribute__((aligned(64)));

// `size` × `size` pixels of a plane of height × width from (top, left) on.
INLINE Window window_of(const pixel *plane, long height, long width, long top, long left,
                        int size) {
    Window window = {.first = left < 0, .last = width - left};
    for (long i = 0; i < size; i++)
        window.rows[i] = top + i >= 0 && top + i < height
            ? plane + ((top + i) * width + left) * 16 : OUTSIDE;
    return window;
}

// Blocks of 16 channels, the last one with zeros where there are no channels.
#define BLOCKS(channels) (((channels) + 15) / 16)

// The distance between the arrays of two points, in floats: not a power of two, which would crowd
// the cache. Of tiles to be multiplied, of their products, of weights, and of sums for the weights'
// gradient.
#define TILES_STEP(blocks, count) ((blocks) * (count) * 16 / PER_WORD + 16)
#define PRODUCTS_STEP(blocks, count) ((blocks) * (count) * 16 + 16)
#define WEIGHTS_STEP(s) KERNELS_STEP(s, PER_WORD)
#define SUMS_STEP(s) KERNELS_STEP(s, 1)
#define KERNELS_STEP(s, per_word) \
    (BLOCKS((s).inputs) * BLOCKS((s).outputs) * 256 / (per_word) + 16)

// A function of WinogradTransforms.h for as many numbers at a time as a register of the processor
// holds; those that multiply bfloat16 numbers hold 16.
#define PART 16
#include "WinogradRows.h"
#include "WinogradTransforms.h"
#if HALVES
#define BY_PARTS(wide, function, ...) function##_16(__VA_ARGS__)
#else
#define PART 8
#include "WinogradRows.h"
#include "WinogradTransforms.h"
#define BY_PARTS(wide, function, ...) \
    ((wide) ? function##_16(__VA_ARGS__) : function##_8(__VA_ARGS__))
#endif
