"""Mean and half interval by NumPy.

    pip install numpy && python3 intervals.py > intervals.json
"""

import json

import numpy as np

cases = []
random = np.random.default_rng(1)
for values in [[0.2, 0.4], [1.0, 1.0, 1.0], (random.binomial(75, 0.6, size=50) / 75).tolist()]:
    x = np.array(values)
    cases.append(
        {
            "values": values, "mean": x.mean(),
            "ci95": 1.96 * x.std(ddof=1) / np.sqrt(len(x)),
        }
    )
print(json.dumps({"cases": cases}))
