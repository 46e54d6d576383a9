"""Prints the Pillow numbers of ResizeTests, PillowTests and ColorJitterTests (Pillow 13.0).
python3 -m venv .venv && .venv/bin/pip install pillow numpy && .venv/bin/python pillow.py"""

import numpy
from PIL import Image, ImageEnhance

# Pixel (x, y), channel c of the 7 × 5 test picture.
y, x, c = numpy.mgrid[0:5, 0:7, 0:3]
picture = Image.fromarray(((37 * x + 59 * y + 83 * c + 11 * x * y) % 256).astype(numpy.uint8))


def show(name, image):
    print(name, numpy.asarray(image).flatten().tolist())


for size in [(4, 3), (9, 8), (3, 7)]:
    show(f"resize {size}", picture.resize(size, Image.BILINEAR))
show("box (1, 2, 5, 5) to (6, 2)", picture.crop((1, 2, 5, 5)).resize((6, 2), Image.BILINEAR))
small = picture.crop((0, 0, 3, 2))
show("brightness 1.3", ImageEnhance.Brightness(small).enhance(1.3))
show("contrast 0.7", ImageEnhance.Contrast(small).enhance(0.7))
show("saturation 1.4", ImageEnhance.Color(small).enhance(1.4))
for size in [(4, 3), (9, 8), (3, 7), (7, 2), (2, 5)]:
    show(f"bicubic {size}", picture.resize(size, Image.BICUBIC))
