"""Log-probabilities of the transductive classifiers, each written again from its public code.

    pip install numpy==2.4.6 torch==2.15.0 && python3 transductive.py > transductive.json

One vector and one class at a time, in double precision, over features rounded to single precision.
Gradients of TIM and its kin are PyTorch's own, so nothing of ours is derived here. Sources:

- soft k-means: ybendou/easy few_shot_eval.py, with temperature 5 as in README.md
- PT-MAP: yhu01/PT-MAP test_standard.py
- BD-CSPN: arXiv 1911.10713; rectification as in imtiazziko/LaplacianShot src/train_lshot.py
- LaplacianShot: imtiazziko/LaplacianShot src/train_lshot.py and src/lshot_update.py
- TIM-GD: mboudiaf/TIM src/tim.py
- alpha-TIM: oveilleux/Realistic_Transductive_Few_Shot src/methods/tim.py, alpha_tim.yaml
- OSTIM: ebennequin/few-shot-open-set src/all_in_one/ottim.py, configs/detectors.yaml
- PADDLE: SegoleneMartin/PADDLE src/methods/paddle.py
- label propagation: Zhou et al. 2003, with the graph of csyanbin/TPN-pytorch models.py and the
  numbers of MichalisLazarou/iLPC test_arguments.py
- GraphMix: graph_mix.py
"""

import json

import numpy as np

from graph_mix import graph_mix
from tim import alpha_tim, class_means, log_softmax, ostim, ostim_logits, tim_gd

random = np.random.default_rng(4)


def squared_distances(a, b):
    return np.array([[((x - y) ** 2).sum() for y in b] for x in a])


def soft_k_means(support, labels, queries):
    means = class_means(support, labels)
    for _ in range(30):
        logits = -5 * squared_distances(queries, means)
        allocation = np.exp(log_softmax(logits))
        means = np.array([
            (support[labels == k].sum(axis=0) + allocation[:, k] @ queries)
            / ((labels == k).sum() + allocation[:, k].sum())
            for k in range(len(means))])
    return log_softmax(logits)


def pt_map(support, labels, queries, lam=10, alpha=0.2):
    way, count = labels.max() + 1, len(queries)
    means = class_means(support, labels)

    def transport():
        plan = np.exp(-lam * squared_distances(queries, means))
        plan /= plan.sum()
        u = np.zeros(count)
        for _ in range(1000):
            if np.abs(u - plan.sum(axis=1)).max() <= 1e-6:
                break
            u = plan.sum(axis=1)
            plan *= (1 / u)[:, None]
            plan *= (count / way / plan.sum(axis=0))[None, :]
        return plan

    for _ in range(20):
        mask = np.concatenate([np.eye(way)[labels], transport()])
        estimate = mask.T @ np.concatenate([support, queries]) / mask.sum(axis=0)[:, None]
        means = means + alpha * (estimate - means)
    return log_softmax(np.log(transport()))


def cosine(x, y):
    return x @ y / (np.linalg.norm(x) * np.linalg.norm(y))


def rectified(support, labels, queries):
    """The moved queries and the rectified prototypes."""
    queries = queries + support.mean(axis=0) - queries.mean(axis=0)
    means = class_means(support, labels)
    members = [[] for _ in means]
    for x in np.concatenate([support, queries]):
        cosines = np.array([cosine(x, mean) for mean in means])
        weights = np.exp(log_softmax(10 * cosines))
        k = cosines.argmax()
        members[k].append(weights[k] * x)
    assert all(members)
    return queries, np.array([np.mean(m, axis=0) for m in members])


def bd_cspn(support, labels, queries):
    queries, prototypes = rectified(support, labels, queries)
    return log_softmax(10 * np.array([[cosine(x, p) for p in prototypes] for x in queries]))


def laplacian_shot(support, labels, queries, lam=1.0, knn=3):
    queries, prototypes = rectified(support, labels, queries)
    unary = squared_distances(queries, prototypes)
    between = squared_distances(queries, queries)
    affinity = np.zeros_like(between)
    for i, row in enumerate(between):
        affinity[i, [j for j in np.argsort(row) if j != i][:knn - 1]] = 1
    y = np.exp(log_softmax(-unary))
    old = np.inf
    for i in range(20):
        y = np.exp(log_softmax(-unary + lam * affinity @ y))
        energy = (y * np.log(np.maximum(y, 1e-20)) + unary * y - lam * (affinity @ y) * y).sum()
        if i > 1 and abs(energy - old) <= 1e-6 * abs(old):
            break
        old = energy
    return np.log(y)


def paddle(support, labels, queries):
    ranges = queries.max(axis=0) - queries.min(axis=0)
    ranges[ranges <= 1e-6 * ranges.max()] = 1
    support, queries = support / ranges, queries / ranges
    means = class_means(support, labels)
    v = np.zeros(len(means))
    for _ in range(1000):
        # The distances of the code, whose matrix products are of these numbers.
        distances = (
            (queries**2).sum(axis=1)[:, None] + (means**2).sum(axis=1) - 2 * queries @ means.T)
        logs = log_softmax(-distances / 2 + v)
        p = np.exp(logs)
        v = np.log(p.mean(axis=0) + 1e-6) + 1
        means = np.array([
            (p[:, k] @ queries + support[labels == k].sum(axis=0))
            / (p[:, k].sum() + (labels == k).sum())
            for k in range(len(means))])
    return logs


def label_propagation(support, labels, queries, alpha=0.8, k=15):
    x = np.concatenate([support, queries])
    distances = squared_distances(x, x)
    w = np.exp(-distances / distances[distances != 0].std(ddof=1))
    mask = np.zeros_like(w, dtype=bool)
    for i, row in enumerate(distances):
        mask[i, [j for j in np.argsort(row) if j != i][:k]] = True
    w = w * (mask | mask.T)
    root = 1 / np.sqrt(w.sum(axis=1))
    y = np.zeros((len(x), labels.max() + 1))
    y[np.arange(len(labels)), labels] = 1 / np.bincount(labels)[labels]
    f = np.linalg.inv(np.eye(len(x)) - alpha * root[:, None] * w * root[None, :]) @ y
    f = f[len(labels):]
    # The inverse leaves some 1e-17 where no path leads.
    return np.log(np.maximum(np.where(f > 1e-13, f, 0) / f.sum(axis=1, keepdims=True), 1e-30))


METHODS = {
    "soft-k-means": soft_k_means, "pt-map": pt_map, "bd-cspn": bd_cspn,
    "laplacian-shot": laplacian_shot, "tim-gd": tim_gd, "label-propagation": label_propagation,
    "graph-mix": graph_mix, "alpha-tim": alpha_tim, "paddle": paddle, "ostim": ostim,
}


def draw(shots, queries, dimension, spread, rectifier=True):
    """Gaussian features around class centres, support and queries, in one order for all classes."""
    centres = random.normal(size=(len(shots), dimension))

    def around(labels):
        x = centres[labels] + spread * random.normal(size=(len(labels), dimension))
        return np.maximum(0, x) if rectifier else x

    labels = np.repeat(np.arange(len(shots)), shots)
    order = random.permutation(len(labels))
    return (around(labels)[order], labels[order],
            around(np.repeat(np.arange(len(shots)), queries)))


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def case(name, support, labels, queries, without=()):
    support, queries = (x.astype(np.float32) for x in (support, queries))
    x, q = support.astype(np.float64), queries.astype(np.float64)
    return {
        "name": name, "way": int(labels.max() + 1), "labels": labels.tolist(),
        "support": [[float(str(v)) for v in row] for row in support],
        "queries": [[float(str(v)) for v in row] for row in queries],
        "scores": {
            method: np.round(score(x, labels, q), 7).tolist()
            for method, score in METHODS.items() if method not in without},
        # The probability that a query belongs to none of the classes, by OSTIM.
        "outsiders": np.round(
            np.exp(log_softmax(ostim_logits(x, labels, q)))[:, -1], 9).tolist(),
    }


cases = []
x, y, q = draw([1] * 5, 15, 20, 1.0)
cases.append(case("1-shot, unit length", unit(x), y, unit(q)))
x, y, q = draw([5] * 5, 8, 32, 1.2)
cases.append(case("5-shot, unit length", unit(x), y, unit(q)))
x, y, q = draw([1] * 5, 10, 24, 1.0, rectifier=False)
both = np.concatenate([x, q]).mean(axis=0)
cases.append(case("1-shot, centred, unit length", unit(x - both), y, unit(q - both)))
x, y, q = draw([1, 2, 7], [3, 12, 6], 12, 0.7)
cases.append(case("unequal shots and queries, unit length", unit(x), y, unit(q)))
# Adam scales gradients of probabilities that are 1 but for rounding up to whole steps: prototypes
# that start 1e-9 elsewhere end with log-probabilities that differ by 5.
cases.append(case("unequal shots and queries, as drawn", x, y, q, without=["tim-gd"]))
x, y, q = draw([3, 3], 7, 8, 1.0)
cases.append(case("two classes with a common offset", unit(x) + 3, y, unit(q) + 3))
x, y, q = draw([2] * 10, 3, 40, 1.0)
cases.append(case("ten classes, unit length", unit(x), y, unit(q)))
# PADDLE's distances have no temperature: over a few dimensions it gives all queries to one class.
x, y, q = draw([1, 2, 3], [7, 3, 0], 128, 0.8)
cases.append(case("a class without queries, many dimensions", unit(x), y, unit(q)))
x, y, q = draw([1] * 5, [1, 2, 4, 6, 2], 128, 1.5)
cases.append(case("unequal queries, many dimensions", unit(x), y, unit(q)))
print(json.dumps({"cases": cases}))
