"""The networks of families.py, as torchvision and timm make them; `forward` gives features."""

import pathlib
import sys
from functools import partial

import torch
import torch.nn.functional as F

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "Benchmarks/peers"))
import vision
from timm.models import convnext, efficientnet, eva, mobilenetv3, vision_transformer
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


# What timm's networks called tf_… have from TensorFlow.
TENSORFLOW = {"bn_eps": 1e-3, "pad_type": "same"}


def lite(width, depth, **options):
    def make():
        network = efficientnet._gen_efficientnet_lite(
            "efficientnet_lite0", width, depth, num_classes=0, **options
        )
        return Features(network)

    return make


def transformer(patch=8, width=32, depth=2, heads=2, side=32, projection=0, features=None, **options):
    """timm's, without the head that it would start from; features(network, x) if not its own."""

    def make():
        network = vision_transformer.VisionTransformer(
            img_size=side, patch_size=patch, embed_dim=width, depth=depth, num_heads=heads,
            num_classes=0, dynamic_img_size=True, **options
        )
        if projection:
            network.head = nn.Linear(width, projection, bias=False)
        compute = features and partial(features, network)
        return Features(network, features=compute)

    return make


def rotary():
    """DINOv3's, as timm has it, with the class token as its feature."""
    network = eva.Eva(
        img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=2, num_classes=0,
        dynamic_img_size=True, qkv_bias=False, init_values=1e-5, rope_type="dinov3",
        rope_temperature=100, rope_rotate_half=True, use_rot_pos_emb=True, use_abs_pos_emb=False,
        num_reg_tokens=4, use_fc_norm=False, global_pool="token",
        norm_layer=partial(vision_transformer.LayerNorm, eps=1e-5),
    )
    return Features(network)


def class_and_mean(network, x):
    """As DINOv2's linear classifiers take it."""
    tokens = network.forward_features(x)
    return torch.cat([tokens[:, 0], tokens[:, network.num_prefix_tokens :].mean(1)], 1)


def positions_by(resample):
    """Features of a network whose positions are taken to other sizes by another program's way."""

    def features(network, x):
        original = vision_transformer.resample_abs_pos_embed
        vision_transformer.resample_abs_pos_embed = resample
        try:
            return network(x)
        finally:
            vision_transformer.resample_abs_pos_embed = original

    return features


def resampling(offset):
    """DINO's and DINOv2's own for offset 0.1 (`interpolate_pos_encoding`), transformers' for 0."""

    def resample(table, new_size, old_size=None, num_prefix_tokens=1, **_):
        rest = table[:, num_prefix_tokens:]
        side = int(rest.shape[1] ** 0.5)
        if list(new_size) == [side, side]:
            return table
        grid = rest.reshape(1, side, side, -1).permute(0, 3, 1, 2)
        if offset:
            to = {"scale_factor": tuple((n + offset) / side for n in new_size)}
        else:
            to = {"size": tuple(new_size)}
        grid = F.interpolate(grid, mode="bicubic", **to)
        assert list(grid.shape[2:]) == list(new_size)
        return torch.cat(
            [table[:, :num_prefix_tokens], grid.permute(0, 2, 3, 1).flatten(1, 2)], 1
        )

    return resample


def transformers():
    """As `networks`."""
    small, dinov2 = [(4, 32, 32), (4, 40, 56)], {"patch": 14, "init_values": 1e-5}
    registers = {"reg_tokens": 4, "no_embed_class": True}
    table = {"patch": 14, "depth": 1, "heads": 1, "side": 518}
    sizes = [(1, 224, 224), (1, 252, 238), (1, 518, 518)]
    clip = {"pre_norm": True, "norm_layer": partial(vision_transformer.LayerNorm, eps=1e-5)}
    siglip = {"class_token": False, "global_pool": "map"}
    return {
        "vit": (transformer(), True, small),
        "vit registers": (transformer(init_values=1e-5, **registers), True, small),
        "vit clip": (transformer(act_layer="quick_gelu", projection=24, **clip), True, small),
        "vit siglip": (transformer(**siglip), True, small),
        "vit rotary": (rotary, True, small),
        "vit class+mean": (transformer(features=class_and_mean), True, small[:1]),
        "positions of dino": (
            transformer(features=positions_by(resampling(0.1)), **table), False, sizes),
        "positions antialiased": (transformer(**table), False, sizes),
        "positions plain": (
            transformer(features=positions_by(resampling(0)), **table), False, sizes[:2]),
        "deit-tiny-16": (
            transformer(16, 192, 12, 3, 224), False, [(1, 224, 224)]),
        "dinov2-small-registers": (
            transformer(width=384, depth=12, heads=6, side=518, **dinov2, **registers), False,
            [(1, 224, 224)]),
    }


def mobile(variant, **options):
    """Features before the classifier's hidden layer, as torchvision's network has them."""

    def make():
        network = mobilenetv3._gen_mobilenet_v3(variant, 1.0, num_classes=0, **options)
        return Features(
            network,
            without=["conv_head"],
            features=lambda x: network.forward_features(x).mean((2, 3)),
        )

    return make


def convnext_of(blocks, width):
    def make():
        widths = [width << i for i in range(len(blocks))]
        return Features(convnext.ConvNeXt(depths=blocks, dims=widths, num_classes=0))

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
        "lite narrow": (lite(0.25, 0.5, **TENSORFLOW), True, few),
        "efficientnet-lite0": (lite(1, 1, **TENSORFLOW), False, [(1, 224, 224), (1, 97, 70)]),
        "efficientnet-lite0-timm": (lite(1, 1), False, [(1, 224, 224)]),
        "efficientnet-lite1": (lite(1, 1.1, **TENSORFLOW), False, one),
        "efficientnet-lite2": (lite(1.1, 1.2, **TENSORFLOW), False, one),
        "efficientnet-lite3": (lite(1.2, 1.4, **TENSORFLOW), False, one),
        "efficientnet-lite4": (lite(1.4, 1.8, **TENSORFLOW), False, one),
        "mobilenetv3-small": (mobile("mobilenetv3_small_100", bn_eps=1e-3), True, few[:1]),
        "mobilenetv3-large": (
            mobile("mobilenetv3_large_100", bn_eps=1e-3), False, [(1, 224, 224)]),
        "mobilenetv3-large-timm": (mobile("mobilenetv3_large_100"), False, one),
        "mobilenetv3-large-tf": (
            mobile("mobilenetv3_large_100", **TENSORFLOW), False, [(1, 224, 224)]),
        "mobilenetv3-small-tf": (mobile("mobilenetv3_small_100", **TENSORFLOW), False, one),
        "convnext narrow": (convnext_of([1, 1, 2, 1], 16), True, few),
        "convnext-tiny": (convnext_of([3, 3, 9, 3], 96), False, one),
    } | transformers()
