"""Prints the numbers that GoldenTests.swift holds the generator against.

    python3 Tests/RandomnessTests/golden.py

Written from the algorithms' papers, not from the Swift code: xoshiro256** and SplitMix64 (Blackman
& Vigna 2018; Steele, Lea & Flood 2014), FNV-1a, Lemire's bounded integers (2019), and Fisher–Yates
on a whole list. Python's integers have no width: every word is masked to 64 bits.
"""

import math

MASK = (1 << 64) - 1


class SplitMix:
    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)


def rotated(x, k):
    return (x << k | x >> (64 - k)) & MASK


class Generator:
    def __init__(self, seed):
        self.seed = seed
        mixer = SplitMix(seed)
        self.s = [mixer.next() for _ in range(4)]

    def stream(self, name, index=0):
        """Seeded by SplitMix of (SplitMix of (seed xor FNV-1a of the name) xor index)."""
        h = 14695981039346656037
        for byte in name.encode():
            h = (h ^ byte) * 1099511628211 & MASK
        named = SplitMix(self.seed ^ h).next()
        return Generator(SplitMix(named ^ (index & MASK)).next())

    def next(self):
        s = self.s
        result = rotated(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 45)
        return result

    def below(self, bound):
        """Accepts a word unless its product's lower half is under 2^64 mod bound."""
        while True:
            product = self.next() * bound
            if product & MASK >= (1 << 64) % bound:
                return product >> 64

    def chosen(self, count, total):
        items = list(range(total))
        for i in range(count):
            j = i + self.below(total - i)
            items[i], items[j] = items[j], items[i]
        return items[:count]

    def uniform(self):
        return (self.next() >> 11) / (1 << 53)

    def normal(self):
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                return u * math.sqrt(-2 * math.log(s) / s)


def words(generator, count=4):
    return ", ".join(f"0x{generator.next():016x}" for _ in range(count))


if __name__ == "__main__":
    for seed in (0, 42, MASK):
        print("seed", seed, words(Generator(seed)))
    seven = Generator(7)
    print("stream augment 0", words(seven.stream("augment")))
    print("stream augment 12", words(seven.stream("augment", 12)))
    print("stream λ -1", words(seven.stream("λ", -1)))
    print("nested", words(seven.stream("epoch", 3).stream("mixing", 5)))
    generator = Generator(5)
    print("below", [generator.below(b) for b in (1, 2, 6, 10, 64, 600, 38400, 3 << 61)])
    print("many below", [generator.below(3 << 61) for _ in range(4)])
    print("permutation 10", Generator(11).chosen(10, 10))
    print("choose 6 of 20", Generator(12).chosen(6, 20))
    print("choose 4 of 38400", Generator(13).chosen(4, 38400))
    generator = Generator(14)
    print("uniform", [generator.uniform() for _ in range(3)])
    generator = Generator(15)
    print("normal", [generator.normal() for _ in range(4)])
