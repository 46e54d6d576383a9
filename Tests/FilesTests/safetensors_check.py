"""Holds our safetensors files against the reference library, both ways.

    python -m venv venv && venv/bin/pip install safetensors==0.8.0 numpy
    venv/bin/python Tests/FilesTests/safetensors_check.py            # reads our bytes, prints its own
    venv/bin/python Tests/FilesTests/safetensors_check.py FILE...    # lists what the library reads in FILE
"""

import base64
import struct
import sys

import numpy
from safetensors import safe_open
from safetensors.numpy import load, save

for path in sys.argv[1:]:
    with safe_open(path, framework="numpy") as file:
        print(path, file.metadata())
        for name in sorted(file.keys()):
            array = file.get_tensor(name)
            print(f"  {name!r} {array.dtype} {array.shape} {array.ravel()[:6].tolist()}")

if len(sys.argv) == 1:
    # The bytes that SafetensorsTests.fixture expects of our writer.
    header = b'{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},'
    header += b'"a":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}'
    header += b" " * (-len(header) % 8)
    ours = load(struct.pack("<Q", len(header)) + header + struct.pack("<ffB", 1, -2, 9))
    assert ours["b"].tolist() == [[1, -2]] and ours["a"].tolist() == 9

    arrays = {
        "weight": numpy.array([[1.5, -2.0, 0.25], [3.0, 1e-20, -1e20]], numpy.float32),
        "double": numpy.array(0.1, numpy.float64),
        "labels": numpy.array([-1, 2**40], numpy.int64),
        "counts": numpy.array([[7], [-8]], numpy.int32),
        "mask": numpy.array([1, 0, 255], numpy.uint8),
        "empty": numpy.zeros((0, 3), numpy.float32),
    }
    print(base64.b64encode(save(arrays, {"epoch": "3"})).decode())
