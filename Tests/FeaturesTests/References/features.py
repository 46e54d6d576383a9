"""Writes the feature files beside this script that FeatureFileTests reads: all hold the same five
images of three numbers each. With a file name as argument, prints what NumPy reads in it.

    python -m venv venv && venv/bin/pip install numpy==2.4.6
    venv/bin/python Tests/FeaturesTests/References/features.py
"""

import pathlib
import sys

import numpy

here = pathlib.Path(__file__).parent

if len(sys.argv) > 1:
    with numpy.load(sys.argv[1]) as arrays:
        for name, array in arrays.items():
            print(name, array.dtype.str, list(array.shape), array.ravel().tolist())
else:
    features = (numpy.arange(15, dtype=numpy.float32).reshape(5, 3) - 4) / 8
    numbers = numpy.array([64, 7, 64, 100, 7])
    names = numpy.array(["wren", "robin", "wren", "épervier", "robin"])
    paths = numpy.array([f"{name}/{row}.jpg" for row, name in enumerate(names)])
    numpy.savez(here / "numbers.npz", features=features, labels=numbers)
    numpy.savez_compressed(
        here / "names.npz", features=numpy.asfortranarray(features), labels=names, paths=paths
    )
    numpy.savez(
        here / "indices.npz",
        features=features.astype(numpy.float16),
        labels=numpy.array([2, 0, 2, 1, 0], numpy.uint8),
        classes=numpy.array(["robin", "épervier", "wren"]),
    )
    numpy.save(here / "plain.npy", features.astype(numpy.float64))
    numpy.save(here / "plain-labels.npy", numbers.astype(numpy.int32))
