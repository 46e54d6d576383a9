"""Makes operations.json: values and gradients of every operation, from PyTorch in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 numpy
    .venv/bin/python Tests/TensorsTests/References/operations.py

Each case: inputs (by pattern), integer lists, numbers (strides, rates, …) and results. The result
"dx" is the gradient of the input "x" for the upstream gradient "upstream" of "y"; a loss is a
scalar, its upstream gradient 1. Dropout keeps an element where "mask" is at least "keepFrom".
"""

import pathlib
import sys

sys.dont_write_bytecode = True

import torch
import torch.nn.functional as F

from optimisers import optimisers
from recording import result, source, tensor, write

cases = []


def case(operation, label, sources, compute, numbers=None, integers=None, extras=None, without=()):
    """Runs `compute` on the inputs and records "y" and the gradients of all inputs but `without`."""
    name = f"{operation} {label}"
    inputs = {
        key: source(f"{name}/{key}", *(value if isinstance(value[0], tuple) else (value,)))
        for key, value in sources.items()
    }
    tensors = {key: tensor(value, key not in without) for key, value in inputs.items()}
    y = compute(**tensors)
    if y.dim() == 0:
        y.backward()
    else:
        inputs["upstream"] = source(f"{name}/upstream", y.shape)
        y.backward(tensor(inputs["upstream"]))
    results = {"y": result(y)}
    for key, value in tensors.items():
        if value.grad is not None:
            results["d" + key] = result(value.grad)
    for key, value in (extras() if extras else {}).items():
        results[key] = result(value)
    cases.append(
        {
            "name": name,
            "operation": operation,
            "inputs": inputs,
            "numbers": numbers or {},
            "integers": integers or {},
            "results": results,
        }
    )


def convolutions():
    shapes = [
        # label, images, channels in → out, height × width, kernel, stride
        ("3x3", 2, 16, 24, 7, 5, 3, 1),
        ("3x3 wide", 2, 32, 48, 9, 6, 3, 1),
        ("3x3 square channels", 1, 64, 64, 11, 8, 3, 1),
        ("3x3 from colour", 2, 3, 16, 10, 7, 3, 1),
        ("3x3 to 10 channels", 3, 6, 10, 5, 8, 3, 1),
        ("3x3 one pixel", 2, 16, 16, 1, 1, 3, 1),
        ("3x3 stride 2", 2, 16, 32, 7, 5, 3, 2),
        ("3x3 stride 2 even", 2, 32, 48, 8, 6, 3, 2),
        ("3x3 stride 2 from colour", 1, 3, 12, 9, 12, 3, 2),
        ("1x1", 2, 32, 48, 7, 5, 1, 1),
        ("1x1 from colour", 2, 3, 16, 6, 9, 1, 1),
        ("1x1 stride 2", 2, 16, 32, 7, 5, 1, 2),
        ("1x1 stride 2 even", 2, 32, 48, 8, 6, 1, 2),
    ]
    for label, images, inputs, outputs, height, width, kernel, stride in shapes:
        padding = kernel // 2
        case(
            "conv2d",
            label,
            {
                "x": (images, inputs, height, width),
                "weight": ((outputs, inputs, kernel, kernel), 0.25),
            },
            lambda x, weight: F.conv2d(x, weight, stride=stride, padding=padding),
            {"stride": stride, "padding": padding},
        )


def normalisations():
    shapes = [
        ("16 channels", (2, 16, 7, 5)),
        ("48 channels", (3, 48, 4, 6)),
        ("5 channels", (4, 5, 3, 2)),
        ("one pixel", (6, 16, 1, 1)),
        ("far from zero", (2, 16, 7, 5)),
    ]
    for training in (True, False):
        for label, shape in shapes:
            offset = 30.0 if label == "far from zero" else 0.5
            channels = (shape[1],)
            running = {}

            def compute(x, weight, bias, running_mean, running_var):
                running["running_mean"] = running_mean.clone()
                running["running_var"] = running_var.clone()
                return F.batch_norm(
                    x, *running.values(), weight, bias, training, momentum=0.1, eps=1e-5
                )

            case(
                "batch_norm training" if training else "batch_norm evaluation",
                label,
                {
                    "x": (shape, 2.0, offset),
                    "weight": (channels, 0.5, 1.0),
                    "bias": (channels, 0.5),
                    "running_mean": (channels, 0.5),
                    "running_var": (channels, 0.5, 1.0),
                },
                compute,
                {"momentum": 0.1, "epsilon": 1e-5},
                extras=(lambda: running) if training else None,
                without=("running_mean", "running_var"),
            )


def elementwise():
    for label, shape in [("2x16x7x5", (2, 16, 7, 5)), ("3x5x2x7", (3, 5, 2, 7)), ("4x9", (4, 9))]:
        case("relu", label, {"x": shape}, lambda x: F.relu(x))
        case("leaky_relu", label, {"x": shape}, lambda x: F.leaky_relu(x, 0.1), {"slope": 0.1})
        case("add", label, {"x": shape, "other": shape}, lambda x, other: x + other)
        case(
            "dropout",
            label,
            {"x": shape, "mask": shape},
            lambda x, mask: torch.where(mask >= -0.5, x / (1 - 0.25), 0.0),
            {"rate": 0.25, "keepFrom": -0.5},
            without=("mask",),
        )
        rows = {2: [1, 0], 3: [2, 0, 1], 4: [2, 1, 0, 0]}[shape[0]]
        case(
            "mix",
            label,
            {"x": shape},
            lambda x: 0.7 * x + (1 - 0.7) * x[rows],
            {"lambda": 0.7},
            {"permutation": rows},
        )


def pools():
    shapes = [
        ("odd", (2, 16, 7, 5)),
        ("even", (2, 48, 6, 4)),
        ("5 channels", (3, 5, 4, 9)),
        ("two pixels", (2, 16, 2, 2)),
    ]
    for label, shape in shapes:
        case("max_pool", label, {"x": shape}, lambda x: F.max_pool2d(x, 2))
        case("average_pool", label, {"x": shape}, lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1))
        case("flatten", label, {"x": shape}, lambda x: x.flatten(1))


def rotations():
    for turns in range(4):
        case(
            "rotate",
            f"{turns} quarter turns",
            {"x": (2, 3, 5, 5)},
            lambda x: torch.rot90(x, turns, [2, 3]),
            {"turns": turns},
        )


def heads():
    for label, rows, features, outputs in [("small", 3, 7, 5), ("wide", 6, 640, 64), ("one", 1, 16, 4)]:
        case(
            "linear",
            label,
            {"x": (rows, features), "weight": ((outputs, features), 0.3), "bias": (outputs,)},
            lambda x, weight, bias: F.linear(x, weight, bias),
        )
        case(
            "cosine",
            label,
            {"x": (rows, features), "direction": (outputs, features), "norm": ((outputs,), 0.5, 1.0)},
            cosine,
            {"scale": 2.0, "epsilon": 1e-5},
        )
        case(
            "cosine",
            f"{label} scale 10",
            {"x": (rows, features), "direction": (outputs, features), "norm": ((outputs,), 0.5, 1.0)},
            lambda **inputs: 5 * cosine(**inputs),
            {"scale": 10.0, "epsilon": 1e-5},
        )


def cosine(x, direction, norm):
    """The class head of S2M2: weight_norm along dim 0 with a learnable norm for each class."""
    layer = torch.nn.Linear(direction.shape[1], direction.shape[0], bias=False).double()
    layer = torch.nn.utils.parametrizations.weight_norm(layer, "weight", dim=0)
    parameters = {
        "parametrizations.weight.original0": norm[:, None],
        "parametrizations.weight.original1": direction,
    }
    unit = x / (x.norm(p=2, dim=1, keepdim=True) + 0.00001)
    return 2 * torch.func.functional_call(layer, parameters, (unit,))


def losses():
    for label, rows, classes, scale in [
        ("small", 7, 5, 3.0),
        ("one row", 1, 4, 1.0),
        ("64 classes", 12, 64, 2.0),
        ("large scores", 5, 6, 300.0),
    ]:
        first = [i * 3 % classes for i in range(rows)]
        second = [(i * 5 + 1) % classes for i in range(rows)]
        case(
            "cross_entropy",
            label,
            {"x": ((rows, classes), scale)},
            lambda x: F.cross_entropy(x, torch.tensor(first)),
            {},
            {"labels": first},
        )
        case(
            "mixed_cross_entropy",
            label,
            {"x": ((rows, classes), scale)},
            lambda x: 0.3 * F.cross_entropy(x, torch.tensor(first))
            + (1 - 0.3) * F.cross_entropy(x, torch.tensor(second)),
            {"lambda": 0.3},
            {"labels": first, "otherLabels": second},
        )


if __name__ == "__main__":
    torch.set_num_threads(1)
    for group in (convolutions, normalisations, elementwise, pools, rotations, heads, losses):
        group()
    cases.extend(optimisers())
    path = pathlib.Path(__file__).with_name("operations.json")
    write(path, {"torch": torch.__version__, "cases": cases}, "cases")
    print(f"{len(cases)} cases, {path.stat().st_size} bytes")
