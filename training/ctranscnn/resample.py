"""Bicubic resampling to whole 8-bit values: one arithmetic for Python and the workstation, for any size.

Pillow's BICUBIC (Catmull-Rom, a = -0.5, widened by the scale when shrinking; 22 bits of fixed point, rows
first, rounded to 8 bits between the two passes). A side that shrinks by five or more is averaged in whole
boxes first, so that the cubic is left to shrink it by at least 2.5. The same as src-main/imaging/resample.ts.
"""

import functools
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ctranscnn.data.pictures import Picture

LEFT_TO_SHRINK = 2.5
PRECISION_BITS = 22
SUPPORT = 2


def resample(picture: Picture, width_px: int, height_px: int) -> Picture:
    """[H, W] or [H, W, 3] uint8 → [height_px, width_px(, 3)]; the aspect ratio is not kept."""
    height, width = picture.shape[:2]
    across, down = _box(width, width_px), _box(height, height_px)
    if across == down == 1:
        # One axis a call: in a call for both, Pillow chooses which goes first by the picture's shape.
        narrow = Image.fromarray(picture).resize((width_px, height), Image.Resampling.BICUBIC)
        return np.asarray(narrow.resize((width_px, height_px), Image.Resampling.BICUBIC))
    # Pillow keeps the source's length in single precision, too short for one that is not whole.
    boxed = box_means(picture, across, down)
    narrow = boxed if boxed.shape[1] == width_px else _weighted(boxed, width / across, width_px, axis=1)
    return narrow if narrow.shape[0] == height_px else _weighted(narrow, height / down, height_px, axis=0)


def _box(length: int, target: int) -> int:
    return max(1, math.floor(length / target / LEFT_TO_SHRINK))


def box_means(picture: Picture, across: int, down: int) -> Picture:
    """Means of boxes of `across` × `down` pixels, halves rounded up; the last boxes hold what is left."""
    sums = _sums(_sums(picture, down, axis=0), across, axis=1)
    tall, wide = _lengths(picture.shape[0], down), _lengths(picture.shape[1], across)
    counts = np.outer(tall, wide).reshape(len(tall), len(wide), *[1] * (picture.ndim - 2))
    return ((sums + (counts >> 1)) // counts).astype(np.uint8)


def _sums(values: NDArray[np.uint8] | NDArray[np.uint32], box: int, axis: int) -> NDArray[np.uint32]:
    """Sums of `box` neighbours along an axis; one slice per neighbour is quicker than reduceat."""
    along = np.moveaxis(values, axis, 0)
    total = np.zeros((-(-len(along) // box), *along.shape[1:]), np.uint32)
    for start in range(box):
        part = along[start::box]
        total[: len(part)] += part
    return np.moveaxis(total, 0, axis)


def _lengths(samples: int, box: int) -> NDArray[np.uint32]:
    starts = np.arange(0, samples, box)
    return (np.minimum(starts + box, samples) - starts).astype(np.uint32)


def _weighted(picture: Picture, extent: float, target: int, axis: int) -> Picture:
    """One pass: sums of whole values times whole weights, exact in float64 whatever their order."""
    weights = _weights(picture.shape[axis], extent, target)
    lines = np.moveaxis(picture, axis, -1)
    sums = lines.reshape(-1, lines.shape[-1]).astype(np.float64) @ weights.T
    levels = np.floor((sums + (1 << (PRECISION_BITS - 1))) / (1 << PRECISION_BITS))
    whole = np.clip(levels, 0, 255).astype(np.uint8).reshape(*lines.shape[:-1], target)
    return np.ascontiguousarray(np.moveaxis(whole, -1, axis))


@functools.lru_cache(maxsize=64)
def _weights(samples: int, extent: float, target: int) -> NDArray[np.float64]:
    """[target, samples] in fixed point; `extent` is the source's length, not whole after a cut box."""
    weights = np.zeros((target, samples))
    scale = extent / target
    stretch = max(1.0, scale)
    for index in range(target):
        centre = (index + 0.5) * scale
        first = max(0, int(centre - SUPPORT * stretch + 0.5))
        end = min(samples, int(centre + SUPPORT * stretch + 0.5))
        exact = [_cubic((tap - centre + 0.5) / stretch) for tap in range(first, end)]
        total = sum(exact)
        for tap, weight in enumerate(exact, first):
            half = -0.5 if weight < 0 else 0.5
            weights[index, tap] = math.trunc(weight / total * (1 << PRECISION_BITS) + half)
    return weights


def _cubic(distance: float) -> float:
    x = abs(distance)
    if x < 1:
        return (1.5 * x - 2.5) * x * x + 1
    return ((-0.5 * x + 2.5) * x - 4) * x + 2 if x < SUPPORT else 0.0
