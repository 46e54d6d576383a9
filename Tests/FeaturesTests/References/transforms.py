"""Feature transforms, by NumPy.

    python3 transforms.py > transforms.json

NumPy 2.4. The principal directions are scaled so that the largest number of each is positive.
"""

import json

import numpy as np

rng = np.random.default_rng(7)
dimension = 6
base = rng.normal(size=(40, dimension)) * np.array([3.0, 0.5, 1.0, 2.0, 0.1, 0.7]) + 1
rows = rng.normal(size=(12, dimension)) + 0.5
# Exact in single precision, as the tables hold them.
base, rows = base.astype(np.float32).astype(float), rows.astype(np.float32).astype(float)


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def power(x, exponent=0.5):
    return np.sign(x) * (np.abs(x) + 1e-6) ** exponent


def standardize(x):
    return (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)


def directions(x, count):
    _, _, vectors = np.linalg.svd(x - x.mean(0), full_matrices=False)
    largest = vectors[np.arange(len(vectors)), np.abs(vectors).argmax(1)]
    return (vectors * np.sign(largest)[:, None])[:count].T


# Support: the first four rows; queries: the others.
support, query = rows[:4], rows[4:]
raised, raised_base = power(rows), power(base)
centred = unit(raised - raised_base.mean(0))
coordinates = rows @ directions(base, 3)
one = unit(power(rows))
separate = unit(np.vstack([one[:4] - one[:4].mean(0), one[4:] - one[4:].mean(0)]))

cases = [
    ("power=0.25", power(rows, 0.25)),
    ("zscore", standardize(rows)),
    ("power,center,l2", centred),
    ("pca=3", coordinates),
    ("pca=3,center", coordinates - (base @ directions(base, 3)).mean(0)),
    ("l2,center=support", unit(rows) - unit(support).mean(0)),
    ("l2,center=episode,l2", unit(unit(rows) - unit(rows).mean(0))),
    ("center=query,l2", unit(np.vstack([support - support.mean(0), query - query.mean(0)]))),
]
inner = [
    ("pt", separate @ separate.T),
    ("qr", rows @ rows.T),
]
json.dump(
    {
        "cases": [
            {
                "transform": name,
                "inner": kind,
                "base": base.ravel().tolist(),
                "rows": rows.ravel().tolist(),
                "expected": expected.ravel().tolist(),
            }
            for kind, list_ in ((False, cases), (True, inner))
            for name, expected in list_
        ]
    },
    __import__("sys").stdout,
)
