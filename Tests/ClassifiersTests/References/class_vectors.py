"""Scores by class vectors: zero-shot, Tip-Adapter without training, and LP++.

    pip install numpy torch && python3 class_vectors.py > class_vectors.json

Made with NumPy 2.4.6 and PyTorch 2.15.0 in double precision. LP++ is trained here in the full space
by torch.optim.SGD and PyTorch's gradients, as FereshteShakeri/FewShot-CLIP-Strong-Baseline
(methods/linear_probe_p2.py) describes it: w from the sums of examples, alpha from 250 times the mean
product with the class vectors, rates from the largest eigenvalue and the largest sum of squares, an
alpha step after every tenth along the gradient that was never cleared; but b from zero, and the last
step. Tip-Adapter follows gaopengcuhk/Tip-Adapter (main.py, configs/imagenet.yaml).
"""

import json
import sys

import numpy as np
import torch

random = np.random.default_rng(11)


def unit(x):
    norms = np.linalg.norm(x, axis=-1, keepdims=True)
    return np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)


def zero_shot(support, labels, queries, vectors):
    return 100 * unit(queries) @ unit(vectors).T


def tip_adapter(support, labels, queries, vectors, alpha=1.17, beta=1.0):
    affinity = unit(queries) @ unit(support).T
    votes = np.exp(-(beta - beta * affinity)) @ np.eye(len(vectors))[labels]
    return zero_shot(support, labels, queries, vectors) + alpha * votes


def lp_plus_plus(support, labels, queries, vectors, steps=300):
    f, t = torch.tensor(unit(support)), torch.tensor(unit(vectors))
    y, way = torch.tensor(labels), len(vectors)
    probe = torch.nn.Linear(f.shape[1], way).double()
    with torch.no_grad():
        probe.bias.zero_()
        for k in range(way):
            probe.weight[k] = f[y == k].sum(0)
    own = torch.stack([(f[y == k] @ t[k]).mean() for k in range(way)])
    alpha = (250 * own.mean() * torch.ones(way)).double().requires_grad_()
    rate = 4 * len(f) / torch.linalg.eigvalsh(f.T @ f).max().item()
    alpha_rate = len(f) / (4 * ((f @ t.T) ** 2).sum(0).max())
    descent = torch.optim.SGD(probe.parameters(), rate, momentum=0.9)
    for step in range(steps):
        loss = torch.nn.functional.cross_entropy(probe(f) + alpha * (f @ t.T), y)
        descent.zero_grad()
        loss.backward()
        descent.step()
        if (step + 1) % 10 == 0:
            alpha.data -= alpha_rate * alpha.grad
    q = torch.tensor(unit(queries))
    return (probe(q) + alpha * (q @ t.T)).detach().numpy()


def episode(shots, dimension, gap, spread):
    """Images around class centres; vectors around the same ones, all moved by one gap, as the vectors
    of texts are from those of images."""
    way = len(shots)
    centres = random.normal(size=(way, dimension)) + 1
    labels = np.repeat(np.arange(way), shots)
    draw = lambda y: centres[y] + spread * random.normal(size=(len(y), dimension))
    shift = gap * random.normal(size=dimension)
    vectors = centres + shift + 0.5 * random.normal(size=centres.shape)
    return draw(labels), labels, draw(np.repeat(np.arange(way), 2)), vectors


cases = []
for name, shots, dimension, gap, spread in [
    ("5-way 1-shot", [1] * 5, 24, 1.0, 1.0),
    ("5-way 5-shot", [5] * 5, 24, 1.0, 1.5),
    ("two classes", [3, 3], 12, 0.0, 1.0),
    ("unequal shots", [1, 4, 2], 16, 2.0, 1.0),
    ("more images than dimensions", [6, 6, 6], 5, 0.5, 1.0),
]:
    support, labels, queries, vectors = (
        np.asarray(x, dtype=np.float32).astype(float) if i != 1 else x
        for i, x in enumerate(episode(shots, dimension, gap, spread)))
    arguments = (support, labels, queries, vectors)
    cases.append({
        "name": name, "way": len(shots), "labels": labels.tolist(),
        "support": support.tolist(), "queries": queries.tolist(), "vectors": vectors.tolist(),
        "scores": {
            "zero-shot": zero_shot(*arguments).tolist(),
            "tip-adapter": tip_adapter(*arguments).tolist(),
            "lp++": lp_plus_plus(*arguments).tolist(),
        },
    })
json.dump({"cases": cases}, sys.stdout)
print()
