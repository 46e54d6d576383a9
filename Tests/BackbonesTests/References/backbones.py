"""Makes backbones.json: one training step of each backbone, from PyTorch in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 numpy
    .venv/bin/python Tests/BackbonesTests/References/backbones.py

A case: parameters by pattern (the pattern's name is the state-dict name), images, labels i mod 5,
the cross entropy of a linear head without bias ("classifier.weight"), every gradient's norm and
projection, the running statistics after the step, and the features in evaluation mode, which uses
the statistics of before the step. "float32" is how far PyTorch's own float32 is from these numbers,
relative as the tests measure it: it shows what tolerance can be asked for.
"""

import math
import pathlib
import sys

sys.dont_write_bytecode = True
here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parents[1] / "TensorsTests" / "References"))

import numpy as np
import torch
import torch.nn.functional as F

import pattern
from networks import Conv4, ResNet12, ResNet18, WideResNet
from recording import result, rounded, source, tensor, write

CLASSES = 5


def parameter_source(name, shape):
    """The rule for parameters and statistics, by the kind of array that the name says."""
    if name.endswith("running_mean"):
        return source(name, shape, 0.05)
    if name.endswith("running_var"):
        return source(name, shape, 0.1, 1.0)
    if name.endswith("bias"):
        return source(name, shape, 0.1)
    if len(shape) == 1:
        return source(name, shape, 0.1, 1.0)
    return source(name, shape, rounded(np.float32(math.sqrt(6 / math.prod(shape[1:])))))


def step(network, classifier, images, labels):
    """Loss, features, gradients and statistics of one training step; features in evaluation."""
    network.eval()
    with torch.no_grad():
        evaluated = network(images)
    network.train()
    images = images.clone().requires_grad_()
    classifier = classifier.clone().requires_grad_()
    features = network(images)
    loss = F.cross_entropy(features @ classifier.T, labels)
    loss.backward()
    gradients = {name: p.grad for name, p in network.named_parameters()}
    gradients |= {"classifier.weight": classifier.grad, "images": images.grad}
    statistics = {
        name: value.clone() for name, value in network.named_buffers() if "running" in name
    }
    return {
        "loss": loss.detach(),
        "features": features.detach(),
        "evaluated": evaluated,
        "gradients": gradients,
        "statistics": statistics,
    }


def norm_and_projection(value):
    flat = value.detach().double().flatten().numpy()
    weights = pattern.values("projection", flat.shape).astype(np.float64)
    return float(np.linalg.norm(flat)), float(flat @ weights)


def norm_and_first(value):
    return {"norm": rounded(value.norm()), "first": [rounded(v) for v in value[:4]]}


def deviation(truth, single):
    """The largest relative difference of each kind of number."""

    def relative(a, b):
        return float((a.double() - b.double()).norm() / a.double().norm())

    norms, projections = [], []
    # A gradient of nothing, as of a shift before another normalisation, is rounding alone.
    least = 1e-2 * max(norm_and_projection(g)[0] for g in truth["gradients"].values())
    for name in truth["gradients"]:
        a = norm_and_projection(truth["gradients"][name])
        b = norm_and_projection(single["gradients"][name])
        norms.append(abs(a[0] - b[0]) / max(a[0], least))
        projections.append(abs(a[1] - b[1]) / max(a[0], least))
    return {
        "loss": relative(truth["loss"], single["loss"]),
        "features": relative(truth["features"], single["features"]),
        "evaluatedFeatures": relative(truth["evaluated"], single["evaluated"]),
        "gradientNorms": max(norms),
        "gradientProjections": max(projections),
        "statistics": max(
            [
                relative(truth["statistics"][name], single["statistics"][name])
                for name in truth["statistics"]
            ],
            default=0.0,
        ),
    }


def case(name, network, images, height, width):
    network = network.double()
    entries = []
    with torch.no_grad():
        for key, value in network.state_dict().items():
            if key.endswith("num_batches_tracked"):
                continue
            entries.append(parameter_source(key, value.shape))
            value.copy_(tensor(entries[-1]))
    pictures = source(f"{name}/images", (images, 3, height, width))
    with torch.no_grad():
        features = network.eval()(tensor(pictures)).shape[1]
    head = parameter_source("classifier.weight", (CLASSES, features))
    labels = [i % CLASSES for i in range(images)]
    initial = {key: value.clone() for key, value in network.state_dict().items()}
    results = []
    for kind in (torch.float64, torch.float32):
        network.load_state_dict(initial)
        network.zero_grad()
        network.to(kind)
        arguments = tensor(head).to(kind), tensor(pictures).to(kind), torch.tensor(labels)
        results.append(step(network, *arguments))
        network.double()
    truth = results[0]
    gradients = {}
    for key, value in truth["gradients"].items():
        norm, projection = norm_and_projection(value)
        gradients[key] = {"norm": rounded(norm), "projection": rounded(projection)}
    difference = deviation(*results)
    print(name, {key: f"{value:.1e}" for key, value in difference.items()}, flush=True)
    return {
        "name": name,
        "parameters": entries,
        "classifier": head,
        "images": pictures,
        "labels": labels,
        "loss": rounded(truth["loss"]),
        "features": result(truth["features"]),
        "evaluatedFeatures": result(truth["evaluated"]),
        "gradients": gradients,
        "statistics": {key: norm_and_first(v) for key, v in truth["statistics"].items()},
        "float32": {key: float(f"{value:.2g}") for key, value in difference.items()},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = [
        case("conv4", Conv4(), 4, 32, 48),
        case("conv4 odd sizes", Conv4(), 5, 37, 21),
        case("resnet12", ResNet12(), 4, 36, 28),
        case("resnet12 quarter width", ResNet12(16), 4, 36, 28),
        case("resnet18", ResNet18(), 4, 28, 36),
        case("wrn-28-2", WideResNet(factor=2), 4, 20, 28),
        case("wrn-28-10", WideResNet(), 2, 16, 16),
    ]
    path = here / "backbones.json"
    write(path, {"torch": torch.__version__, "cases": cases}, "cases")
    print(f"{len(cases)} cases, {path.stat().st_size} bytes")
