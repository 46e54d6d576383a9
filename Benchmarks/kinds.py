"""Pictures of several kinds, as unlike each other as photos of different trades: each writes
`novel/CLASS/NUMBER.jpg` of 84 pixels into a folder, 40 of a class, the same every time."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE, IMAGES = 84, 40


def store(folder, name, number, pixels):
    place = folder / "novel" / name
    place.mkdir(parents=True, exist_ok=True)
    pixels = np.clip(pixels, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).convert("RGB").save(place / f"{number:03}.jpg", quality=90)


def textures(folder, _, classes=30):
    """Waves and grain in a class's own colours, turned and lit anew."""
    y, x = np.mgrid[:SIZE, :SIZE] / SIZE
    for name in range(classes):
        own = np.random.default_rng([3, name])
        waves = [(own.uniform(2, 14), own.uniform(0, np.pi), own.uniform(0.3, 1)) for _ in range(3)]
        dark, light = own.uniform(0, 1, 3), own.uniform(0, 1, 3)
        grain, edge = own.uniform(0, 0.25), own.uniform(0.5, 6)
        for number in range(IMAGES):
            rng = np.random.default_rng([3, name, number])
            turn, zoom = rng.normal(0, 0.35), np.exp(rng.normal(0, 0.25))
            value = sum(
                part * np.sin(2 * np.pi * rate * zoom * (
                    x * np.cos(angle + turn) + y * np.sin(angle + turn)) + rng.uniform(0, 7))
                for rate, angle, part in waves)
            value = 1 / (1 + np.exp(-edge * value)) + rng.normal(0, grain, value.shape)
            low, high = dark + rng.normal(0, 0.12, 3), light + rng.normal(0, 0.12, 3)
            pixels = ((1 - value[..., None]) * low + value[..., None] * high)
            store(folder, f"texture-{name:02}", number, 255 * pixels * np.exp(rng.normal(0, 0.2)))


def letters(folder, _):
    """Letters and figures of any colour, size and slant."""
    for name, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZabdefghkmnqrty2345678"):
        for number in range(IMAGES):
            rng = np.random.default_rng([8, name, number])
            ground, ink = (tuple(int(v) for v in rng.integers(0, 256, 3)) for _ in range(2))
            image, mask = Image.new("RGB", (SIZE, SIZE), ground), Image.new("L", (SIZE, SIZE))
            font = ImageFont.load_default(int(rng.integers(36, 76)))
            place = (SIZE / 2 + rng.normal(0, 5), SIZE / 2 + rng.normal(0, 5))
            ImageDraw.Draw(mask).text(place, letter, 255, font=font, anchor="mm")
            image.paste(ink, mask=mask.rotate(rng.normal(0, 12)))
            store(folder, f"{name:02}", number, np.asarray(image) + rng.normal(0, 12, (SIZE, SIZE, 3)))


def digits(folder, _):
    """Handwritten digits (scikit-learn's), those of each quarter turn classes of their own."""
    from sklearn.datasets import load_digits

    known = load_digits()
    for turn in range(4):
        for digit in range(10):
            own = known.images[known.target == digit][turn * IMAGES : (turn + 1) * IMAGES]
            for number, image in enumerate(own):
                pixels = (np.rot90(image, turn) * 15.9).astype(np.uint8)
                store(folder, f"{digit}-{turn}", number,
                      np.asarray(Image.fromarray(pixels).resize((SIZE, SIZE), Image.BICUBIC)))


def smeared(folder, photos):
    """Photos of every other class in a folder as a bad camera has them at night."""
    for own in sorted(f for f in photos.iterdir() if f.is_dir())[::2]:
        for number, photo in enumerate(sorted(own.glob("*.jpg"))[:IMAGES]):
            grey = Image.open(photo).convert("L").filter(ImageFilter.GaussianBlur(1.5))
            noise = np.random.default_rng([9, number]).normal(0, 8, grey.size[::-1])
            store(folder, own.name, number, np.asarray(grey) * 0.5 + noise)


KINDS = {draw.__name__: draw for draw in (textures, letters, digits, smeared)}
