"""How flat classes are, by NumPy.

    python3 flatness.py > flatness.json

NumPy 2.4.6. Inputs are those of analysis.py: blobs of deterministic numbers.
"""

import json
import sys

import numpy as np

sys.dont_write_bytecode = True
from analysis import blobs


def case(name, classes, count, dimension, apart):
    rows, labels = blobs(name, classes, count, dimension, apart)
    rows = rows.astype(float)
    groups = [rows[labels == label] for label in range(classes)]
    means = np.array([own.mean(0) for own in groups])
    pairs = [
        ((means[a] - means[b]) ** 2).sum() for a in range(classes) for b in range(a)
    ]
    distance = np.sqrt(np.mean(pairs))
    deviations = [
        np.linalg.svd(own - own.mean(0), compute_uv=False) / np.sqrt(count) for own in groups
    ]
    everything = np.linalg.svd(rows - rows.mean(0), compute_uv=False) / np.sqrt(len(rows))
    relative = [own / distance for own in deviations]
    return {
        "name": name, "classes": classes, "count": count, "dimension": dimension, "apart": apart,
        "deviations": [own[: min(count - 1, dimension)].tolist() for own in relative],
        "fine": [int((own > 0.05).sum()) for own in relative],
        "wide": [int((own > 0.1).sum()) for own in relative],
        "sumShares": [float(own.sum() / everything.sum()) for own in deviations],
    }


cases = [
    case("flat few", 3, 5, 40, 4),
    case("flat many", 4, 30, 7, 9),
    case("flat wide", 2, 12, 12, 1),
]
json.dump({"cases": cases}, sys.stdout, indent=1)
print()
