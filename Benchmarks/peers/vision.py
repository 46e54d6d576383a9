"""torchvision and timm, also beside a build of PyTorch that torchvision's wheel was not made for.

Import this before either: such a wheel asks for two operations that are not there, which nothing
here calls.
"""

import torch

try:
    import torchvision
except RuntimeError:
    missing = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        missing.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision
