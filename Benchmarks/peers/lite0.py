"""The features that a Python pipeline computes with EfficientNet-Lite0's ImageNet weights:

    python lite0.py FOLDER Weights/efficientnet-lite0-57934424.pth novel.npz [--whole]

FOLDER holds a folder of JPEG files for each class; the file holds the features and labels, in sorted
order, as `fewshot eval --features` takes them. Pictures are scaled and cut as timm does for this
network (`tf_efficientnet_lite0`); with --whole they are taken as they are, 224 pixels square. Set side by
side with `fewshot features FOLDER --checkpoint Weights/efficientnet-lite0-57934424.pth --output own.npz`
by `python lite0.py --compare own.npz novel.npz`.
"""

import pathlib
import sys

import numpy
import torch
import vision
import timm
from PIL import Image
from torchvision import transforms


def compare(ours, theirs):
    a, b = numpy.load(ours)["features"], numpy.load(theirs)["features"]
    assert a.shape == b.shape, (a.shape, b.shape)
    relative = numpy.linalg.norm(a - b, axis=1) / numpy.linalg.norm(b, axis=1)
    print(f"{len(a)} photos, relative difference: median {numpy.median(relative):.2e}, "
          f"largest {relative.max():.2e}")


def features(folder, weights, output, whole):
    model = timm.create_model("tf_efficientnet_lite0", num_classes=0).eval()
    # Both list their tensors in the order of computing; the file goes on with the head of classes.
    state = torch.load(weights, weights_only=True)
    model.load_state_dict(dict(zip(model.state_dict(), state.values())))
    steps = [] if whole else [
        transforms.Resize(256, transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(224)]
    view = transforms.Compose(
        steps + [transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])
    classes = sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir())
    files = [(path, label) for label, name in enumerate(classes) for path in sorted(name.glob("*.jpg"))]
    rows = []
    with torch.no_grad():
        for start in range(0, len(files), 32):
            batch = [view(Image.open(path).convert("RGB")) for path, _ in files[start:start + 32]]
            rows.append(model(torch.stack(batch)).numpy())
    numpy.savez(output, features=numpy.concatenate(rows),
                labels=numpy.array([classes[label].name for _, label in files]))


if sys.argv[1] == "--compare":
    compare(sys.argv[2], sys.argv[3])
else:
    features(sys.argv[1], sys.argv[2], sys.argv[3], "--whole" in sys.argv)
