// The transformations of kernels and tiles, by those of WinogradRows.h down and across.
// A kernel's numbers, [9][16], as all factors, [factor][16].
INLINE void OF(transform_kernel)(int form, const float *numbers, float *all) {
    int factors = FACTORS(form);
    OF(part) d[3];
    for (int from = 0; from < 16; from += PART) {
        float down[3 * MOST * PART] __attribute__((aligned(64)));
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 3; i++) d[i] = OF(get)(numbers + (3 * i + j) * 16 + from);
            OF(transform_kernel_row)(form, d, down + j * PART, 3 * PART);
        }
        for (int i = 0; i < factors; i++) {
            for (int j = 0; j < 3; j++) d[j] = OF(get)(down + (3 * i + j) * PART);
            OF(transform_kernel_row)(form, d, all + i * factors * 16 + from, 16);
        }
    }
}

// A kernel's gradient, [9][16], from the sums of each factor's products, [factor][16].
INLINE void OF(transform_kernel_gradient)(int form, const float *all, float *numbers) {
    int factors = FACTORS(form);
    for (int from = 0; from < 16; from += PART) {
        OF(part) down[MOST * 3], row[3], g[9];
        for (int j = 0; j < factors; j++) {
            OF(transform_kernel_gradient_row)(form, all + j * 16 + from, factors * 16, row);
            for (int i = 0; i < 3; i++) down[MOST * i + j] = row[i];
        }
        for (int i = 0; i < 3; i++)
            OF(transform_kernel_gradient_row)(form, (const float *)(down + MOST * i), PART,
                                              g + 3 * i);
        for (int k = 0; k < 9; k++) OF(put)(numbers + k * 16 + from, g[k]);
    }
}

// Tile `at` of a plane, or (`gradient`) of an output's, with one of its directions at the points:
// down[point][column][PART]. What is at `next` in the plane is fetched meanwhile.
INLINE void OF(transform_down)(int form, int gradient, const pixel *plane, long height, long width,
                               Place at, int from, long next, float *down) {
    int size = gradient ? OUTPUTS_OF(form) : SPAN(form);
    int step = gradient ? OUTPUTS_OF(form) : STEP(form), border = gradient ? 0 : BORDER(form);
    Window window = window_of(plane, height, width, at.row * step - border,
                              at.column * step - border, size);
    if (from == 0)
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++) __builtin_prefetch(window.rows[i] + next + j * 16);
    for (int j = 0; j < size; j++) {
        int inside = window.first <= j && j < window.last;
        OF(part) d[MOST];
        UNROLL for (int i = 0; i < size; i++)
            d[i] = inside ? OF(get_pixels)(window.rows[i] + j * 16 + from) : (OF(part)){0};
        OF(transform_tile_row)(form, gradient, d, down + j * PART, size * PART);
    }
}

// Row i of a tile that is transformed down, at its points.
INLINE void OF(transform_across)(int form, int gradient, const float *down, int i, float *v,
                                 long step) {
    int size = gradient ? OUTPUTS_OF(form) : SPAN(form);
    OF(part) d[MOST];
    UNROLL for (int j = 0; j < size; j++) d[j] = OF(get)(down + (i * size + j) * PART);
    OF(transform_tile_row)(form, gradient, d, v, step);
}

// Tiles first ..< first + count of x at all points, in blocks firstBlock ..< lastBlock:
// v[point][block][tile][16]. Of a `gradient` of outputs a tile is a factor like a kernel; of an
// input it overlaps its neighbours. Words of bfloat16 numbers are pairs of channels, or (`byTiles`)
// of tiles: v[point][block][tile / 2][16].
INLINE void OF(transform_tiles)(int form, int gradient, int byTiles, const pixel *x, CLoopsTiles s,
                                long firstBlock, long lastBlock, long first, long count, long room,
                                float *v) {
    long blocks = BLOCKS(gradient ? s.outputs : s.inputs);
    long height = gradient ? s.rows : s.height, width = gradient ? s.columns : s.width;
    long plane = height * width * 16, point = TILES_STEP(blocks, room);
    int points = POINTS(form), step = gradient ? OUTPUTS_OF(form) : STEP(form);
    int together = byTiles ? PER_WORD : 1;
    for (long t = 0; t < count; t += together) {
        Place at[PER_WORD];
        for (int k = 0; k < together; k++) at[k] = place(form, s, first + t + k);
        for (long b = firstBlock; b < lastBlock; b++) {
            long next = b + 1 < lastBlock ? plane : step * together * 16 - (b - firstBlock) * plane;
            for (int from = 0; from < 16; from += PART) {
                float down[PER_WORD][MOST * MOST * PART] __attribute__((aligned(64)));
                for (int k = 0; k < together; k++)
                    if (t + k < count)
                        OF(transform_down)(form, gradient, x + (at[k].image * blocks + b) * plane,
                                           height, width, at[k], from, next, down[k]);
                    else
                        memset(down[k], 0, sizeof down[k]);
                for (int i = 0; i < points; i++) {
                    float *row = v + i * points * point;
#if HALVES
                    OF(part) values[PER_WORD][MOST];
                    for (int k = 0; k < together; k++)
                        OF(transform_across)(form, gradient, down[k], i, (float *)values[k], PART);
                    UNROLL for (int j = 0; j < points; j++) {
                        if (byTiles)
                            store(row + j * point + (b * room + t) * 8,
                                  (lanes)paired(values[0][j], values[1][j]));
                        else
                            OF(put_pixels)((pixel *)(row + j * point) + (b * room + t) * 16,
                                           values[0][j]);
                    }
#else
                    OF(transform_across)(form, gradient, down[0], i,
                                         row + (b * room + t) * 16 + from, point);
#endif
                }
            }
        }
    }
}

// What ends a tile's outputs z, in rows of its side, of the block's channels from `from` on: see
// CLoopsEnding. What pooling leaves is at the beginning of the first rows.
INLINE void OF(end_tile)(int form, CLoopsEnding end, long block, int from, const pixel *addend,
                         CLoopsTiles s, Place at, OF(part) *z) {
    long side = OUTPUTS_OF(form), top = at.row * side, left = at.column * side;
    long places = side * side;
    if (end.scale) {
        OF(part) scale = OF(get)(end.scale + block * 16 + from);
        OF(part) shift = OF(get)(end.shift + block * 16 + from);
        for (int i = 0; i < places; i++) z[i] = scale * z[i] + shift;
    }
    if (addend)
        for (long i = 0; i < side && top + i < s.rows; i++)
            for (long j = 0; j < side && left + j < s.columns; j++)
                z[side * i + j] +=
                    OF(get_pixels)(addend + ((top + i) * s.columns + left + j) * 16 + from);
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

// The outputs of tiles first ..< first + count, in the share's blocks, from their products at all
// points.
INLINE void OF(transform_outputs)(int form, const float *m, CLoopsTiles s, CLoopsShare share,
                                  long first, long count, long room, CLoopsEnding end, pixel *y) {
    int points = POINTS(form), side = OUTPUTS_OF(form), shrink = end.pooling ? 2 : 1;
    long blocks = BLOCKS(s.outputs), point = PRODUCTS_STEP(blocks, room);
    long height = s.rows / shrink, width = s.columns / shrink;
    for (long t = 0; t < count; t++) {
        Place at = place(form, s, first + t);
        long row = at.row * side / shrink, column = at.column * side / shrink;
        long rows = least(side / shrink, height - row);
        long columns = least(side / shrink, width - column);
        for (long b = share.firstBlock; b < share.lastBlock; b++) {
            long plane = at.image * blocks + b;
            pixel *to = y + ((plane * height + row) * width + column) * 16;
            // They are written in the end; until then they come from far away.
            for (long i = 0; i < rows; i++)
                for (long j = 0; j < columns; j++)
                    __builtin_prefetch(to + (i * width + j) * 16, 1);
            const pixel *addend = end.addend;
            if (addend) addend += plane * s.rows * s.columns * 16;
            for (int from = 0; from < 16; from += PART) {
                const float *products = m + (b * room + t) * 16 + from;
                OF(part) down[MOST * MOST], line[MOST], z[MOST * MOST];
                for (int j = 0; j < points; j++) {
                    OF(transform_output_row)(form, products + j * point, points * point, line);
                    UNROLL for (int i = 0; i < side; i++) down[points * i + j] = line[i];
                }
                for (int i = 0; i < side; i++)
                    OF(transform_output_row)(form, (const float *)(down + points * i), PART,
                                             z + side * i);
                OF(end_tile)(form, end, b, from, addend, s, at, z);
                for (long i = 0; i < rows; i++)
                    for (long j = 0; j < columns; j++)
                        OF(put_pixels)(to + (i * width + j) * 16 + from, z[side * i + j]);
            }
        }
    }
}

#undef OF
#undef PART
