"""How Meta-Dataset composes episodes: single compositions, and their distribution over many.

    pip install numpy==2.4.6 && python3 variable.py > variable.json

Written from the paper (Triantafillou et al. 2020, arXiv 1903.03096) and the constants of its
repository: 5 to 50 classes, uniform; at most 10 queries of each class and half of the smallest one;
a support of at most 500, to which no class adds more than 100; weights between a half and twice the
class's size. VariableSamplerTests.swift compares the program's episodes with these.
"""

import json

import numpy

random = numpy.random.default_rng(5)
QUERIES, SUPPORT, CONTRIBUTION = 10, 500, 100


def compose(sizes, beta, alphas):
    query = min(QUERIES, (sizes // 2).min())
    left = sizes - query
    support = min(SUPPORT, numpy.floor(beta * numpy.minimum(CONTRIBUTION, left) + 1).sum())
    shares = sizes * numpy.exp(alphas)
    shares = shares / shares.sum()
    return int(query), numpy.minimum(
        numpy.floor(shares * (support - len(sizes))) + 1, left).astype(int)


def draw(sizes, way):
    own = random.choice(sizes, way, replace=False)
    beta = random.uniform()
    alphas = random.uniform(numpy.log(0.5), numpy.log(2), way)
    return own, beta, alphas


def measures(way, query, shots):
    return [way, query, shots.sum(), shots.max(), shots.min(), shots.max() / shots.sum(),
            float(shots.sum() > 490), float((shots == 1).mean())]


FOLDERS = {
    "many large": numpy.full(60, 600),
    "unequal": numpy.arange(20, 220, 10),
    "five": numpy.array([12, 40, 400, 1000, 80]),
    "tiny": numpy.array([2, 2, 3, 5, 30, 31, 7]),
}
compositions, folders = [], []
for name, sizes in FOLDERS.items():
    for _ in range(10):
        way = random.integers(5, min(50, len(sizes)) + 1)
        own, beta, alphas = draw(sizes, way)
        query, shots = compose(own, beta, alphas)
        compositions.append({
            "images": own.tolist(), "size": beta, "logWeights": alphas.tolist(),
            "query": query, "shots": shots.tolist()})
    values = []
    for _ in range(20_000):
        way = random.integers(5, min(50, len(sizes)) + 1)
        query, shots = compose(*draw(sizes, way))
        values.append(measures(way, query, shots))
    values = numpy.array(values)
    folders.append({
        "name": name, "sizes": sizes.tolist(), "episodes": len(values),
        "means": values.mean(0).tolist(), "deviations": values.std(0, ddof=1).tolist()})
print(json.dumps({"cases": [{"compositions": compositions, "folders": folders}]}))
