"""Student's t, paired t-tests, Holm's correction and accuracies clustered by episode.

    pip install numpy==2.4.6 scipy==1.17.1 && python3 comparisons.py

Writes student.json, paired.json, holm.json and clusters.json beside itself.
"""

import json
import pathlib

import numpy as np
from scipy import stats

here = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def write(name, cases):
    (here / f"{name}.json").write_text(json.dumps({"cases": cases}) + "\n")


write("student", [
    {
        "degrees": degrees,
        "t": [0.0, 1e-6, 0.01, 0.5, 1.0, 1.7, 2.0, 3.5, 8.0, 30.0],
        "p": [2 * stats.t.sf(t, degrees) for t in [0.0, 1e-6, 0.01, 0.5, 1.0, 1.7, 2.0, 3.5, 8.0, 30.0]],
        "level": [0.5, 0.9, 0.95, 0.99],
        "quantile": [stats.t.ppf((1 + level) / 2, degrees) for level in [0.5, 0.9, 0.95, 0.99]],
    }
    for degrees in [1, 2, 3, 4, 7, 19, 100, 599, 9999, 1000000]
])


def paired(name, first, second):
    test = stats.ttest_rel(first, second)
    low, high = test.confidence_interval(0.95)
    return {
        "name": name, "first": first.tolist(), "second": second.tolist(),
        "mean": (low + high) / 2, "ci95": (high - low) / 2, "p": test.pvalue,
    }


base = random.binomial(75, 0.6, size=200)
write("paired", [
    paired("two episodes", np.array([0.5, 0.25]), np.array([0.25, 0.125])),
    paired("open", base[:20] / 75, np.minimum(75, base[:20] + random.integers(-2, 5, 20)) / 75),
    paired("far apart", base / 75, (base - random.integers(1, 6, 200)) / 75),
    paired("alike", base / 75, (base + random.integers(-2, 3, 200)) / 75),
])


def steps_down(p, level):
    """Which hypotheses Holm's procedure (1979) rejects at a level, as he states it."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    rejected = set()
    for rank, i in enumerate(order):
        if p[i] > level / (len(p) - rank):
            break
        rejected.add(i)
    return rejected


def smallest_level(p, i):
    low, high = 0.0, 1.0
    if i not in steps_down(p, 1.0):
        return 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if i in steps_down(p, middle):
            high = middle
        else:
            low = middle
    return high


holm = [
    [0.03], [0.01, 0.04, 0.03, 0.005], [0.2, 0.2, 0.2], [0.9, 0.5, 0.0001, 0.02, 0.02],
    random.uniform(0, 0.2, size=10).tolist(),
]
write("holm", [{"p": p, "adjusted": [smallest_level(p, i) for i in range(len(p))]} for p in holm])


def clusters(queries):
    """The ratio estimator by its influence values: what each episode adds to the ratio's error."""
    skill = random.beta(6, 2, size=len(queries))
    right = random.binomial(queries, skill)
    ratio = right.sum() / queries.sum()
    influence = (right - ratio * queries) / queries.mean()
    error = influence.std(ddof=1) / np.sqrt(len(queries))
    return {
        "right": right.tolist(), "queries": queries.tolist(), "mean": ratio,
        "ci95": stats.t.ppf(0.975, len(queries) - 1) * error,
    }


write("clusters", [
    clusters(np.full(12, 15)), clusters(random.integers(1, 40, size=60)), clusters(np.array([3, 600])),
])
