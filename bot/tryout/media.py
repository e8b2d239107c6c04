"""What a file is, from its first bytes: enough for the answers of the Bot API and for the page."""

import re
import struct

JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG's markers that carry the size of the picture."""


SIGNATURES = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8", "image/gif"),
    (rb".{4}ftyp", "video/mp4"),
    (rb"OggS", "audio/ogg"),
    (rb"%PDF-", "application/pdf"),
)


def mime(data: bytes) -> str:
    """Only what a browser may safely show; everything else is a download."""
    return next(
        (kind for start, kind in SIGNATURES if re.match(start, data, re.DOTALL)), "application/octet-stream"
    )


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG or GIF; None if it is no such picture."""
    try:
        match mime(data):
            case "image/png":
                width, height = struct.unpack(">II", data[16:24])
            case "image/gif":
                width, height = struct.unpack("<HH", data[6:10])
            case "image/jpeg":
                at = 2
                while data[at + 1] not in JPEG_SIZES:
                    at += 2 + int.from_bytes(data[at + 2 : at + 4])
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            case _:
                return None
    except (struct.error, IndexError):
        return None
    return width, height
