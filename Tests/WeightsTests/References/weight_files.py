"""Writes the files of this folder with PyTorch: python weight_files.py

What is read from each .pth must equal expected.safetensors, which the safetensors library wrote from
contiguous copies of the same tensors. Made with torch 2.13.0 and safetensors 0.8.0.
"""

import argparse
import collections
import os

import safetensors.torch
import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))
base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
tensors = {
    "single": base,
    "double": base[0].double() / 3,
    "half": base.half(),
    "bfloat": base.bfloat16(),
    "long": torch.tensor([-(2**63), 2**63 - 1, 7]),
    "int": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
    "short": torch.tensor([-32768, 32767], dtype=torch.int16),
    "char": torch.tensor([-128, 127], dtype=torch.int8),
    "byte": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
    "scalar": torch.tensor(3.5),
    "empty": torch.zeros(0, 4),
    "parameter": torch.nn.Parameter(base[:2] + 1),
    # All of these are views of one storage.
    "transposed": base.t(),
    "row": base[2],
    "column": base[:, 3],
    "stepped": base[1:, ::2],
    "repeated": base[:2, :1].expand(2, 5),
    # Channels last.
    "permuted": torch.arange(120.0).reshape(2, 3, 4, 5).to(memory_format=torch.channels_last),
}
expected = {name: tensor.detach().clone(memory_format=torch.contiguous_format)
            for name, tensor in tensors.items()}
safetensors.torch.save_file(expected, "expected.safetensors")

named = collections.OrderedDict(tensors)
named._metadata = {"": {"version": 2}}
torch.save(named, "plain.pth")
torch.save(named, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(named, "protocol4.pth", pickle_protocol=4)

# A checkpoint of training: weights beside an optimiser, options and the generator's state.
model = torch.nn.Linear(3, 2)
optimizer = torch.optim.AdamW(model.parameters())
model(torch.ones(1, 3)).sum().backward()
optimizer.step()
torch.save({
    "args": argparse.Namespace(lr=0.1, seed=2**70, layers=(1, 2)), "epoch": 3,
    "optimizer": optimizer.state_dict(), "rng": torch.get_rng_state(),
    "state_dict": {**named, "frequencies": torch.ones(2, dtype=torch.complex64)},
}, "training.pth")

# What is refused.
torch.save(torch.nn.Linear(3, 2), "object.pth")
torch.jit.save(torch.jit.script(torch.nn.Linear(3, 2)), "script.pt")
