"""Colour profiles: from a file's own colours to sRGB, as the workstation's decoder does it."""

import functools
import io
import struct

import numpy as np
from PIL import Image, ImageCms

from ctranscnn.data.pictures import Picture
from ctranscnn.scoring.refusal import Refused

TAG_COUNT_AT = 128

# IEC 61966-2-1 adapted to D50, as s15.16 numbers of an ICC profile of version 4.2.
WHITE = (0x0000F6D6, 0x00010000, 0x0000D32D)
PRIMARIES = {
    b"rXYZ": (0x00006FA0, 0x000038F2, 0x0000038F),
    b"gXYZ": (0x00006296, 0x0000B789, 0x000018DA),
    b"bXYZ": (0x000024A0, 0x00000F85, 0x0000B6C4),
}
CURVE = (0x00026669, 0x0000F2A7, 0x00000D59, 0x000013D0, 0x00000A5B)
"""Parametric curve of type 3: exponent, slope, offset, slope and limit of the straight part."""


def to_srgb(samples: Picture, profile: bytes) -> Picture:
    """[H, W, 3 or 4] uint8 in the profile's colours → the same shape in sRGB; a fourth channel is left alone.

    Raises Refused `image.unreadable` where the profile does not fit RGB.
    """
    try:
        transform = _transform(profile)
    except ImageCms.PyCMSError as error:
        raise Refused("image.unreadable", reason="profile") from error
    colours = np.ascontiguousarray(samples[..., :3])
    turned = ImageCms.applyTransform(Image.fromarray(colours), transform)
    assert turned is not None
    return np.concatenate([np.asarray(turned), samples[..., 3:]], axis=2)


@functools.lru_cache(maxsize=8)
def _transform(profile: bytes) -> ImageCms.ImageCmsTransform:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    target = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    return ImageCms.buildTransform(source, target, "RGB", "RGB", ImageCms.Intent.PERCEPTUAL)


@functools.cache
def srgb_profile() -> bytes:
    """The sRGB profile that libvips converts to, number for number; another one rounds otherwise."""
    curve = b"para" + struct.pack(">IHH5I", 0, 3, 0, *CURVE)
    tags = {b"wtpt": _xyz(WHITE), **{name: _xyz(values) for name, values in PRIMARIES.items()}}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    offset = TAG_COUNT_AT + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += struct.pack(">4sII", name, offset + len(body), len(content))
        body += content
    size = TAG_COUNT_AT + len(table) + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"", 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)
    return head.ljust(TAG_COUNT_AT, b"\0") + table + body


def _xyz(values: tuple[int, int, int]) -> bytes:
    return b"XYZ " + struct.pack(">4I", 0, *values)
