"""Writes ../PartJPEGs.swift: small noisy JPEGs of the kinds that our encoder does not make, for
parts of them to be decoded. Pillow 12.0 or later."""

import base64
import io
import pathlib
import textwrap

import numpy as np
from PIL import Image

rng = np.random.default_rng(3)
small = rng.integers(0, 256, (11, 15, 3), np.uint8)
picture = Image.fromarray(small).resize((73, 51), Image.Resampling.BICUBIC)
kinds = {
    "full": dict(subsampling=0),
    "halved": dict(subsampling=1),
    "quartered": dict(subsampling=2),
    "progressive": dict(subsampling=2, progressive=True),
    "restarts": dict(subsampling=2, restart_marker_blocks=3),
    "grey": {},
    "ink": {},
}
parts = []
for name, options in kinds.items():
    mode = {"grey": "L", "ink": "CMYK"}.get(name, "RGB")
    file = io.BytesIO()
    picture.convert(mode).save(file, "JPEG", quality=40, optimize=True, **options)
    text = "\n".join(textwrap.wrap(base64.b64encode(file.getvalue()).decode(), 84))
    text = textwrap.indent(text, " " * 12)
    parts.append(f'        "{name}": decode(\n            """\n{text}\n            """),')
body = "\n".join(parts)
target = pathlib.Path(__file__).parent.parent / "PartJPEGs.swift"
target.write_text(f'''import Foundation

/// JPEGs of 73 × 51 pixels by the kind of their storage: colours at full, half and quarter
/// resolution, in several scans, with restart markers, grey, and CMYK. Written by
/// References/make_parts.py.
enum PartJPEGs {{
    static let kinds: [String: [UInt8]] = [
{body}
    ]

    private static func decode(_ text: String) -> [UInt8] {{
        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters)!)
    }}
}}
''')
