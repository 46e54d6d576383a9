"""JPEG files to read: pictures whose power falls with frequency as a photograph's does.

    python pictures.py FOLDER WIDTH HEIGHT QUALITY COUNT

writes FOLDER/COUNT-class folders' files a/0.jpg … with 4:2:0 colour, equal on every machine up to
the encoder. Nothing is drawn where the folder is there.
"""

import pathlib
import sys

import numpy as np
from PIL import Image


def picture(rng, width, height):
    """(height, width, 3) bytes: noise at every scale, half as strong at half the size, with the
    colours going mostly together."""
    total = np.zeros((height, width, 3), np.float32)
    side = 4
    while side < 2 * max(width, height):
        shape = (max(2, side * height // width), side)
        grey = rng.normal(size=shape)
        for channel in range(3):
            noise = grey + 0.4 * rng.normal(size=shape)
            field = Image.fromarray(noise.astype(np.float32))
            total[:, :, channel] += np.asarray(field.resize((width, height), 3)) / side**0.4
        side *= 2
    total = 128 + 55 * (total - total.mean()) / total.std()
    return np.clip(total, 0, 255).astype(np.uint8)


def main():
    folder = pathlib.Path(sys.argv[1])
    width, height, quality, count = map(int, sys.argv[2:])
    if folder.exists():
        return
    rng = np.random.default_rng(0)
    made = folder.with_suffix(".part")
    for i in range(count):
        place = made / "ab"[i % 2]
        place.mkdir(parents=True, exist_ok=True)
        image = Image.fromarray(picture(rng, width, height))
        image.save(place / f"{i}.jpg", quality=quality, subsampling=2)
    made.rename(folder)


main()
