"""Archives of small pictures as Python's tarfile writes them in its three formats.

    python3 make_tar.py

writes ustar.tar, pax.tar and gnu.tar beside itself: the same members, with names too long for one
field, names beyond ASCII, folders, links and files that are no images.
"""

import io
import pathlib
import struct
import tarfile
import zlib


def png(level):
    """A picture of 12 x 10 pixels of one grey."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 12, 10, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([level] * 12)) * 10
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


LONG = "wren/" + "long-" * 15 + "/" + "name-" * 15 + ".png"

here = pathlib.Path(__file__).parent
for name, form in [
    ("ustar", tarfile.USTAR_FORMAT),
    ("pax", tarfile.PAX_FORMAT),
    ("gnu", tarfile.GNU_FORMAT),
]:
    with tarfile.open(here / f"{name}.tar", "w", format=form) as archive:

        def add(path, data=b"", kind=tarfile.REGTYPE, link=""):
            info = tarfile.TarInfo(path)
            info.size = len(data)
            info.type = kind
            info.linkname = link
            archive.addfile(info, io.BytesIO(data))

        add("robin", kind=tarfile.DIRTYPE)
        add("./robin/2.png", png(20))
        add("robin/deep/1.png", png(10))
        add("robin/note.txt", b"no picture")
        add("robin/.hidden.png", png(1))
        add("__MACOSX/robin/2.png", b"x")
        add("robin/link.png", kind=tarfile.SYMTYPE, link="2.png")
        add("robin/hard.png", kind=tarfile.LNKTYPE, link="robin/2.png")
        add(LONG, png(30))
        add("wren/\u00e9t\u00e9.png", png(40))
        add("loose.png", png(50))
