"""Makes s2m2_step.json: one training step of S2M2_R on a narrow ResNet-12, from PyTorch in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 numpy
    .venv/bin/python Tests/TrainingTests/References/s2m2_step.py

The step of Mangla et al. 2020 (arXiv 1907.12087), written from nupurkmr9/S2M2_fewshot `train.py`,
train_s2m2: the batch with one hidden layer mixed, λ·CE(y) + (1 − λ)·CE(partner's y); then a quarter
of the batch at four angles, (CE(class) + CE(angle))/2; both gradients add up. DRAW is what the test's
seed, 20, draws; the test compares it first. `turned` is that code's rotation of an image.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parents[1] / "TensorsTests" / "References"))
sys.path.insert(0, str(here.parents[1] / "BackbonesTests" / "References"))

import torch
import torch.nn.functional as F

from backbones import parameter_source
from networks import ResNet12
from recording import result, rounded, source, tensor, write

DRAW = {
    "layer": 2,
    "lambda": 0.20044882595539093,
    "partner": [4, 0, 6, 7, 3, 1, 5, 2],
    "quarter": [5, 7],
}
CLASSES, COUNT, SIZE = 3, 8, 16
LABELS = [0, 2, 1, 2, 0, 1, 1, 0]


def turned(image, quarters):
    """(3, h, w), counter-clockwise."""
    for _ in range(quarters):
        image = image.transpose(2, 1).flip(1)
    return image


def features(network, x, layer=None, change=None):
    for place in range(4):
        if place == layer:
            x = change(x)
        x = network.layers[place](x)
    return x.mean((2, 3))


def class_scores(heads, x):
    """S2M2's distLinear: cosines times 2."""
    v, g = heads["classifier.weight_v"], heads["classifier.weight_g"]
    x = x / (x.norm(dim=1, keepdim=True) + 1e-5)
    return 2 * x @ (g * v / v.norm(dim=1, keepdim=True)).T


def angle_scores(heads, x):
    return x @ heads["rotation.weight"].T + heads["rotation.bias"]


def main():
    network = ResNet12(3).double().train()
    entries = []
    with torch.no_grad():
        for key, value in network.state_dict().items():
            if "running" in key or key.endswith("num_batches_tracked"):
                continue
            entries.append(parameter_source(key, value.shape))
            value.copy_(tensor(entries[-1]))
    heads = {}
    for key, shape in [
        ("classifier.weight_v", (CLASSES, 30)),
        ("classifier.weight_g", (CLASSES, 1)),
        ("rotation.weight", (4, 30)),
        ("rotation.bias", (4,)),
    ]:
        entry = source(key, shape, 0.5, 1.0 if key.endswith("_g") else 0.0)
        entries.append(entry)
        heads[key] = tensor(entry, gradient=True)
    pictures = source("images", (COUNT, 3, SIZE, SIZE))
    images, labels = tensor(pictures), torch.tensor(LABELS)

    share, partner = DRAW["lambda"], DRAW["partner"]
    scores = class_scores(
        heads,
        features(
            network, images, DRAW["layer"], lambda h: share * h + (1 - share) * h[partner]
        ),
    )
    mixed = share * F.cross_entropy(scores, labels)
    mixed = mixed + (1 - share) * F.cross_entropy(scores, labels[partner])
    mixed.backward()

    copies = [(place, quarters) for place in DRAW["quarter"] for quarters in range(4)]
    x = features(network, torch.stack([turned(images[p], q) for p, q in copies]))
    of_class = F.cross_entropy(class_scores(heads, x), torch.tensor([LABELS[p] for p, _ in copies]))
    of_angle = F.cross_entropy(angle_scores(heads, x), torch.tensor([q for _, q in copies]))
    ((of_class + of_angle) / 2).backward()

    gradients = {name: p.grad for name, p in network.named_parameters()}
    gradients |= {name: p.grad for name, p in heads.items()}
    document = {
        "torch": torch.__version__,
        "draw": DRAW,
        "images": pictures,
        "labels": LABELS,
        "loss": rounded((mixed + (of_class + of_angle) / 2).detach()),
        "classLoss": rounded(of_class.detach()),
        "rotationLoss": rounded(of_angle.detach()),
        "parameters": [
            entry | {"gradient": result(gradients[entry["pattern"]])} for entry in entries
        ],
    }
    write(here / "s2m2_step.json", document, "parameters")


main()
