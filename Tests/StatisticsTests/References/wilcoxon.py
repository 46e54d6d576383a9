"""Makes wilcoxon.json: exact p-values of Wilcoxon's signed ranks from SciPy.

    python3 -m venv .venv && .venv/bin/pip install scipy numpy
    .venv/bin/python Tests/StatisticsTests/References/wilcoxon.py

Every sign is tried (PermutationMethod), so that ties are exact too; without ties the same as SciPy's
own exact distribution.
"""

import json
import pathlib

import numpy as np
from scipy import stats

here = pathlib.Path(__file__).parent
random = np.random.default_rng(5)
cases = {
    "five": random.normal(0.8, 1, 5),
    "ten": random.normal(0.5, 1, 10),
    "twenty": random.normal(0.3, 1, 20),
    "far": np.array([0.1, 0.3, -0.2, 0.4, 0.5, 0.6, 9.0, 0.7]),
    "ties": np.array([1, 1, -1, 2, 2, 0.5, 0.5, -3, 4, 4.0]),
    "zeros": np.array([0, 0, 1, -2, 3, 4, 0, 5.0]),
    "all one way": np.arange(1, 13) / 8,
}
results = []
for name, differences in cases.items():
    differences = np.round(differences, 6)
    kept = differences[differences != 0]
    every = stats.PermutationMethod(n_resamples=np.inf)
    tied = len(set(abs(kept))) < len(kept)
    p = stats.wilcoxon(kept, method=every if tied else "exact").pvalue
    results.append({"name": name, "differences": differences.tolist(), "p": float(p)})
with open(here / "wilcoxon.json", "w") as file:
    json.dump({"cases": results}, file, indent=1)
    file.write("\n")
