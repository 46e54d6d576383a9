"""Images per second from JPEG files to batches for training, through PyTorch's DataLoader.

    python loading.py FOLDER SIZE WORKERS DRAFT

FOLDER/CLASS/*.jpg are read in random order, 128 at a time, over and over. Each picture goes through
RandomResizedCrop(SIZE), a mirroring, ColorJitter(0.4, 0.4, 0.4), ToTensor and Normalize as
torchvision has them for Pillow's images, written out here because torchvision's wheel does not
load beside every build of PyTorch; nothing of its overhead is counted. DRAFT is 1 to let Pillow
decode at a reduced scale where the picture stays large enough for the smallest crop.

For each line on standard input, whose number is a count of seconds, it measures for that long and
prints a number.
"""

import math
import pathlib
import random
import sys
import time

import numpy as np
import torch
from PIL import Image, ImageEnhance

MEAN = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
STD = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
ENHANCERS = [ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color]


def crop(width, height):
    """The box of RandomResizedCrop's defaults."""
    for _ in range(10):
        area = width * height * random.uniform(0.08, 1)
        ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < w <= width and 0 < h <= height:
            x, y = random.randint(0, width - w), random.randint(0, height - h)
            return x, y, x + w, y + h
    side = min(width, height)
    x, y = (width - side) // 2, (height - side) // 2
    return x, y, x + side, y + side


class Pictures(torch.utils.data.Dataset):
    def __init__(self, folder, size, draft):
        classes = sorted(p for p in pathlib.Path(folder).iterdir() if p.is_dir())
        self.files = [(str(f), k) for k, c in enumerate(classes) for f in sorted(c.glob("*.jpg"))]
        # Enough pictures for a minute: every epoch starts with an empty queue.
        self.count = max(len(self.files), 20_000)
        self.size, self.draft = size, draft

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        path, label = self.files[index % len(self.files)]
        with open(path, "rb") as file:
            image = Image.open(file)
            if self.draft:
                least = math.ceil(self.size / math.sqrt(0.08))
                image.draft("RGB", (least, least))
            image = image.convert("RGB")
        size = (self.size, self.size)
        image = image.resize(size, Image.Resampling.BILINEAR, box=crop(*image.size))
        if random.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        for enhancer in random.sample(ENHANCERS, 3):
            image = enhancer(image).enhance(random.uniform(0.6, 1.4))
        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1).contiguous()
        return pixels.float().div_(255).sub_(MEAN).div_(STD), label


def batches(loader):
    while True:
        yield from loader


def main():
    folder, size, workers, draft = sys.argv[1], *map(int, sys.argv[2:5])
    loader = torch.utils.data.DataLoader(
        Pictures(folder, size, draft), batch_size=128, shuffle=True, num_workers=workers,
        drop_last=True, persistent_workers=workers > 0, prefetch_factor=4 if workers else None,
    )
    stream = batches(loader)
    start = time.perf_counter()
    for _ in range(8):
        next(stream)
    ahead = 4 * workers
    # So that whoever is measured next has the machine: reading ahead takes about as long.
    time.sleep(time.perf_counter() - start)
    print("ready", flush=True)
    for line in sys.stdin:
        # What was read ahead while nobody measured is not counted.
        for _ in range(ahead + 1):
            next(stream)
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < float(line):
            done += len(next(stream)[1])
        rate = done / (time.perf_counter() - start)
        time.sleep(1.2 * ahead * 128 / rate)
        print(rate, flush=True)


if __name__ == "__main__":
    main()
