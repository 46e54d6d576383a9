#include "NumberLoops.h"

// The numbers of dropout, from a seed and each one's place.
INLINE uint32_t random_bits(uint64_t seed, uint64_t place) {
    uint64_t z = seed + (place + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

INLINE void mask_sized(int half, uint64_t seed, long first, long count, uint32_t threshold,
                       float keep, void *mask) {
    for (long i = 0; i < count; i += LANES) {
        float numbers[LANES] __attribute__((aligned(64)));
        for (int l = 0; l < LANES; l++)
            numbers[l] = random_bits(seed, (uint64_t)(first + i + l)) < threshold ? 0 : keep;
        set_number(mask, i, half, load(numbers));
    }
}

INLINE void dropout_mask(int wide, uint64_t seed, long first, long count, int half,
                         uint32_t threshold, float keep, void *mask) {
    WITH_FLAG(mask_sized, half, seed, first, count, threshold, keep, mask);
}

VERSIONS(void, dropout_mask,
         (uint64_t seed, long first, long count, int half, uint32_t threshold, float keep,
          void *mask),
         seed, first, count, half, threshold, keep, mask)
