"""A curdy coating as relief: loose, coarse lumps heaped on the tongue, as of bean curd."""

from __future__ import annotations

import numpy as np

from ctranscnn.phantoms.noise import Field, as_field
from ctranscnn.phantoms.tongue_shape import TongueShape

SPACING_WIDTHS = (0.045, 0.075)
"""From lump to lump, in widths of the tongue: two to four millimetres on a tongue of five centimetres."""
MISSING_SHARE = 0.15
"""Of the lumps: they lie loosely, some have been wiped away."""


def curd_relief(random: np.random.Generator, shape: TongueShape) -> Field:
    """Height of the lumps, [H, W] 0..1; 0 in the gaps between them."""
    size_px = shape.size_px
    spacing_px = 2 * shape.half_width_px * random.uniform(*SPACING_WIDTHS)
    relief = np.zeros((size_px, size_px), np.float32)
    lines = int(size_px / spacing_px) + 1
    for line in range(lines):
        for place in range(lines):
            jitter = random.uniform(-0.28, 0.28, 2)
            centre_px = (np.array([place + 0.5 * (line % 2), line]) + jitter) * spacing_px
            radii_px = spacing_px * random.uniform(0.38, 0.62, 2)
            height, missing = random.uniform(0.5, 1.0), random.random() < MISSING_SHARE
            if not missing:
                _heap(relief, centre_px, radii_px, height)
    return as_field(relief)


def _heap(relief: Field, centre_px: np.ndarray, radii_px: np.ndarray, height: float) -> None:
    """Lay one lump over those that are there: the higher one shows."""
    reach = int(radii_px.max()) + 1
    column, row = (int(value) for value in centre_px)
    rows = slice(max(0, row - reach), max(0, row + reach + 1))
    columns = slice(max(0, column - reach), max(0, column + reach + 1))
    window = relief[rows, columns]
    if window.size == 0:
        return
    y, x = np.mgrid[
        rows.start : rows.start + window.shape[0], columns.start : columns.start + window.shape[1]
    ]
    away = ((x - centre_px[0]) / radii_px[0]) ** 2 + ((y - centre_px[1]) / radii_px[1]) ** 2
    np.maximum(window, height * np.sqrt(np.maximum(1.0 - away, 0.0)), out=window)
