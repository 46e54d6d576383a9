"""Golden episodes: the generator and the sampler written again from their descriptions.

    python3 episodes.py > episodes.json

xoshiro256** seeded by SplitMix64, substreams by FNV-1a of their name, Lemire's bounded integers,
the start of a Fisher-Yates shuffle. Nothing but the standard library is needed.
"""

import json

MASK = (1 << 64) - 1


def split_mix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return state, z ^ (z >> 31)


def rotate(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


class Generator:
    def __init__(self, seed):
        self.key = seed
        self.s = []
        state = seed
        for _ in range(4):
            state, word = split_mix(state)
            self.s.append(word)

    def stream(self, name, index):
        hash = 0xCBF29CE484222325
        for byte in name.encode():
            hash = ((hash ^ byte) * 0x100000001B3) & MASK
        _, named = split_mix(self.key ^ hash)
        _, seed = split_mix(named ^ index)
        return Generator(seed)

    def next(self):
        s = self.s
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return result

    def below(self, bound):
        product = self.next() * bound
        if product & MASK < bound:
            threshold = (1 << 64) % bound
            while product & MASK < threshold:
                product = self.next() * bound
        return product >> 64

    def choose(self, count, items):
        items = list(items)
        for i in range(count):
            j = i + self.below(len(items) - i)
            items[i], items[j] = items[j], items[i]
        return items[:count]


def episode(labels, classes, way, shot, query, seed, index):
    generator = Generator(seed).stream("episode", index)
    drawn = generator.choose(way, range(classes))
    images = [
        generator.choose(shot + query, [i for i, l in enumerate(labels) if l == label])
        for label in drawn
    ]
    return {
        "classes": drawn,
        "support": [x[:shot] for x in images],
        "query": [x[shot:] for x in images],
    }


cases = []
for classes, images, way, shot, query, seed, index in [
    (20, 600, 5, 1, 15, 0, 0),
    (20, 600, 5, 5, 15, 0, 9999),
    (7, 11, 7, 3, 8, 2**64 - 1, 123456789),
    (2, 2, 2, 1, 1, 42, 1),
]:
    # Image i has class i mod classes: the images of a class are not neighbours.
    labels = [i % classes for i in range(classes * images)]
    cases.append(
        {
            "classCount": classes, "imagesPerClass": images, "way": way, "shot": shot,
            "queries": query, "seed": str(seed), "index": index,
            **episode(labels, classes, way, shot, query, seed, index),
        }
    )
print(json.dumps({"cases": cases}))
