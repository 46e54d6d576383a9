"""Scores of S2M2's cosine head, trained by PyTorch in the full space of the features.

    pip install numpy torch && python3 cosine_head.py > cosine_head.json

Made with PyTorch 2.13.0. The layer, its weight normalisation, the optimiser and its settings are
those of nupurkmr9/S2M2_fewshot (`distLinear` in backbone.py, `methods/baselinefinetune.py`), in
double precision; the first weights and the orders come from the generator of `episodes.py`. The
same in single precision, as the original computes, is compared on the way.
"""

import contextlib
import json
import pathlib
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F

with contextlib.redirect_stdout(None):  # it prints its own numbers
    sys.path.append(str(pathlib.Path(__file__).parents[2] / "EpisodesTests" / "References"))
    from episodes import Generator

warnings.simplefilter("ignore", FutureWarning)  # torch.nn.utils.WeightNorm, as the original has it
from torch.nn.utils.weight_norm import WeightNorm


class CosineHead(torch.nn.Module):
    def __init__(self, weights, scale):
        super().__init__()
        self.linear = torch.nn.Linear(weights.shape[1], weights.shape[0], bias=False, dtype=weights.dtype)
        self.linear.weight.data.copy_(weights)
        WeightNorm.apply(self.linear, "weight", dim=0)
        self.scale = scale

    def forward(self, x):
        return self.scale * self.linear(x / (x.norm(dim=1, keepdim=True) + 0.00001))


def train(support, labels, queries, weights, orders, precision):
    x, q, w = (torch.tensor(a).to(precision) for a in (support, queries, weights))
    y = torch.tensor(labels)
    head = CosineHead(w, scale=2 if len(w) <= 200 else 10)
    optimizer = torch.optim.SGD(
        head.parameters(), lr=0.01, momentum=0.9, dampening=0.9, weight_decay=0.001)
    for order in orders:
        for start in range(0, len(order), 4):
            batch = torch.tensor(order[start:start + 4])
            optimizer.zero_grad()
            F.cross_entropy(head(x[batch]), y[batch]).backward()
            optimizer.step()
    return head(q).detach().numpy()


def first_weights(generator, way, dimension):
    """Uniform in +-1/sqrt(dimension), from 53 random bits each."""
    bound = 1 / np.sqrt(dimension)
    numbers = [(generator.next() >> 11) * 2.0**-53 for _ in range(way * dimension)]
    return (-bound + 2 * bound * np.array(numbers)).reshape(way, dimension)


def permutation(generator, count):
    order = list(range(count))
    for i in range(count - 1):
        j = i + generator.below(count - i)
        order[i], order[j] = order[j], order[i]
    return order


random = np.random.default_rng(6)
cases = []
for name, way, shots, dimension, epochs, seed in [
    ("1-shot", 5, 1, 16, 301, 1),
    ("5-shot", 5, 5, 24, 301, 2),
    ("unequal numbers of images", 3, [1, 2, 7], 8, 301, 3),
    ("two classes of one image", 2, 1, 6, 301, 4),
    ("a vector of zeros and a repeated one", 3, 3, 6, 301, 5),
    ("large norms", 4, 2, 9, 301, 6),
    ("more images than dimensions", 4, 5, 3, 100, 7),
    ("no epochs", 3, 2, 5, 0, 8),
    ("above 200 classes the scale is 10", 201, 1, 3, 2, 9),
]:
    y = np.repeat(np.arange(way), shots)
    centres = random.normal(size=(way, dimension))
    draw = lambda y: np.maximum(0, 0.7 * centres[y] + random.normal(size=(len(y), dimension)))
    x, q = draw(y), draw(np.arange(min(way, 5)).repeat(1 if way > 5 else 2))
    if "zeros" in name:
        x[1], x[5] = 0, x[4]
    if "norms" in name:
        x, q = 1000 * x, 1000 * q
    x, q = x.astype(np.float32), q.astype(np.float32)
    generator = Generator(seed)
    weights = first_weights(generator.stream("s2m2-head weights", 0), way, dimension)
    source = generator.stream("s2m2-head orders", 0)
    orders = [permutation(source, len(y)) for _ in range(epochs)]
    scores = train(x, y, q, weights, orders, torch.float64)
    single = train(x, y, q, weights, orders, torch.float32)
    print(f"{name}: single precision is {np.abs(scores - single).max():.1e} away", file=sys.stderr)
    cases.append({
        "name": name, "way": way, "epochs": epochs, "seed": seed, "labels": y.tolist(),
        "support": [[float(str(v)) for v in row] for row in x],
        "queries": [[float(str(v)) for v in row] for row in q],
        "scores": [[float(f"{v:.8g}") for v in row] for row in scores],
    })
print(json.dumps({"cases": cases}))
