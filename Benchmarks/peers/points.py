"""The points of Winograd's algorithm F(side × side, 3×3) that round least, and how much the tile of
stride 2 rounds: run it to see them.

Rounding errors grow with the sizes of what the three transformations multiply by: for points x
with Bᵀ, G and Aᵀ, with the root of the mean over outputs r of Σₚ Aᵣₚ²·|Bₚ|²·|Gₚ|². The second
number is the error of a convolution of 64 channels of normal numbers in single precision, over
the size of its result; the third, where what is multiplied is rounded to bfloat16.
"""

import itertools

import numpy as np


def matrices(side, pairs):
    finite = ([0.0] if side % 2 == 0 else []) + [s * x for x in pairs for s in (1, -1)]
    points = side + 2
    B, G, A = np.zeros((points, points)), np.zeros((points, 3)), np.zeros((side, points))
    for p, x in enumerate(finite):
        others = [y for y in finite if y != x]
        B[p, : points - 1] = np.poly(others)[::-1]
        G[p] = np.array([1, x, x * x]) / np.prod([x - y for y in others])
        A[:, p] = [x**r for r in range(side)]
    B[-1], G[-1, 2], A[-1, -1] = np.poly(finite)[::-1], 1, 1
    return A, B, G


def strided():
    """Three outputs of two weights beside three products: WinogradTile.strided."""
    B, G, A = np.zeros((7, 7)), np.zeros((7, 3)), np.zeros((3, 7))
    B[:4, ::2] = [[-1, 0, 1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]]
    G[:4, ::2] = [[-1, 0], [0.5, 0.5], [0.5, -0.5], [0, 1]]
    A[:, :4] = [[1, 1, 1, 0], [0, 1, -1, 0], [0, 1, 1, 1]]
    for k in range(3):
        B[4 + k, 2 * k + 1], G[4 + k, 1], A[k, 4 + k] = 1, 1, 1
    return A, B, G


def growth(side, pairs):
    A, B, G = matrices(side, pairs)
    return np.sqrt(np.mean(A**2 @ ((B**2).sum(1) * (G**2).sum(1))))


def bfloat16(numbers):
    bits = np.ascontiguousarray(numbers).view(np.uint32)
    return (bits + 0x7FFF + ((bits >> 16) & 1) & 0xFFFF0000).astype(np.uint32).view(np.float32)


def error(matrices, rounded=lambda numbers: numbers, stride=1, channels=64, trials=200):
    generator = np.random.default_rng(0)
    A, B, G = (m.astype(np.float32) for m in matrices)
    span = B.shape[1]
    wrong, size = 0, 0
    for _ in range(trials):
        d = generator.standard_normal((channels, span, span)).astype(np.float32)
        g = generator.standard_normal((channels, 3, 3)).astype(np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(d.astype(np.float64), (3, 3), (1, 2))
        windows = windows[:, ::stride, ::stride]
        exact = np.einsum("cijkl,ckl->ij", windows, g)
        products = rounded(B @ d @ B.T) * rounded(G @ g @ G.T)
        total = np.zeros(products.shape[1:], np.float32)
        for one in products:
            total += one
        wrong, size = wrong + ((A @ total @ A.T - exact) ** 2).mean(), size + (exact**2).mean()
    return np.sqrt(wrong / size)


eighths = [i / 8 for i in range(2, 33)]
for side in (4, 5, 6):
    choices = itertools.combinations(eighths, (side + 1) // 2)
    for found, pairs in sorted((growth(side, c), c) for c in choices)[:3]:
        tile = matrices(side, pairs)
        errors = f"{error(tile):.1e}, {error(tile, bfloat16):.1e}"
        print(f"side {side}: ±{', ±'.join(map(str, pairs))}: {found:.2f}, {errors}")
tile = strided()
print(f"stride 2: {error(tile, stride=2):.1e}, {error(tile, bfloat16, stride=2):.1e}")
