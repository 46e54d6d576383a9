"""S2M2_R training steps and feature extraction in PyTorch, as `bench step` and `bench features` do
them: the same networks (Tests/BackbonesTests/References/networks.py, which equal ours number by
number), heads, passes and update, on random images in memory.

    python training.py JOB BACKBONE PRECISION FORM BATCH SIZE CLASSES THREADS

JOB is step, features, memory (one step, the most memory held so far in MiB, another, again), or
flops (2 × multiplications of one image forward, then ends). PRECISION is f32, or bf16 for autocast
in training and a bf16 network in extraction. FORM is eager or compiled (torch.compile, stage by
stage, so that mixing between them stays plain; in extraction with frozen weights).

Always channels-last, a fused optimiser, and glibc's allocator told to keep large blocks and to ask
for huge pages, which this script sees to by starting itself anew; without that PyTorch pays for
fresh memory in every step. UNTUNED=1 leaves the allocator alone.

For each line on standard input, whose number is a count of seconds, it measures for that long and
prints steps per second.
"""

import os
import pathlib
import random
import resource
import sys

TUNABLES = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=17179869184"
    ":glibc.malloc.trim_threshold=17179869184"
)
if "GLIBC_TUNABLES" not in os.environ and "UNTUNED" not in os.environ:
    os.environ["GLIBC_TUNABLES"] = TUNABLES
    os.execv(sys.executable, [sys.executable, *sys.argv])

import torch
import torch.nn.functional as F
from torch import nn

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "Tests/BackbonesTests/References"))
import networks

from serving import serve


class DroppingBlock(networks.WideBlock):
    """The block as the recipe trains it: dropout between its convolutions."""

    def forward(self, x):
        y = F.relu(self.bn1(x))
        shortcut = self.convShortcut(y) if self.convShortcut else x
        inner = F.dropout(F.relu(self.bn2(self.conv1(y))), 0.5, self.training)
        return shortcut + self.conv2(inner)


class CosineHead(nn.Module):
    """S2M2's distLinear."""

    def __init__(self, inputs, classes):
        super().__init__()
        self.linear = nn.utils.parametrizations.weight_norm(
            nn.Linear(inputs, classes, bias=False), dim=0
        )
        self.scale = 2 if classes <= 200 else 10

    def forward(self, x):
        return self.scale * self.linear(x / (x.norm(dim=1, keepdim=True) + 1e-5))


class Tail(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def mean(x):
    return x.mean((2, 3))


def stages(name):
    """The backbone in the stages between which states may be mixed."""
    if name == "conv4":
        net = networks.Conv4()
        last = nn.Sequential(net.block4, nn.Flatten())
        return [net.block1, net.block2, net.block3, last]
    if name.startswith("resnet12"):
        width = {"resnet12": 64, "resnet12-half": 32, "resnet12-quarter": 16}[name]
        layers = networks.ResNet12(width).layers
        return [*layers[:3], nn.Sequential(layers[3], Tail(mean))]
    if name == "resnet18":
        net = networks.ResNet18()
        stem = nn.Sequential(net.conv1, net.bn1, nn.ReLU(), net.layer1)
        return [stem, net.layer2, net.layer3, nn.Sequential(net.layer4, Tail(mean))]
    networks.WideBlock = DroppingBlock
    net = networks.WideResNet()
    first = nn.Sequential(net.conv1, net.block1)
    return [first, net.block2, net.block3, nn.Sequential(net.bn1, nn.ReLU(), Tail(mean))]


class Losses(nn.Module):
    """The backbone with both heads, whose outputs are the two losses of a step."""

    def __init__(self, parts, width, classes):
        super().__init__()
        self.parts = parts
        self.heads = nn.ModuleList([CosineHead(width, classes), nn.Linear(width, 4)])

    def features(self, x, layer=None, change=None):
        for number, part in enumerate(self.parts):
            x = part(change(x) if number == layer else x)
        return x

    def mixed(self, x, y):
        rate = random.betavariate(2, 2)
        partner = torch.randperm(len(y))
        mixed = self.features(
            x, random.randrange(4), lambda h: rate * h + (1 - rate) * h[partner]
        )
        scores = self.heads[0](mixed)
        loss = rate * F.cross_entropy(scores, y)
        return loss + (1 - rate) * F.cross_entropy(scores, y[partner])

    def turned(self, x, y):
        quarter = torch.randperm(len(y))[: len(y) // 4]
        turned = [torch.rot90(x[quarter], k, (2, 3)) for k in range(4)]
        turned = torch.cat(turned).contiguous(memory_format=torch.channels_last)
        features = self.features(turned)
        angles = torch.arange(4).repeat_interleave(len(quarter))
        classes = F.cross_entropy(self.heads[0](features), y[quarter].repeat(4))
        return 0.5 * (classes + F.cross_entropy(self.heads[1](features), angles))

    def forward(self, x, y):
        return self.mixed(x, y) + self.turned(x, y)


class Training:
    def __init__(self, parts, width, precision, batch, size, classes):
        self.losses = Losses(parts, width, classes)
        self.x = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
        self.y = torch.randint(classes, (batch,))
        self.optimizer = torch.optim.Adam(self.losses.parameters(), lr=1e-3, fused=True)
        self.reduced = precision == "bf16"

    def step(self):
        for loss in (self.losses.mixed, self.losses.turned):
            with torch.autocast("cpu", torch.bfloat16, enabled=self.reduced):
                value = loss(self.x, self.y)
            value.backward()
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)


def backbone(name, size):
    """The stages of `name`, channels last, and the width of their features."""
    net = nn.Sequential(*stages(name)).to(memory_format=torch.channels_last)
    with torch.no_grad():
        return net, net.eval()(torch.zeros(1, 3, size, size)).shape[1]


def flops(net, size):
    """2 × the multiplications of the convolutions on one image."""
    total = 0

    def count(layer, inputs, output):
        nonlocal total
        total += 2 * output[0].numel() * layer.weight[0].numel()

    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(count)
    with torch.no_grad():
        net(torch.zeros(1, 3, size, size))
    return total


def main():
    job, name, precision, form = sys.argv[1:5]
    batch, size, classes, threads = map(int, sys.argv[5:9])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    random.seed(0)
    if job == "flops":
        return print(flops(nn.Sequential(*stages(name)), size))
    net, width = backbone(name, size)
    if job == "features":
        if precision == "bf16":
            net = net.bfloat16()
        x = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
        if form == "compiled":
            from torch._inductor import config

            config.freezing = True
            net = torch.compile(net)

        def extract():
            with torch.inference_mode():
                net(x.to(torch.bfloat16) if precision == "bf16" else x).float()

        return serve(extract)
    net.train()
    if form == "compiled":
        for part in net:
            part.compile()
    training = Training(net, width, precision, batch, size, classes)
    if job == "memory":
        for _ in range(2):
            training.step()
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
        return
    serve(training.step)


if __name__ == "__main__":
    main()
