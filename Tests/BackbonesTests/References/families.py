"""Makes families.json: backbones that torchvision and timm have, computed by them in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 torchvision==0.28.0 timm==1.0.31 numpy
    .venv/bin/python Tests/BackbonesTests/References/families.py

Cases are as in backbones.json, but that a parameter's numbers follow from its name and shape alone
(`parameter_source`), so that no list of them is needed. Cases of a whole training step are of few
and narrow layers; networks of full size are computed in evaluation only, and have no gradients.
"""

import math
import pathlib
import sys

sys.dont_write_bytecode = True
here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parents[1] / "TensorsTests" / "References"))

import numpy as np
import torch

import backbones
from families_networks import networks
from recording import result, rounded, source, tensor, write

# Names of arrays that are added to hidden states: small numbers about zero.
ADDED = ("cls_token", "reg_token", "pos_embed", "latent")


def parameter_source(name, shape):
    """The rule for parameters and statistics, by the kind of array that the name says."""
    if name.endswith(ADDED):
        return source(name, shape, 0.2)
    if name.endswith("running_mean"):
        return source(name, shape, 0.05)
    if name.endswith("running_var"):
        return source(name, shape, 0.1, 1.0)
    if name.endswith("bias"):
        return source(name, shape, 0.1)
    if len(shape) == 1:
        return source(name, shape, 0.1, 1.0)
    return source(name, shape, rounded(np.float32(math.sqrt(6 / math.prod(shape[1:])))))


def assign(network):
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                value.copy_(tensor(parameter_source(name, value.shape)))


def evaluation(name, make, images, height, width):
    network = make().double().eval()
    assign(network)
    pictures = source(f"{name}/images", (images, 3, height, width))
    with torch.no_grad():
        features = network(tensor(pictures))
    print(name, tuple(features.shape), f"{features.abs().mean():.3g}", flush=True)
    empty = {"parameters": [], "labels": [], "loss": 0, "gradients": {}, "statistics": {}}
    return empty | {
        "name": name,
        "images": pictures,
        "classifier": source("classifier.weight", (1, features.shape[1])),
        "features": result(features),
        "evaluatedFeatures": result(features),
        "float32": {},
    }


def training(name, make, images, height, width):
    backbones.parameter_source = parameter_source
    record = backbones.case(name, make(), images, height, width)
    return record | {"parameters": []}


if __name__ == "__main__":
    torch.set_num_threads(1)
    wanted = sys.argv[1:]
    cases = [
        (training if is_training else evaluation)(name, make, *shape)
        for name, (make, is_training, shapes) in networks().items()
        for name, shape in [(f"{name} at {s[1]} × {s[2]}", s) for s in shapes]
        if not wanted or any(word in name for word in wanted)
    ]
    path = here / ("wanted.json" if wanted else "families.json")
    write(path, {"torch": torch.__version__, "cases": cases}, "cases")
    print(f"{len(cases)} cases, {path.stat().st_size} bytes")
