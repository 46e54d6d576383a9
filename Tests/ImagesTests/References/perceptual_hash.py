"""Perceptual hashes of formula pictures by SciPy's cosine transform, as imagehash.phash takes them
from 32 x 32 grey numbers; prints the numbers in PerceptualHashTests.swift.

    python perceptual_hash.py        (NumPy, SciPy)
"""

import numpy as np
from scipy.fft import dct


def phash(grey):
    low = dct(dct(grey, axis=0), axis=1)[:8, :8]
    return sum(1 << int(i) for i in np.flatnonzero((low > np.median(low)).ravel()))


for factor in (1, 3, 7):
    y, x = np.mgrid[:32, :32]
    grey = ((37 * x + 59 * y + factor * x * y) % 251).astype(float)
    print(factor, hex(phash(grey)), hex(phash(grey[:, ::-1])))
