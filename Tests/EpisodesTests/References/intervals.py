"""Mean and half interval by NumPy, and by SciPy's Student's t below 100 values.

    pip install numpy scipy && python3 intervals.py > intervals.json
"""

import json

import numpy as np
from scipy import stats

cases = []
random = np.random.default_rng(1)
drawn = [(random.binomial(75, 0.6, size=size) / 75).tolist() for size in [50, 99, 100]]
for values in [[0.2, 0.4], [1.0, 1.0, 1.0]] + drawn:
    x = np.array(values)
    width = stats.t.ppf(0.975, len(x) - 1) if len(x) < 100 else 1.96
    cases.append(
        {
            "values": values, "mean": x.mean(),
            "ci95": width * x.std(ddof=1) / np.sqrt(len(x)),
        }
    )
print(json.dumps({"cases": cases}))
