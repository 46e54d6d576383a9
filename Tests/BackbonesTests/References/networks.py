"""The four backbones in plain PyTorch, with the state-dict names of the codes they come from.
`forward` gives features: (images, width)."""

import torch
import torch.nn.functional as F
from torch import nn


def convolution(inputs, outputs, kernel=3, stride=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class ConvBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = convolution(inputs, outputs)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)


class Conv4(nn.Module):
    """Four blocks of 64 channels; features in the order channel, row, column."""

    def __init__(self, width=64):
        super().__init__()
        for block in range(4):
            setattr(self, f"block{block + 1}", ConvBlock(3 if block == 0 else width, width))

    def forward(self, x):
        return self.block4(self.block3(self.block2(self.block1(x)))).flatten(1)


class ResNet12Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = convolution(inputs, outputs)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv3 = convolution(outputs, outputs)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential(
            convolution(inputs, outputs, kernel=1), nn.BatchNorm2d(outputs)
        )

    def forward(self, x):
        y = F.leaky_relu(self.bn1(self.conv1(x)), 0.1)
        y = F.leaky_relu(self.bn2(self.conv2(y)), 0.1)
        y = self.bn3(self.conv3(y)) + self.shortcut(x)
        return F.max_pool2d(F.leaky_relu(y, 0.1), 2)


class ResNet12(nn.Module):
    """As in EASY (Bendou et al.): widths w, 2.5 w, 5 w, 10 w."""

    def __init__(self, width=64):
        super().__init__()
        widths = [3, width, int(2.5 * width), 5 * width, 10 * width]
        self.layers = nn.Sequential(*map(ResNet12Block, widths, widths[1:]))

    def forward(self, x):
        return self.layers(x).mean((2, 3))


class ResNet18Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = convolution(inputs, outputs, stride=stride)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if inputs != outputs:
            self.downsample = nn.Sequential(
                convolution(inputs, outputs, kernel=1, stride=stride), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (self.downsample(x) if self.downsample else x))


class ResNet18(nn.Module):
    """torchvision's, with a 3×3 stem of stride 1 and no pool after it."""

    def __init__(self):
        super().__init__()
        self.conv1 = convolution(3, 64)
        self.bn1 = nn.BatchNorm2d(64)
        widths = [64, 64, 128, 256, 512]
        for i in range(4):
            stride = 1 if i == 0 else 2
            layer = nn.Sequential(
                ResNet18Block(widths[i], widths[i + 1], stride),
                ResNet18Block(widths[i + 1], widths[i + 1], 1),
            )
            setattr(self, f"layer{i + 1}", layer)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return x.mean((2, 3))


class WideBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = convolution(inputs, outputs, stride=stride)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs)
        self.convShortcut = None
        if inputs != outputs:
            self.convShortcut = convolution(inputs, outputs, kernel=1, stride=stride)

    def forward(self, x):
        y = F.relu(self.bn1(x))
        # Where the width changes, the shortcut too starts from the activated input.
        shortcut = self.convShortcut(y) if self.convShortcut else x
        return shortcut + self.conv2(F.relu(self.bn2(self.conv1(y))))


class WideGroup(nn.Module):
    def __init__(self, count, inputs, outputs, stride):
        super().__init__()
        self.layer = nn.Sequential(
            WideBlock(inputs, outputs, stride),
            *(WideBlock(outputs, outputs, 1) for _ in range(count - 1)),
        )

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    """As in S2M2 (Mangla et al.), without dropout."""

    def __init__(self, depth=28, factor=10):
        super().__init__()
        count = (depth - 4) // 6
        self.conv1 = convolution(3, 16)
        self.block1 = WideGroup(count, 16, 16 * factor, 1)
        self.block2 = WideGroup(count, 16 * factor, 32 * factor, 2)
        self.block3 = WideGroup(count, 32 * factor, 64 * factor, 2)
        self.bn1 = nn.BatchNorm2d(64 * factor)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return F.relu(self.bn1(x)).mean((2, 3))
