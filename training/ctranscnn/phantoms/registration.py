"""Where the carina roughly lies on a real film: registration of a drawn pair of lungs by normalised
correlation.

Real films come without landmarks. A template of two dark lungs is slid and stretched over the shrunk film;
the mean of the best matches gives carina and scales. It is good to about a centimetre, enough to lay drawn
tubes plausibly; it measures nothing and is used for nothing but phantoms.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import cv2
import numpy as np

from ctranscnn.phantoms.anatomy import (
    DIAPHRAGM_DOME_Y_CM,
    LUNG_APEX_Y_CM,
    Points,
    ThoraxFrame,
    diaphragm_cm,
    lateral_wall_cm,
    medial_wall_cm,
)
from ctranscnn.phantoms.noise import Field, as_field

GRID = 44
BEST_MATCHES = 12
# Searched, as parts of the film's side: midline, apex, height from apex to dome, half width of both lungs.
MIDLINES = np.arange(0.42, 0.581, 0.02)
APICES = np.arange(0.03, 0.28, 0.03)
HEIGHTS = np.arange(0.38, 0.83, 0.05)
HALF_WIDTHS = np.arange(0.28, 0.47, 0.03)


def estimate_frame(film: Field) -> tuple[ThoraxFrame, float]:
    """The frame of a real film [H, W], values 0..1, in that film's pixels, and the best
    correlation (-1..1).
    """
    parameters, templates, weights = _templates()
    small = as_field(cv2.resize(film, (GRID, GRID), interpolation=cv2.INTER_AREA))
    small = _equalised(small).ravel()
    mean = weights @ small
    variance = weights @ small**2 - mean**2
    correlation = (templates @ small) / np.sqrt(np.maximum(variance, 1e-4))
    best = np.argsort(correlation)[-BEST_MATCHES:]
    share = np.maximum(correlation[best] - correlation[best[0]], 0.0) + 1e-6
    midline, apex, height, half_width = (share / share.sum()) @ parameters[best]
    size_y, size_x = film.shape
    scale_y = height * size_y / (DIAPHRAGM_DOME_Y_CM - LUNG_APEX_Y_CM)
    scale_x = half_width * size_x / 12.5
    carina = (float(midline * size_x), float(apex * size_y - LUNG_APEX_Y_CM * scale_y))
    return ThoraxFrame.upright(carina, (float(scale_x), float(scale_y))), float(correlation[best[-1]])


def _equalised(small: Field) -> Field:
    """Ranks instead of grey values: exposure drops out."""
    ranks = np.argsort(np.argsort(small.ravel(), kind="stable"), kind="stable")
    return as_field(ranks.reshape(small.shape) / ranks.size)


@lru_cache(maxsize=1)
def _templates() -> tuple[Points, Field, Field]:
    """All parameter rows [n, 4], zero-mean unit-deviation templates and their windows as weights, [n,
    GRID^2].
    """
    parameters = np.array(list(product(MIDLINES, APICES, HEIGHTS, HALF_WIDTHS)))
    templates = np.empty((len(parameters), GRID * GRID), np.float32)
    weights = np.empty_like(templates)
    centres = (np.arange(GRID) + 0.5) / GRID
    for row, (midline, apex, height, half_width) in enumerate(parameters):
        x = np.broadcast_to((centres - midline) * 12.5 / half_width, (GRID, GRID))
        y = np.broadcast_to(((centres - apex) * 24.0 / height + LUNG_APEX_Y_CM)[:, None], (GRID, GRID))
        window = ((np.abs(x) < 15.0) & (y > -12.0) & (y < 20.0)).astype(np.float64)
        weight = window / window.sum()
        template = -_lungs_inside(x, y)
        template = template - (weight * template).sum()
        deviation = np.sqrt((weight * template**2).sum())
        templates[row] = (weight * template / deviation).ravel()
        weights[row] = weight.ravel()
    return parameters, templates, weights


def _lungs_inside(x: Points, y: Points) -> Points:
    """1 inside either lung, else 0."""
    side = np.abs(x)
    medial = np.where(x < 0, medial_wall_cm(y, -1), medial_wall_cm(y, 1))
    return ((side > medial) & (side < lateral_wall_cm(y)) & (y < diaphragm_cm(x))).astype(np.float64)
