"""Writes ../SamplePictures.swift: small PNG, WebP and HEIC files of every kind, each with the pixels
that Pillow reads from it, upright and over white. Pillow 12.0 and pillow-heif 1.1 or later.
"""

import base64
import io
import pathlib
import struct
import textwrap
import zlib

import numpy as np
import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()
rng = np.random.default_rng(5)
width, height = 7, 5
rgb = Image.fromarray(rng.integers(0, 256, (height, width, 3), np.uint8))
alpha = Image.fromarray(rng.integers(0, 256, (height, width), np.uint8), "L")
rgba = rgb.copy()
rgba.putalpha(alpha)
palette = rgb.quantize(6)
clear = palette.copy()
turned = Image.Exif()
turned[0x0112] = 6


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def deep(values, colour):
    """A PNG of 16 bits a channel, written out by hand."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(
            ">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], 16, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(
        b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pixels(data):
    """What is seen: upright, over white in the bytes' own scale."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGBA")
    values = np.asarray(image).astype(int)
    colours, opacity = values[..., :3], values[..., 3:]
    seen = (colours * opacity + 255 * (255 - opacity) + 127) // 255
    return seen.astype(np.uint8)


rgb16 = rng.integers(0, 65536, (height, width, 3))
files = {
    "png": saved(rgb, "PNG"),
    "pngGrey": saved(rgb.convert("L"), "PNG"),
    "pngOneBit": saved(rgb.convert("1"), "PNG"),
    "pngPalette": saved(palette, "PNG"),
    "pngClearColour": saved(clear, "PNG", transparency=2),
    "pngAlpha": saved(rgba, "PNG"),
    "pngGreyAlpha": saved(rgba.convert("LA"), "PNG"),
    "pngTurned": saved(rgb, "PNG", exif=turned),
    "webp": saved(rgb, "WEBP", lossless=True),
    "webpAlpha": saved(rgba, "WEBP", lossless=True, exact=True),
    "webpTurned": saved(rgb, "WEBP", lossless=True, exif=turned),
}
smooth = Image.fromarray(np.uint8(np.linspace(20, 220, 64 * 48 * 3).reshape(48, 64, 3)))
heic = saved(smooth, "HEIF", quality=95, chroma=444)


def swift(data):
    lines = textwrap.wrap(base64.b64encode(data).decode(), 84)
    return textwrap.indent("\n".join(lines), " " * 12)


parts = []
for name, data in files.items():
    seen = pixels(data)
    parts.append(
        f'        "{name}": ({seen.shape[1]}, {seen.shape[0]},\n            """\n{swift(data)}\n'
        f'            """,\n            """\n{swift(seen.tobytes())}\n            """),')
out = f'''/// Small pictures of every kind of PNG and WebP with the pixels that Pillow sees in them, and a HEIC.
/// Written by References/make_pictures.py.
enum SamplePictures {{
    /// Kind → width, height, the file, and its pixels, both in base64.
    static let kinds: [String: (width: Int, height: Int, file: String, pixels: String)] = [
{chr(10).join(parts)}
    ]

    /// 16 bits a channel, 7 × 5: the file, and its numbers in two bytes each, the higher first.
    static let deep = (
        file: """
{swift(deep(rgb16, 2))}
            """,
        numbers: """
{swift(rgb16.astype(">u2").tobytes())}
            """
    )

    /// 64 × 48, from 20 in the first channel of the first pixel to 220 in the last, evenly.
    static let heic = """
{swift(heic)}
        """
}}
'''
pathlib.Path(__file__).parent.parent.joinpath("SamplePictures.swift").write_text(out)
print(len(heic), {k: len(v) for k, v in files.items()})
