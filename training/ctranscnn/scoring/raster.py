"""Decoded pictures, and the 8-bit samples that gates and models read. Mirrors src-main/imaging/raster.ts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Picture

COLOUR_CHROMA = 16
"""Chroma above this (0..255) is colour, not the rounding of a grey picture by JPEG."""
COLOUR_SHARE = 0.005
"""A picture is a photograph when at least this share of its pixels has colour."""
SAMPLED = 65_536
"""Shares and quantiles are taken from about this many pixels."""

GreyValues = NDArray[np.uint8 | np.uint16 | np.int16]


@dataclass(frozen=True)
class Window:
    """A display window of DICOM (PS3.3 C.11.2), in the units of the values."""

    centre: float
    width: float


@dataclass(frozen=True)
class GreyRaster:
    """An upright grey picture [H, W] in its own depth."""

    values: GreyValues
    windows: tuple[Window, ...] = ()
    """In the units of the values; empty where the file names none."""
    invert: bool = False
    """MONOCHROME1: the lowest value is shown white."""


@dataclass(frozen=True)
class ColourRaster:
    """An upright sRGB picture [H, W, 3] of 8 bits."""

    rgb: Picture


Raster = GreyRaster | ColourRaster


def luma(rgb: Picture) -> Picture:
    """[H, W, 3] → [H, W]: ITU-R 601 in 16-bit fixed point, rounded; the integers of Pillow's mode L."""
    red, green, blue = (rgb[..., channel].astype(np.uint32) for channel in range(3))
    return ((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16).astype(np.uint8)


def has_colour(rgb: Picture) -> bool:
    """Whether [H, W, 3] shows colour, judged on some 65,000 evenly spread pixels."""
    flat = rgb.reshape(-1, 3)
    seen = flat[:: max(1, len(flat) // SAMPLED)].astype(np.int16)
    coloured = np.count_nonzero(seen.max(axis=1) - seen.min(axis=1) > COLOUR_CHROMA)
    return bool(coloured >= len(seen) * COLOUR_SHARE)


def raster_of_rgb(rgb: Picture) -> Raster:
    """A colour file without colour in it is a grey picture."""
    return ColourRaster(rgb) if has_colour(rgb) else GreyRaster(luma(rgb))


def display_window(raster: GreyRaster) -> Window:
    """The file's first window; for plain 8 bits the identity; else the 0.5 % to the 99.5 % quantile.

    The quantiles keep a marker or a hot pixel from flattening a film.
    """
    if raster.windows:
        return raster.windows[0]
    if raster.values.dtype == np.uint8:
        return Window(128, 256)
    minimum = int(raster.values.min())
    counts = np.bincount(raster.values.ravel().astype(np.int64) - minimum)
    reached = np.cumsum(counts)
    low, high = (
        minimum + int(np.searchsorted(reached, share * raster.values.size, side="left"))
        for share in (0.005, 0.995)
    )
    return Window((low + high + 1) / 2, max(2, high - low + 1))


def display_grey(raster: GreyRaster) -> Picture:
    """[H, W] values through their window to 0..255 as a reader sees them: PS3.3 C.11.2.1.2.1, linear."""
    window = display_window(raster)
    values = raster.values
    if values.dtype == np.uint8 and window == Window(128, 256) and not raster.invert:
        return values.astype(np.uint8, copy=False)
    minimum, maximum = int(values.min()), int(values.max())
    bins = np.arange(minimum, maximum + 1, dtype=np.float64)
    share = (bins - (window.centre - 0.5)) / max(1, window.width - 1) + 0.5
    # Halves up, as JavaScript rounds; adding 0.5 first would lift the number just below a half, too.
    whole = np.floor(share * 255)
    levels = np.clip(whole + (share * 255 - whole >= 0.5), 0, 255).astype(np.uint8)
    table = 255 - levels if raster.invert else levels
    return table[values.astype(np.int32) - minimum]


def samples_of(raster: Raster) -> Picture:
    """The picture in 8 bits and in its own colours: [H, W] or [H, W, 3]."""
    return raster.rgb if isinstance(raster, ColourRaster) else display_grey(raster)
