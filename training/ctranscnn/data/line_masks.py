"""Drawn lines as masks."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ctranscnn.errors import TrainingError

SUBPIXEL_BITS = 4
WIDTH_SHARE = 0.006
"""Width of a rasterised line as a share of the mask's longer side (about 2 mm on a chest film)."""


@dataclass(frozen=True)
class Polyline:
    """One drawn line. The first point is no more the tip than the last: the order is not consistent."""

    label: str
    device: str
    points_px: NDArray[np.float64]
    """[n, 2] x, y in the pixels of the original picture; n at least 1; may lie off the picture."""


def line_mask(
    lines: Sequence[NDArray[np.float64]],
    original_px: tuple[int, int],
    size_px: tuple[int, int],
) -> NDArray[np.uint8]:
    """[height, width] 0/1 mask of lines [n, 2] in pixels of a picture of `original_px` (width, height).

    What lies off the picture is cut off; a line of one point becomes a dot. Raises TrainingError
    `lines.size`.
    """
    if min(*original_px, *size_px) < 1:
        raise TrainingError("lines.size", "A mask of lines needs positive sizes.")
    width_px, height_px = size_px
    mask = np.zeros((height_px, width_px), np.uint8)
    scale = np.asarray(size_px, np.float64) / np.asarray(original_px, np.float64)
    thickness_px = max(1, round(WIDTH_SHARE * max(size_px)))
    for line in lines:
        # a pixel's centre is at half a pixel: (x + 0.5) scales, x does not
        points = (line + 0.5) * scale - 0.5
        fixed = np.rint(points * (1 << SUBPIXEL_BITS)).astype(np.int32)
        if len(fixed) == 1:
            centre = (int(fixed[0, 0]), int(fixed[0, 1]))
            radius = max(1, thickness_px << (SUBPIXEL_BITS - 1))
            cv2.circle(mask, centre, radius, 1, cv2.FILLED, cv2.LINE_8, SUBPIXEL_BITS)
        else:
            cv2.polylines(mask, [fixed], False, 1, thickness_px, cv2.LINE_8, SUBPIXEL_BITS)
    return mask
