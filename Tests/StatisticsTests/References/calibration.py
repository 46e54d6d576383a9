"""Calibration figures and temperatures.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 && python3 calibration.py > calibration.json

Negative log-likelihood and Brier score by scikit-learn, expected calibration error by NumPy as in
Guo et al. 2017 (bins open below and closed above), the temperature by SciPy's bounded minimiser on
the logarithm of T and, to check that one, by the root of the derivative.
"""

import json

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import brier_score_loss, log_loss

random = np.random.default_rng(11)


def figures(scores, right, temperature):
    p = softmax(scores / temperature, axis=1)
    way = scores.shape[1]
    confidence = p.max(axis=1)
    correct = p.argmax(axis=1) == right
    error = 0.0
    counts = []
    for k in range(15):
        members = (confidence > k / 15) & (confidence <= (k + 1) / 15)
        counts.append(int(members.sum()))
        if members.any():
            error += members.mean() * abs(correct[members].mean() - confidence[members].mean())
    return {
        "temperature": temperature,
        "nll": log_loss(right, p, labels=range(way)),
        "brier": brier_score_loss(right, p, labels=range(way), scale_by_half=False),
        "ece": error, "accuracy": correct.mean(), "confidence": confidence.mean(),
        "counts": counts,
    }


def fit(scores, right):
    rows = np.arange(len(right))

    def loss(log_t):
        return -log_softmax(scores / np.exp(log_t), axis=1)[rows, right].mean()

    def slope(b):
        p = softmax(b * scores, axis=1)
        return ((p * scores).sum(axis=1) - scores[rows, right]).mean()

    found = np.exp(minimize_scalar(loss, bounds=(-15, 15), method="bounded", options={"xatol": 1e-10}).x)
    exact = 1 / brentq(slope, 0.01 / found, 100 / found, xtol=1e-300, rtol=1e-14)
    assert abs(exact / found - 1) < 1e-6, (exact, found)
    return exact


cases = []
for name, way, queries, sharpness, scale in [
    ("overconfident", 5, 400, 1.0, 3.0), ("underconfident", 5, 400, 1.5, 0.2),
    ("two classes", 2, 150, 0.5, 1.0), ("large scores", 7, 200, 1.0, 2e4),
    ("tiny scores", 4, 200, 0.7, 1e-6),
]:
    right = random.integers(0, way, size=queries)
    scores = random.normal(size=(queries, way))
    scores[np.arange(queries), right] += sharpness
    scores = (scale * scores).astype(np.float32)
    # Few digits keep the file small; they are then exact in single precision's decimal form.
    scores = np.array([[float(f"{s:.4g}") for s in row] for row in scores])
    single = scores.astype(np.float32).astype(np.float64)
    temperature = fit(single, right)
    cases.append(
        {
            "name": name, "way": way, "scores": scores.ravel().tolist(), "right": right.tolist(),
            "before": figures(single, right, scale), "after": figures(single, right, temperature),
        }
    )
print(json.dumps({"cases": cases}))
