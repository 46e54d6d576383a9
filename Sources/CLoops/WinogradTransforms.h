// The transformations of Winograd's algorithm, by vectors of PART numbers: with half of a block of
// 16 channels at a time the numbers of a tile's column stay in the registers that AVX2 has.
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

// Values at a point: their words are pairs of channels, or (`byTiles`) pairs of tiles, of which the
// first is put first.
INLINE void OF(put_values)(float *point, long place, int byTiles, OF(part) v) {
    if (!byTiles) return OF(put_pixels)((pixel *)point + place * 16, v);
    words *to = (words *)point + place / 2, value = widened(narrowed(v));
    *to = place % 2 ? *to | value << 16 : value;
}
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

// side + 2 numbers of the input become its values at the points, a step apart.
INLINE void OF(spread_input)(int side, const OF(part) *d, float *v, long step) {
    int zero = ZERO(side);
    if (zero) OF(put)(v, OF(among)(side, -1, d, 0));
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        float *to = v + (2 * q + zero) * step;
        OF(part) sum = OF(among)(side, q, d, 1 + zero);
        OF(part) odd = PAIR[side][q] * OF(among)(side, q, d, zero);
        OF(put)(to, sum + odd);
        OF(put)(to + step, sum - odd);
    }
    OF(put)(v + (POINTS(side) - 1) * step, OF(among)(side, -1, d, zero));
}

// `count` numbers of a kernel (3) or of an output's gradient (a side) at the points, a step apart.
INLINE void OF(spread_factor)(int side, int count, const OF(part) *g, float *v, long step) {
    int zero = ZERO(side);
    if (zero) OF(put)(v, 1 / coefficient(side, -1, 0) * g[0]);
    UNROLL for (int q = 0; q < PAIRS(side); q++) {
        float *to = v + (2 * q + zero) * step;
        OF(part) even = g[0], odd = power(side, q, 1) * g[1];
        UNROLL for (int k = 2; k < count; k += 2) even += power(side, q, k) * g[k];
        UNROLL for (int k = 3; k < count; k += 2) odd += power(side, q, k) * g[k];
        OF(put)(to, weight(side, q) * (even + odd));
        // Without 0 the distances are an odd number: at −x their product has the other sign.
        OF(put)(to + step, weight(side, q) * (zero ? even - odd : odd - even));
    }
    OF(put)(v + (POINTS(side) - 1) * step, g[count - 1]);
}

INLINE void OF(spread)(int side, int gradient, const OF(part) *d, float *v, long step) {
    if (gradient)
        OF(spread_factor)(side, side, d, v, step);
    else
        OF(spread_input)(side, d, v, step);
}

// Products at the points, a step apart, become the `count` numbers of the result.
INLINE void OF(gather_product)(int side, int count, const float *m, long step, OF(part) *y,
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
        if (r == count - 1) number += OF(get)(m + (POINTS(side) - 1) * step);
        y[r * ystep] = number;
    }
}

// A kernel's numbers, [9][16], at all points, [point][16].
INLINE void OF(spread_kernel)(int side, const float *numbers, float *all) {
    int points = POINTS(side);
    OF(part) d[3];
    for (int from = 0; from < 16; from += PART) {
        float half[3 * MOST * PART] __attribute__((aligned(64)));
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 3; i++) d[i] = OF(get)(numbers + (3 * i + j) * 16 + from);
            OF(spread_factor)(side, 3, d, half + j * PART, 3 * PART);
        }
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < 3; j++) d[j] = OF(get)(half + (3 * i + j) * PART);
            OF(spread_factor)(side, 3, d, all + i * points * 16 + from, 16);
        }
    }
}

// A kernel's gradient, [9][16], from the products at all points, [point][16].
INLINE void OF(gather_kernel)(int side, const float *all, float *numbers) {
    int points = POINTS(side);
    for (int from = 0; from < 16; from += PART) {
        OF(part) half[3 * MOST], g[9];
        for (int j = 0; j < points; j++)
            OF(gather_product)(side, 3, all + j * 16 + from, points * 16, half + j, points);
        for (int i = 0; i < 3; i++)
            OF(gather_product)(side, 3, (const float *)(half + points * i), PART, g + 3 * i, 1);
        for (int k = 0; k < 9; k++) OF(put)(numbers + k * 16 + from, g[k]);
    }
}

// Some tiles and blocks of x at all points: v[point][block][tile][16]. Of a `gradient` of
// outputs a tile is a factor like a kernel; of an input it overlaps its neighbours. Words of
// bfloat16 numbers are pairs of channels, or (`byTiles`) of tiles: v[point][block][tile / 2][16].
INLINE void OF(spread_tiles)(int side, int gradient, int byTiles, const pixel *x, CLoopsTiles s,
                             long blocks, long firstBlock, long lastBlock, long first, long count,
                             long room, float *v) {
    long plane = s.height * s.width * 16, point = TILES(blocks, room);
    int points = POINTS(side), size = gradient ? side : points;
    for (long t = 0; t < count; t++) {
        Place at = place(s, first + t);
        for (long b = firstBlock; b < lastBlock; b++) {
            Window window = window_of(x + (at.image * blocks + b) * plane, s, at, !gradient, size);
            long next = b + 1 < lastBlock ? plane : side * 16 - (b - firstBlock) * plane;
            for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++)
                    __builtin_prefetch(window.rows[i] + next + j * 16);
            for (int from = 0; from < 16; from += PART) {
                float half[MOST * MOST * PART] __attribute__((aligned(64)));
                OF(part) d[MOST];
                for (int j = 0; j < size; j++) {
                    int inside = window.first <= j && j < window.last;
                    UNROLL for (int i = 0; i < size; i++)
                        d[i] = inside ? OF(get_pixels)(window.rows[i] + j * 16 + from) : (OF(part)){0};
                    OF(spread)(side, gradient, d, half + j * PART, size * PART);
                }
                for (int i = 0; i < points; i++) {
                    UNROLL for (int j = 0; j < size; j++)
                        d[j] = OF(get)(half + (i * size + j) * PART);
                    float *row = v + i * points * point;
#if HALVES
                    OF(part) values[MOST];
                    OF(spread)(side, gradient, d, (float *)values, PART);
                    UNROLL for (int j = 0; j < points; j++)
                        OF(put_values)(row + j * point, b * room + t, byTiles, values[j]);
#else
                    OF(spread)(side, gradient, d, row + (b * room + t) * 16 + from, point);
#endif
                }
            }
        }
    }
}

// What ends a tile of outputs, of some channels from `from` on: see CLoopsEnding. `places` of them
// are left, in rows of `side`.
INLINE void OF(end_tile)(int side, CLoopsEnding end, long block, int from, const pixel *addend,
                         CLoopsTiles s, Place at, OF(part) *z) {
    int places = side * side;
    if (end.scale) {
        OF(part) scale = OF(get)(end.scale + block * 16 + from);
        OF(part) shift = OF(get)(end.shift + block * 16 + from);
        for (int i = 0; i < places; i++) z[i] = scale * z[i] + shift;
    }
    if (addend)
        for (long i = 0; i < side && at.row + i < s.height; i++)
            for (long j = 0; j < side && at.column + j < s.width; j++)
                z[side * i + j] +=
                    OF(get_pixels)(addend + ((at.row + i) * s.width + at.column + j) * 16 + from);
    if (end.slope != 1)
        for (int i = 0; i < places; i++) z[i] = OF(larger)(z[i], end.slope * z[i]);
    if (end.pooling)
        for (int i = 0; i < side / 2; i++)
            for (int j = 0; j < side / 2; j++) {
                OF(part) *w = z + 2 * (side * i + j);
                z[side * i + j] = OF(larger)(OF(larger)(w[0], w[1]),
                                             OF(larger)(w[side], w[side + 1]));
            }
}

// The outputs of tiles first ..< first + count in blocks from ..< to of channels, from their
// products at all points.
INLINE void OF(gather_tiles)(int side, const float *m, CLoopsTiles s, CLoopsShare share, long first,
                             long count, long room, CLoopsEnding end, pixel *y) {
    int points = POINTS(side), shrink = end.pooling ? 2 : 1;
    long blocks = BLOCKS(s.outputs), point = POINT(blocks, room);
    long height = s.height / shrink, width = s.width / shrink;
    for (long t = 0; t < count; t++) {
        Place at = place(s, first + t);
        long row = at.row / shrink, column = at.column / shrink;
        long rows = least(side / shrink, height - row), columns = least(side / shrink, width - column);
        for (long b = share.firstBlock; b < share.lastBlock; b++) {
            long plane = at.image * blocks + b;
            pixel *to = y + ((plane * height + row) * width + column) * 16;
            // They are written in the end; until then they come from far away.
            for (long i = 0; i < rows; i++)
                for (long j = 0; j < columns; j++)
                    __builtin_prefetch(to + (i * width + j) * 16, 1);
            const pixel *addend = end.addend;
            if (addend) addend += plane * s.height * s.width * 16;
            for (int from = 0; from < 16; from += PART) {
                const float *products = m + (b * room + t) * 16 + from;
                OF(part) half[MOST * MOST], z[MOST * MOST];
                for (int j = 0; j < points; j++)
                    OF(gather_product)(side, side, products + j * point, points * point, half + j,
                                       points);
                for (int i = 0; i < side; i++)
                    OF(gather_product)(side, side, (const float *)(half + points * i), PART,
                                       z + side * i, 1);
                OF(end_tile)(side, end, b, from, addend, s, at, z);
                for (long i = 0; i < rows; i++)
                    for (long j = 0; j < columns; j++)
                        OF(put_pixels)(to + (i * width + j) * 16 + from, z[side * i + j]);
            }
        }
    }
}

#undef OF
#undef PART
