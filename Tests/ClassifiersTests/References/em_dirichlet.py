"""Log-probabilities of EM-Dirichlet by class vectors, with examples and without.

    pip install numpy==2.4.6 scipy==1.17.1 && python3 em_dirichlet.py > em_dirichlet.json

Written again from SegoleneMartin/transductive-CLIP (src/methods/em_dirichlet.py, src/utils.py,
config/methods_config/em_dirichlet.yaml: 20 and 1000 steps; temperature 30), for all classes at once and
in double precision, with SciPy's gamma functions and its matching of groups with classes. Below five
classes the weight of the shares is 1, where the code's would be 0.
"""

import json
import sys

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.special import gammaln, log_softmax, psi, softmax

random = np.random.default_rng(19)
EPS = 1e-15


def probabilities(images, vectors):
    def unit(x):
        norms = np.linalg.norm(x, axis=-1, keepdims=True)
        return np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)

    return softmax(30 * unit(images) @ unit(vectors).T, axis=1)


def fitted(alpha, y):
    """Majorise-minimise: alpha (classes x classes), y the mean logs of each class."""
    for step in range(1000):
        digamma = psi(alpha + 1)
        curvature = np.abs(2 * (-gammaln(alpha + 1) + digamma * alpha) / alpha**2)
        b = digamma - psi(alpha.sum(-1, keepdims=True)) - curvature * alpha - y
        new = (-b + np.sqrt(b**2 + 4 * curvature)) / (2 * curvature)
        done = step > 0 and step % 50 == 0 and (
            ((new - alpha) ** 2).sum() / (alpha**2).sum() < 1e-11)
        alpha = new
        if done:
            break
    return alpha


def em_dirichlet(support, labels, queries, vectors, examples=True):
    way = len(vectors)
    z = probabilities(queries, vectors)
    logs = np.log(z + EPS)
    known = np.log(probabilities(support, vectors) + EPS)
    hot = np.eye(way)[labels] if examples else np.zeros((len(labels), way))
    u, alpha = z, np.ones((way, way))
    for _ in range(20):
        size = hot.sum(0) + u.sum(0)
        there = size > EPS
        y = (hot.T @ known + u.T @ logs)[there] / size[there, None]
        alpha[there] = fitted(alpha[there], y)
        share = np.log(u.mean(0) + EPS) + 1
        density = gammaln(alpha.sum(1)) - gammaln(alpha).sum(1) + logs @ (alpha - 1).T
        answers = log_softmax(density + max(1, way // 5) * share, axis=1)
        u = np.exp(answers)
    if examples:
        return answers
    groups = answers.argmax(1)
    present = np.unique(groups)
    means = np.array([z[groups == k].mean(0) for k in present])
    _, classes = linear_sum_assignment(-means)
    order = np.zeros(way, dtype=int)
    order[present] = classes
    rest = [k for k in range(way) if k not in present]
    order[rest] = [c for c in range(way) if c not in classes]
    scores = np.empty_like(answers)
    scores[:, order] = answers
    return scores


def episode(shots, queries, dimension, spread, blur):
    """Images around class centres, vectors around the same ones."""
    way = len(shots)
    centres = random.normal(size=(way, dimension))
    draw = lambda y: centres[y] + spread * random.normal(size=(len(y), dimension))
    labels = np.repeat(np.arange(way), shots)
    asked = np.repeat(np.arange(way), queries)
    return draw(labels), labels, draw(asked), centres + blur * random.normal(size=centres.shape)


cases = []
for name, shots, queries, dimension, spread, blur in [
    ("5-way 1-shot", [1] * 5, [6] * 5, 16, 1.0, 0.7),
    ("5-way 5-shot, unequal queries", [5] * 5, [12, 1, 0, 3, 9], 16, 1.3, 1.0),
    ("two classes", [3, 3], [4, 4], 8, 1.0, 0.3),
    ("unequal shots", [1, 4, 2], [5, 5, 5], 12, 1.0, 1.0),
    ("of twelve classes two are asked about", [2] * 12, [9, 7] + [0] * 10, 24, 1.0, 0.5),
    ("vectors that are wrong", [4] * 5, [8] * 5, 16, 0.8, 3.0),
]:
    # In 64ths, which are the same in single precision.
    support, labels, asked, vectors = (
        x if x.dtype == int else np.round(64 * x) / 64
        for x in episode(shots, queries, dimension, spread, blur))
    arguments = (support, labels, asked, vectors)
    cases.append({
        "name": name, "way": len(shots), "labels": labels.tolist(),
        "support": support.tolist(), "queries": asked.tolist(), "vectors": vectors.tolist(),
        "scores": {
            "em-dirichlet": np.round(em_dirichlet(*arguments), 8).tolist(),
            "em-dirichlet-zero-shot": np.round(em_dirichlet(*arguments, False), 8).tolist(),
        },
    })
json.dump({"cases": cases}, sys.stdout)
print()
