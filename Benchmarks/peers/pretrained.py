"""Features of networks that others pretrained, in PyTorch and in ONNX Runtime, of random images in
memory, as `bench features` computes ours: torchvision's and timm's networks, with random weights.

    python pretrained.py NETWORK PROGRAM BATCH SIZE THREADS

PROGRAM is eager, compiled, or bf16 for PyTorch (channels-last; compiled is torch.compile with frozen
weights, and bf16 that of a network in bfloat16), onnx for ONNX Runtime with all its optimisations, or
cost: floating-point operations of one image, bytes of the weights, and bytes that its convolutions and
linear layers read and write, then ends.

For each line on standard input, whose number is a count of seconds, it measures for that long and
prints batches per second and the resident memory in MiB.
"""

import os
import subprocess
import sys
import tempfile
import warnings

from serving import serve

warnings.filterwarnings("ignore")
if sys.argv[2] != "onnx":
    import torch
    import vision
    import timm
    import torchvision

NETWORKS = {
    "efficientnet-lite0": lambda size: timm.create_model("tf_efficientnet_lite0", num_classes=0),
    "resnet50-imagenet": lambda size: headless(torchvision.models.resnet50()),
    "dinov2-small": lambda size: timm.create_model(
        "vit_small_patch14_dinov2", img_size=size, num_classes=0),
    "deit-base-16": lambda size: timm.create_model(
        "vit_base_patch16_224", img_size=size, num_classes=0),
}


def headless(net):
    net.fc = torch.nn.Identity()
    return net


def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def cost(net, size):
    from torch.utils.flop_counter import FlopCounterMode

    moved = 0

    def count(layer, inputs, output):
        nonlocal moved
        moved += 4 * (inputs[0].numel() + output.numel())

    for layer in net.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            layer.register_forward_hook(count)
    with FlopCounterMode(display=False) as flops:
        net(torch.zeros(1, 3, size, size))
    weights = 4 * sum(p.numel() for p in net.parameters())
    print(flops.get_total_flops(), weights, moved)


def load(path, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])


def run_onnx(session, batch, size):
    import numpy

    x = numpy.random.default_rng(0).standard_normal((batch, 3, size, size)).astype("float32")
    serve(lambda: session.run(None, {"x": x}), resident)


def main():
    name, program = sys.argv[1:3]
    batch, size, threads = map(int, sys.argv[3:6])
    if program == "onnx":
        # Written by another process: PyTorch's memory is none of ONNX Runtime's.
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "network.onnx")
            subprocess.run(
                [sys.executable, __file__, name, "write", *sys.argv[3:6], path], check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            session = load(path, threads)
        return run_onnx(session, batch, size)
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    net = NETWORKS[name](size).eval()
    if program == "cost":
        return cost(net, size)
    x = torch.randn(batch, 3, size, size)
    if program == "write":
        return torch.onnx.export(
            net, (x,), sys.argv[6], dynamo=False, input_names=["x"], opset_version=17)
    kind = torch.bfloat16 if program == "bf16" else torch.float32
    net = net.to(kind).to(memory_format=torch.channels_last)
    x = x.to(memory_format=torch.channels_last)
    if program != "eager":
        from torch._inductor import config

        config.freezing = True
        net = torch.compile(net)
    serve(lambda: net(x.to(kind)).float(), resident)


main()
