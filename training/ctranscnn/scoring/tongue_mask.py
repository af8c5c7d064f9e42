"""From a segmenter's probabilities to the tongue's mask. Mirrors src-main/segmentation/segment.ts."""

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ctranscnn.data.pictures import Picture
from ctranscnn.scoring.quality import rounded
from ctranscnn.scoring.refusal import Refused

Probabilities = NDArray[np.float32]
CLOSE_SHARE = 0.7
"""The tongue found at the first look fills this share of the sides of what is looked at again."""
SURE, LEAST_AREA_FRACTION, SECOND_TONGUE = 0.9, 0.05, 0.25


def mask_from(probabilities: Probabilities, shape: tuple[int, int], threshold: float) -> Picture:
    """[h, w] of the model's input → [H, W] 0/255 at the picture's own size.

    Bilinear enlargement (pixel centres aligned), threshold, largest 4-connected part (the first of equals),
    holes filled.
    """
    inside = _enlarged(probabilities, shape) >= threshold
    if not inside.any():
        return np.zeros(shape, np.uint8)
    parts = np.zeros(shape, np.int32)
    ndimage.label(inside, output=parts)
    largest = parts == 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))
    filled = np.zeros(shape, np.bool_)
    ndimage.binary_fill_holes(largest, output=filled)
    return np.where(filled, 255, 0).astype(np.uint8)


def around(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns around a mask [H, W] that is not empty; it then fills CLOSE_SHARE of each side."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return _grown(rows, mask.shape[0]), _grown(columns, mask.shape[1])


def _grown(places: NDArray[np.int64], limit: int) -> slice:
    start, end = int(places[0]), int(places[-1]) + 1
    middle, half = (start + end) / 2, (end - start) / 2 / CLOSE_SHARE
    return slice(max(0, math.floor(middle - half + 0.5)), min(limit, math.floor(middle + half + 0.5)))


def check_alone(probabilities: Probabilities) -> None:
    """Refuse a second tongue [h, w]: sure, not small against the first nor in the picture.

    Raises Refused `quality.twoTongues`.
    """
    parts, count = cast("tuple[NDArray[np.int32], int]", ndimage.label(probabilities >= SURE))
    if count < 2:
        return
    second, largest = (int(area) for area in np.sort(np.bincount(parts.ravel())[1:])[-2:])
    if second >= LEAST_AREA_FRACTION * probabilities.size and second / largest > SECOND_TONGUE:
        raise Refused("quality.twoTongues", secondShare=rounded(second / largest, 4), limit=SECOND_TONGUE)


def _enlarged(probabilities: Probabilities, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Rows are blended first and kept in single precision, as the workstation keeps them."""
    upper, lower, down = _axis(probabilities.shape[0], shape[0])
    left, right, across = _axis(probabilities.shape[1], shape[1])
    values = probabilities.astype(np.float64)
    rows = (values[upper] + (values[lower] - values[upper]) * down[:, None]).astype(np.float32)
    rows = rows.astype(np.float64)
    return rows[:, left] + (rows[:, right] - rows[:, left]) * across


def _axis(source: int, target: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The cell before each target pixel, the one after it, and the share of the second."""
    position = np.clip((np.arange(target) + 0.5) * source / target - 0.5, 0, source - 1)
    first = np.floor(position).astype(np.int64)
    share = (position - first).astype(np.float32).astype(np.float64)
    return first, np.minimum(source - 1, first + 1), share
