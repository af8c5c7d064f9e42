"""What kind of file it is: by its first bytes, never by its name. Mirrors src-main/imaging/probe.ts."""

import re
from typing import Literal, cast

from ctranscnn.scoring.refusal import Refused

MAXIMUM_PIXELS = 50_000_000
"""Pictures with more pixels are refused before they are decoded."""

FileFormat = Literal["jpeg", "png", "tiff", "webp", "dicom"]
ACCEPTED: frozenset[str] = frozenset({"jpeg", "png", "tiff", "webp", "dicom"})

BEGINNINGS: tuple[tuple[str, bytes], ...] = (
    ("jpeg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("tiff", b"II*\x00"),
    ("tiff", b"MM\x00*"),
    ("tiff", b"II+\x00"),
    ("tiff", b"MM\x00+"),
    ("gif", b"GIF8"),
    ("pdf", b"%PDF-"),
    ("jpeg2000", b"\x00\x00\x00\x0cjP"),
    ("jpeg2000", b"\xff\x4f\xff\x51"),
)
MARKUP = re.compile(rb"\s*(?:<\?xml|<svg|<!DOCTYPE)", re.IGNORECASE)


def recognise(content: bytes) -> FileFormat:
    """The format of a file. Raises Refused `image.empty`, or `image.unsupported` naming its looks."""
    if not content:
        raise Refused("image.empty")
    found = _format(content)
    if found not in ACCEPTED:
        raise Refused("image.unsupported", format=found)
    return cast(FileFormat, found)


def _format(content: bytes) -> str:
    # DICOM first: its first 128 bytes are free, and some files carry a TIFF header there.
    if content[128:132] == b"DICM":
        return "dicom"
    for name, beginning in BEGINNINGS:
        if content.startswith(beginning):
            return name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return "heif"
    if MARKUP.match(content[:256]):
        return "svg"
    return "dicom" if _begins_with_data_element(content) else "unknown"


def _begins_with_data_element(content: bytes) -> bool:
    """Group 0002 or 0008 first, in either byte order: a data set without preamble has no magic of its own."""
    if len(content) < 12:
        return False
    first, second, third, fourth = content[:4]
    little = second == 0 and first in (0x02, 0x08) and fourth == 0
    return little or (first == 0 and second == 0x08 and third == 0)


def check_size(width_px: int, height_px: int) -> None:
    """Raises Refused `image.tooLarge` above MAXIMUM_PIXELS."""
    if width_px * height_px > MAXIMUM_PIXELS:
        raise Refused("image.tooLarge", widthPx=width_px, heightPx=height_px)
