"""How reference files are written: inputs by pattern, results as values or as checks of them."""

import json

import numpy as np
import torch

import pattern

WHOLE = 160  # results up to this size are stored whole
SAMPLES = 16


def rounded(value):
    """Nine significant digits: more than a float32 holds."""
    return float(f"{float(value):.9g}")


def source(name, shape, scale=1.0, offset=0.0):
    """How a test makes an input: the arguments of Pattern.values, and the shape."""
    return {"pattern": name, "shape": list(shape), "scale": scale, "offset": offset}


def tensor(source, gradient=False):
    """The input's float32 numbers, held in float64."""
    array = pattern.values(
        source["pattern"], source["shape"], source["scale"], source["offset"]
    )
    return torch.tensor(array, dtype=torch.float64, requires_grad=gradient)


def result(value):
    """Small: every value. Large: sum, sum of squares, samples at spread-out places, and the sum of
    products with the pattern "projection", which notices values that changed places."""
    value = value.detach().to(torch.float64)
    flat = value.flatten().numpy()
    record = {"shape": list(value.shape)}
    if flat.size <= WHOLE:
        record["values"] = [rounded(v) for v in flat]
        return record
    places = [int(k * (flat.size - 1) / (SAMPLES - 1)) for k in range(SAMPLES)]
    record["sum"] = rounded(flat.sum())
    record["sumOfSquares"] = rounded((flat * flat).sum())
    record["projection"] = rounded(flat @ pattern.values("projection", flat.shape).astype(np.float64))
    record["places"] = places
    record["samples"] = [rounded(flat[p]) for p in places]
    return record


def write(path, document, items):
    """JSON with one line for each entry of `items`, so that a change shows where it is."""
    head = {key: value for key, value in document.items() if key != items}
    with open(path, "w") as file:
        file.write(json.dumps(head, separators=(",", ":"), ensure_ascii=False)[:-1])
        file.write(f',"{items}":[\n')
        lines = [
            json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
            for entry in document[items]
        ]
        file.write(",\n".join(lines) + "\n]}\n")
