"""GraphMix on an episode, for transductive.py.

Written from arXiv 1909.11715 with the deviations that GraphMix.swift states. The first layer is held
in the features' own space, (dimension, units), and gradients and steps are PyTorch's, so that nothing
of ours is derived here. What is drawn comes from the generator of episodes.py.
"""

import contextlib
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

with contextlib.redirect_stdout(None):  # it prints its own numbers
    sys.path.append(str(pathlib.Path(__file__).parents[2] / "EpisodesTests" / "References"))
    from episodes import Generator


def uniform(generator):
    return (generator.next() >> 11) * 2.0**-53


def normal(generator):
    while True:
        u, v = -1 + 2 * uniform(generator), -1 + 2 * uniform(generator)
        s = u * u + v * v
        if 0 < s < 1:
            return u * math.sqrt(-2 * math.log(s) / s)


def gamma(generator, shape):
    """Marsaglia and Tsang 2000, for a shape of at least one."""
    d = shape - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        x = normal(generator)
        v = (1 + c * x)**3
        if v > 0 and math.log(1 - uniform(generator)) < x * x / 2 + d - d * v + d * math.log(v):
            return d * v


def beta(generator, alpha):
    x = gamma(generator, alpha)
    return x / (x + gamma(generator, alpha))


def permutation(generator, count):
    order = list(range(count))
    for i in range(count - 1):
        j = i + generator.below(count - i)
        order[i], order[j] = order[j], order[i]
    return order


def masks(generator, rows, units):
    """2 where a unit is kept, 64 of them a word."""
    kept = np.zeros((rows, units))
    for row in range(rows):
        for start in range(0, units, 64):
            word = generator.next()
            for unit in range(start, min(start + 64, units)):
                kept[row, unit] = 2 * (word >> (unit - start) & 1)
    return torch.tensor(kept)


def smoothing(x, neighbors=15):
    """The normalised graph with loops, one vector at a time."""
    distances = np.array([[((a - b)**2).sum() for b in x] for a in x])
    others = ~np.eye(len(x), dtype=bool)
    w = np.exp((distances[others].min() - distances) / distances[distances != 0].std(ddof=1))
    mask = np.zeros_like(others)
    for i, row in enumerate(distances):
        mask[i, [j for j in np.argsort(row) if j != i][:neighbors]] = True
    w = np.where(mask | mask.T, w, 0) + np.eye(len(x))
    root = 1 / np.sqrt(w.sum(axis=1))
    return torch.tensor(root[:, None] * w * root[None, :])


def graph_mix(support, labels, queries, steps=100, perturbations=10, temperature=0.5):
    by_features = sorted(range(len(support)), key=lambda i: support[i].tolist())
    support, labels = support[by_features], labels[by_features]
    order = sorted(range(len(queries)), key=lambda i: queries[i].tolist())
    x = np.concatenate([support, queries[order]])
    x = x - x.mean(axis=0)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    s, count, way = smoothing(x), len(x), labels.max() + 1
    known, unknown = slice(0, len(support)), slice(len(support), count)
    x, y = torch.tensor(x), torch.eye(way, dtype=torch.double)[labels]
    class_weights = torch.tensor(1 / np.bincount(labels)[labels] / way)
    query_weights = torch.full((len(queries),), 1 / len(queries), dtype=torch.double)

    generator = Generator(0)
    w = x.T.clone().requires_grad_()
    v = torch.zeros(count, way, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.SGD([w, v], lr=0.1, momentum=0.9, weight_decay=5e-4)

    def graph(mask):
        return s @ ((mask * F.relu(s @ x @ w)) @ v)

    def mixed_loss(x, y, weights):
        layer, lam = generator.below(2), beta(generator, 1)
        partner = permutation(generator, len(x))
        mix = lambda h: lam * h + (1 - lam) * h[partner]
        hidden = F.relu((mix(x) if layer == 0 else x) @ w)
        hidden = mix(hidden) if layer == 1 else hidden
        log_p = ((masks(generator, len(x), count) * hidden) @ v).log_softmax(1)
        own, other = -(y * log_p).sum(1), -(y[partner] * log_p).sum(1)
        return (lam * weights * own + (1 - lam) * weights[partner] * other).sum()

    for step in range(steps):
        if generator.below(2) == 0:
            with torch.no_grad():
                mean = sum(
                    graph(masks(generator, count, count))[unknown].softmax(1)
                    for _ in range(perturbations)) / perturbations
                sharp = mean**(1 / temperature)
                believed = sharp / sharp.sum(1, keepdim=True)
            rise = math.exp(-5 * (1 - min(1, 2 * step / steps))**2)
            loss = mixed_loss(x[known], y, class_weights)
            loss = loss + rise * mixed_loss(x[unknown], believed, query_weights)
        else:
            log_p = graph(masks(generator, count, count))[known].log_softmax(1)
            loss = -(class_weights[:, None] * y * log_p).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    answers = np.zeros((len(queries), way))
    answers[order] = graph(1)[unknown].log_softmax(1).detach().numpy()
    return answers
