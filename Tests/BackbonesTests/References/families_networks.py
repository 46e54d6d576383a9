"""The networks of families.py, as torchvision and timm make them; `forward` gives features."""

from timm.models import efficientnet
from torch import nn
from torchvision.models import resnet


class Features(nn.Module):
    """Another program's network, with its parameters under its names, up to its features."""

    def __init__(self, network, without=(), features=None):
        super().__init__()
        for name in without:
            delattr(network, name)
        self.__dict__["network"] = network
        self.__dict__["compute"] = features or network.forward
        for name, module in network.named_children():
            self.add_module(name, module)
        for name, parameter in network.named_parameters(recurse=False):
            self.register_parameter(name, parameter)

    def forward(self, x):
        return self.compute(x)

    def train(self, mode=True):
        self.network.train(mode)
        return super().train(mode)


def torchvision_resnet(block, blocks, channels=64):
    """torchvision's network; with fewer channels, by the attribute that its groups start from."""

    def make():
        network = resnet.ResNet(block, [1, 1, 1, 1])
        if channels != 64:
            network.conv1 = nn.Conv2d(3, channels, 7, 2, 3, bias=False)
            network.bn1 = nn.BatchNorm2d(channels)
        network.inplanes = channels
        for i, count in enumerate(blocks):
            group = network._make_layer(block, channels << i, count, 1 if i == 0 else 2)
            setattr(network, f"layer{i + 1}", group)
        network.fc = nn.Identity()
        return Features(network)

    return make


def lite(width, depth, features=1280):
    def make():
        network = efficientnet._gen_efficientnet_lite(
            "tf_efficientnet_lite0", width, depth, bn_eps=1e-3, pad_type="same", num_classes=0
        )
        return Features(network)

    return make


def networks():
    """By name: how it is made, whether a training step is wanted, and (images, height, width)."""
    basic, bottleneck = resnet.BasicBlock, resnet.Bottleneck
    few, one = [(4, 64, 96), (4, 97, 70)], [(1, 64, 96)]
    return {
        "resnet basic": (torchvision_resnet(basic, [1, 2, 1, 1], 16), True, few),
        "resnet bottleneck": (torchvision_resnet(bottleneck, [2, 1, 1, 1], 8), True, few),
        "resnet18-imagenet": (torchvision_resnet(basic, [2, 2, 2, 2]), False, [(1, 224, 224)]),
        "resnet34-imagenet": (torchvision_resnet(basic, [3, 4, 6, 3]), False, one),
        "resnet50-imagenet": (torchvision_resnet(bottleneck, [3, 4, 6, 3]), False, [(1, 224, 224)]),
        "resnet101-imagenet": (torchvision_resnet(bottleneck, [3, 4, 23, 3]), False, one),
        "lite narrow": (lite(0.25, 0.5), True, few),
        "efficientnet-lite0": (lite(1, 1), False, [(1, 224, 224), (1, 97, 70)]),
        "efficientnet-lite1": (lite(1, 1.1), False, one),
        "efficientnet-lite2": (lite(1.1, 1.2), False, one),
        "efficientnet-lite3": (lite(1.2, 1.4), False, one),
        "efficientnet-lite4": (lite(1.4, 1.8), False, one),
    }
