"""Probabilities of scikit-learn's logistic regression at its optimum.

    pip install numpy scikit-learn && python3 logistic.py > logistic.json

Features are rounded to single precision and then handed to scikit-learn in double precision.
"""

import json
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("error")
random = np.random.default_rng(0)


def episode(way, shots, dimension, spread=1.0):
    """Post-ReLU Gaussian features around class centres; 2 queries per class."""
    centres = random.normal(size=(way, dimension))
    labels = np.repeat(np.arange(way), shots)
    draw = lambda y: np.maximum(0, 0.5 * centres[y] + spread * random.normal(size=(len(y), dimension)))
    return draw(labels), labels, draw(np.repeat(np.arange(way), 2))


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def case(name, support, labels, queries, c=1.0, offset=0.0, scale=1.0):
    """Fits to (x - offset) / scale with c * scale**2: the intercept takes up the offset and the
    penalty the scale, so the optimum is the same one, but scikit-learn's solvers reach it where
    they stop early on the features as they are."""
    support, queries = (x.astype(np.float32) for x in (support, queries))
    x, q = ((x.astype(np.float64) - offset) / scale for x in (support, queries))
    plain = offset == 0 and scale == 1
    model = LogisticRegression(
        C=c * scale**2, tol=1e-10, max_iter=100000, solver="lbfgs" if plain else "newton-cholesky")
    model.fit(x, labels)
    probabilities = model.predict_proba(q)
    return {
        "name": name, "c": c, "way": int(labels.max() + 1), "labels": labels.tolist(),
        "support": [[float(str(v)) for v in row] for row in support],
        "queries": [[float(str(v)) for v in row] for row in queries],
        "probabilities": probabilities.tolist(),
    }


cases = []
x, y, q = episode(5, 1, 16)
cases.append(case("1-shot, unit length", unit(x), y, unit(q)))
x, y, q = episode(5, 5, 32)
cases.append(case("5-shot, unit length", unit(x), y, unit(q)))
cases.append(case("5-shot, as the backbone made them", x, y, q))
cases.append(case("5-shot, weak penalty", unit(x), y, unit(q), c=100.0))
x, y, q = episode(4, 6, 5, spread=2.0)
cases.append(case("more images than dimensions", x, y, q))
cases.append(case("large features that overlap", 100 * x, y, 100 * q, scale=100.0))
x, y, q = episode(5, 3, 16)
cases.append(case("large features", 1000 * x, y, 1000 * q, scale=1000.0))
cases.append(case("a large common offset", unit(x) + 50, y, unit(q) + 50, offset=50.0))
x, y, q = episode(3, [1, 2, 7], 8)
cases.append(case("unequal shots", unit(x), y, unit(q)))
x, y, q = episode(2, 4, 8)
cases.append(case("two classes", unit(x), y, unit(q)))
x, y, q = episode(3, 3, 6)
x[:] = x[0]
cases.append(case("identical support vectors", x, y, q))
x, y, q = episode(3, [1, 2, 3], 6)
x[:] = 0
cases.append(case("support vectors of zeros, unequal shots", x, y, q))
x, y, q = episode(3, 2, 6)
x[2] = x[0]
cases.append(case("one vector in two classes", x, y, q))
x, y, q = episode(4, 3, 6)
x[3] = x[0]
cases.append(case("large features, one vector in two classes", 300 * x, y, 300 * q, scale=300.0))
print(json.dumps({"cases": cases}))
