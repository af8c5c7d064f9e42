"""Picture bytes to pixels as the workstation shows them: upright, 8 bits, transparency on black."""

import io
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError

UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises on damaged files: its decoders are not of one mind."""

OUTER_SHARE = 0.005
"""A grey picture deeper than 8 bits is shown from this quantile to 1 - this one, as in the workstation."""


def decode_picture(encoded: bytes, name: str) -> Picture:
    """Grey [H, W] or RGB [H, W, 3], turned upright by its EXIF orientation; the first page of several.

    Grey of 16 bits is windowed from its 0.5 % to its 99.5 % quantile (the workstation's display window).
    Raises TrainingError `picture.unreadable`.
    """
    try:
        with Image.open(io.BytesIO(encoded)) as image:
            return _pixels(ImageOps.exif_transpose(image))
    except UNREADABLE as error:
        raise TrainingError("picture.unreadable", f"{name} cannot be read: {error}.") from error


def read_encoded(path: Path, name: str) -> bytes:
    """The bytes of a picture file. Raises TrainingError `picture.unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise TrainingError("picture.unreadable", f"{name} cannot be read: {error}.") from error


def picture_size(path: Path, name: str) -> tuple[int, int]:
    """Width and height in pixels, upright, from the header. Raises TrainingError `picture.unreadable`."""
    try:
        with Image.open(path) as image:
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            width_px, height_px = image.size
    except UNREADABLE as error:
        raise TrainingError("picture.unreadable", f"{name} cannot be read: {error}.") from error
    return (height_px, width_px) if turned else (width_px, height_px)


def _pixels(image: Image.Image) -> Picture:
    if image.mode in ("L", "1"):
        return np.asarray(image.convert("L"))
    if image.mode == "I" or image.mode.startswith("I;16"):
        return windowed(np.asarray(image).astype(np.int64))
    if image.mode == "F":
        raise ValueError("floating point pixels have no agreed display range")
    if image.mode in ("LA", "La"):
        return np.asarray(_on_black(image.convert("LA"), "L"))
    if image.has_transparency_data:
        return np.asarray(_on_black(image.convert("RGBA"), "RGB"))
    return np.asarray(image.convert("RGB"))


def _on_black(image: Image.Image, mode: str) -> Image.Image:
    black = Image.new(mode, image.size)
    black.paste(image.convert(mode), mask=image.getchannel("A"))
    return black


def windowed(values: NDArray[np.int64]) -> Picture:
    """Grey values [H, W] of any depth to 0 … 255 through the window of their outer quantiles."""
    lowest = int(values.min())
    if int(values.max()) - lowest > 0xFFFF:
        raise ValueError("grey values span more than 16 bits")
    reached = np.cumsum(np.bincount((values - lowest).ravel()))
    low, high = (
        lowest + int(np.searchsorted(reached, share * values.size))
        for share in (OUTER_SHARE, 1 - OUTER_SHARE)
    )
    width = max(2, high - low + 1)
    share = (values - (low + high) / 2) / (width - 1) + 0.5
    return np.clip(np.floor(share * 255 + 0.5), 0, 255).astype(np.uint8)
