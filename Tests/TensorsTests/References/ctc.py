"""Losses and gradients of connectionist temporal classification by PyTorch, in double precision.

    pip install torch==2.13.0 numpy && python3 ctc.py > ctc.json

The gradient is that of the sum over sequences with respect to the scores before the softmax, with
`zero_infinity`; an infinite loss is written as null.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

random = np.random.default_rng(8)


def case(name, frames, classes, labels, scale=1.0):
    count = len(labels)
    scores = (scale * random.normal(size=(count, frames, classes))).astype(np.float32)
    x = torch.tensor(scores.astype(np.float64), requires_grad=True)
    lengths = torch.tensor([len(label) for label in labels])
    targets = torch.tensor([c for label in labels for c in label], dtype=torch.long)

    def loss(zero):
        return F.ctc_loss(
            x.log_softmax(2).transpose(0, 1), targets, torch.full((count,), frames), lengths,
            blank=0, reduction="none", zero_infinity=zero)

    loss(True).sum().backward()
    return {
        "name": name, "frames": frames, "classes": classes, "labels": labels,
        "scores": [float(str(v)) for v in scores.ravel()],
        "losses": [v if np.isfinite(v) else None for v in loss(False).tolist()],
        "gradient": x.grad.numpy().ravel().round(9).tolist(),
    }


print(json.dumps({"cases": [
    case("labels of unequal length", 8, 5, [[1, 2, 3], [4], [2, 1, 4, 3, 1]]),
    case("repetitions", 7, 3, [[1, 1], [2, 2, 2], [1, 2, 2, 1]]),
    case("an empty label", 4, 3, [[], [1]]),
    case("only empty labels", 3, 2, [[], []]),
    case("as many frames as needed", 5, 4, [[1, 2, 3, 1, 2], [3, 3, 3]]),
    case("labels without room", 3, 4, [[1, 2, 3, 1], [2, 2], [1, 1, 2], [3, 1, 2]]),
    case("one frame", 1, 3, [[2], [], [1, 2]]),
    case("scores far apart", 6, 4, [[1, 3], [2, 2, 1]], scale=60.0),
    case("one long sequence", 40, 11, [[1, 5, 5, 10, 3, 2, 7, 7, 7, 1, 4]]),
]}))
