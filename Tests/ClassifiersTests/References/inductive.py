"""Scores of the inductive classifiers by scikit-learn and NumPy.

    pip install numpy scikit-learn && python3 inductive.py > inductive.json

Made with NumPy 2.4.6 and scikit-learn 1.9.1. Features are rounded to single precision and then
handed on in double precision. A case has the scores of every classifier, by the name that the test
knows it by, (queries x way).
"""

import json
import sys
import warnings

import numpy as np
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

warnings.simplefilter("error")
random = np.random.default_rng(4)
worst = {"svm": 0.0}


def episode(way, shots, dimension, spread=1.0):
    """Post-ReLU Gaussian features around class centres; 2 queries per class."""
    centres = random.normal(size=(way, dimension))
    labels = np.repeat(np.arange(way), shots)
    draw = lambda y: np.maximum(0, 0.5 * centres[y] + spread * random.normal(size=(len(y), dimension)))
    return draw(labels), labels, draw(np.repeat(np.arange(way), 2))


def unit(x):
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    return np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)


def both(decision):
    """With two classes scikit-learn gives the second one's value only."""
    return np.stack([-decision, decision], axis=1) if decision.ndim == 1 else decision


def centroids(x, y):
    return np.stack([x[y == k].mean(axis=0) for k in range(y.max() + 1)])


def euclidean(x, y, q):
    return -((q[:, None] - centroids(x, y)[None]) ** 2).sum(axis=-1)


def cosine(x, y, q):
    return unit(q) @ unit(centroids(unit(x), y)).T


def ridge(alpha):
    def scores(x, y, q):
        return both(RidgeClassifier(alpha=alpha, solver="svd").fit(x, y).decision_function(q))

    return scores


def svm(c):
    """LIBLINEAR stops a little short of the optimum. From the images that it leaves inside the
    margin the optimum follows by a linear system, if they are the right ones: the gradient says
    so. The objective is ||(w, b)||^2 / 2 and something convex, so that a score is off by the
    gradient's norm times the query's at most."""

    def scores(x, y, q):
        model = LinearSVC(C=c, dual=False, tol=1e-13, max_iter=1000000).fit(x, y)
        ones = lambda z: np.hstack([z, np.ones((len(z), 1))])
        x1, q1 = ones(x), ones(q)
        columns = []
        weights = np.hstack([model.coef_, model.intercept_[:, None]])
        for k, w in enumerate([-weights[0], weights[0]] if len(weights) == 1 else weights):
            t = np.where(y == k, 1, -1)
            inside = t * (x1 @ w) < 1
            a = x1[inside]
            exact = np.linalg.solve(np.eye(x1.shape[1]) + 2 * c * a.T @ a, 2 * c * a.T @ t[inside])
            gap = np.maximum(0, 1 - t * (x1 @ exact))
            gradient = exact - 2 * c * (t * gap) @ x1
            assert np.linalg.norm(gradient) * np.linalg.norm(q1, axis=1).max() < 1e-6
            worst["svm"] = max(worst["svm"], np.abs(q1 @ (exact - w)).max())
            columns.append(q1 @ exact)
        return np.stack(columns, axis=1)

    return scores


def neighbours(k):
    def scores(x, y, q):
        distances = np.sqrt(((q[:, None] - x[None]) ** 2).sum(axis=-1))
        gaps = np.diff(np.sort(distances, axis=1), axis=1)
        assert (gaps[gaps > 0] > 1e-6).all()  # single precision has to see who is nearer
        classes = range(y.max() + 1)
        nearest = np.stack([distances[:, y == label].min(axis=1) for label in classes], axis=1)
        bound = np.sort(distances, axis=1)[:, min(k, len(x)) - 1][:, None]
        votes = np.stack([(distances[:, y == l] <= bound).sum(axis=1) for l in classes], axis=1)
        farther = (nearest[:, None, :] > nearest[:, :, None]).sum(axis=-1)
        if len(np.unique(x, axis=0)) == len(x):
            model = KNeighborsClassifier(n_neighbors=min(k, len(x))).fit(x, y)
            assert (np.rint(model.predict_proba(q) * min(k, len(x))) == votes).all()
        return votes + farther / len(classes)

    return scores


CLASSIFIERS = {
    "nearest-centroid": euclidean, "cosine-centroid": cosine,
    "ridge": ridge(1.0), "ridge, alpha 0.01": ridge(0.01),
    "svm": svm(1.0), "svm, c 100": svm(100.0),
    "knn": neighbours(1), "knn, k 3": neighbours(3), "knn, k 1000": neighbours(1000),
}


def case(name, support, labels, queries):
    support, queries = (x.astype(np.float32) for x in (support, queries))
    x, q = support.astype(np.float64), queries.astype(np.float64)
    scores = {key: f(x, labels, q) for key, f in CLASSIFIERS.items()}
    return {
        "name": name, "way": int(labels.max() + 1), "labels": labels.tolist(),
        "support": [[float(str(v)) for v in row] for row in support],
        "queries": [[float(str(v)) for v in row] for row in queries],
        "scores": {
            key: [[float(f"{v:.8g}") for v in row] for row in rows] for key, rows in scores.items()
        },
    }


cases = []
x, y, q = episode(5, 1, 16)
cases.append(case("1-shot, unit length", unit(x), y, unit(q)))
x, y, q = episode(5, 5, 24)
cases.append(case("5-shot, unit length", unit(x), y, unit(q)))
x, y, q = episode(5, 4, 20)
cases.append(case("4-shot, as the backbone made them", x, y, q))
x, y, q = episode(4, 6, 5, spread=2.0)
cases.append(case("more images than dimensions", x, y, q))
x, y, q = episode(5, 3, 12)
cases.append(case("large features", 30 * x, y, 30 * q))
cases.append(case("a large common offset", unit(x) + 20, y, unit(q) + 20))
x, y, q = episode(3, [1, 2, 7], 12)
cases.append(case("unequal numbers of images", unit(x), y, unit(q)))
x, y, q = episode(2, 4, 8)
cases.append(case("two classes", unit(x), y, unit(q)))
x, y, q = episode(2, 1, 6)
cases.append(case("two classes of one image", x, y, q))
x, y, q = episode(3, 3, 6)
x[[1, 4, 7]] = x[[0, 3, 6]]
cases.append(case("repeated support vectors", x, y, q))
x, y, q = episode(3, 2, 6)
x[2] = x[0]
cases.append(case("one vector in two classes", x, y, q))
x, y, q = episode(3, [1, 2, 3], 6)
x[:] = 0
q[0] = 0
cases.append(case("support vectors of zeros", x, y, q))
print(f"LIBLINEAR is within {worst['svm']:.1e} of the optimum", file=sys.stderr)
print(json.dumps({"cases": cases}))
