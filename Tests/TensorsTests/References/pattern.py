"""Deterministic float32 numbers, equal to those of Tests/TestSupport/Pattern.swift bit for bit."""

import numpy as np


def fnv1a32(name):
    h = 0x811C9DC5
    for byte in name.encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def values(name, shape, scale=1.0, offset=0.0):
    """A float32 array of the shape, uniform in offset ± scale. Every step rounds to float32."""
    count = int(np.prod(shape))
    h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(fnv1a32(name))
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    unit = (h >> np.uint32(8)).astype(np.float32) / np.float32(1 << 24)
    centred = (unit - np.float32(0.5)) * np.float32(2)
    return (centred * np.float32(scale) + np.float32(offset)).reshape(shape)


if __name__ == "__main__":
    for name, scale, offset in [("x", 1, 0), ("conv1.weight", 0.3, 0), ("bn1.weight", 0.1, 1)]:
        print(name, scale, offset, [str(v) for v in values(name, (4,), scale, offset)])
    print("σ", [str(v) for v in values("σ", (100_001,))[-2:]])
