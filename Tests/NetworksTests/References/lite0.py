"""Prints the numbers of Lite0Tests, with timm's network and the weights that Scripts/lite0 fetches:
python lite0.py Weights/efficientnet-lite0-57934424.pth (torch 2.13, timm 1.0.31)."""

import pathlib
import sys

import numpy
sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "Benchmarks/peers"))
import vision
import timm
import torch

model = timm.create_model("tf_efficientnet_lite0", num_classes=0).eval()
file = torch.load(sys.argv[1], weights_only=True)
# Both list their tensors in the order of computing; the file goes on with the head of classes.
state = dict(zip(model.state_dict(), file.values()))
model.load_state_dict(state)
c, y, x = numpy.mgrid[0:3, 0:224, 0:224]
for factor in [1, 3]:
    picture = (37 * x + 59 * y + 83 * c + factor * x * y) % 256
    pixels = torch.tensor(picture / 127.5 - 1, dtype=torch.float32)[None]
    with torch.no_grad():
        features = model(pixels)[0]
    largest = features.topk(6)
    print(factor, features.norm().item(), largest.indices.tolist(), largest.values.tolist())
