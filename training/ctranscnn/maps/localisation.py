"""How well one map finds one box, and what chance, the film's centre or a label's mean map would have found.

Every map is [H, W] at the film's own size, ≥ 0. Shares are of 1.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ctranscnn.maps.boxes import Box

Floats = NDArray[np.float64]
Region = NDArray[np.bool_]

MAP_LEVELS = (0.25, 0.5, 0.75)
"""The map's region: where it reaches this share of its maximum."""
IOU_LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
"""As Wang et al. (ChestX-ray8, CVPR 2017, Table 4) count found boxes."""
SAME = 1e-9
"""Values that differ by less than this share are the same: rounding must not choose among tied pixels."""


def figure_names() -> list[str]:
    """The figures of `measure`, in order."""
    return [
        "pointing",
        "energy",
        *(f"iou@{level}" for level in MAP_LEVELS),
        *(f"iou@{level}>={share}" for level in MAP_LEVELS for share in IOU_LEVELS),
    ]


def measure(film_map: Floats, box: Box, tolerance_px: float) -> Floats:
    """The figures of one map [H, W] against one box, in the order of `figure_names`.

    Pointing game (Zhang et al., Top-down Neural Attention by Excitation Backprop, ECCV 2016): does the map's
    maximum lie in the box or within the tolerance of it; of several equal maxima the share that does. Energy:
    the map's sum inside the box over its whole sum (Wang et al., Score-CAM, CVPR Workshops 2020). IoU of the
    map's region with the box at each of MAP_LEVELS, and whether it reaches each of IOU_LEVELS. A map of zeros
    finds nothing.
    """
    inside = box.mask()
    total = float(film_map.sum())
    energy = float(film_map[inside].sum()) / total if total > 0 else 0.0
    overlaps = [overlap(region, inside) for region in regions(film_map)]
    return _figures(pointing(film_map, box, tolerance_px), energy, overlaps)


def pointing(film_map: Floats, box: Box, tolerance_px: float) -> float:
    """Share of the map's maximal pixels that lie within the tolerance of the box; 0 for a map of zeros."""
    highest = float(film_map.max())
    if highest <= 0:
        return 0.0
    return float(box.mask(tolerance_px)[film_map >= highest * (1 - SAME)].mean())


def regions(film_map: Floats) -> list[Region]:
    """The map's region at each of MAP_LEVELS; empty for a map of zeros."""
    highest = float(film_map.max())
    return [(film_map >= level * highest * (1 - SAME)) & (highest > 0) for level in MAP_LEVELS]


def overlap(region: Region, inside: Region) -> float:
    """Intersection over union; the box is never empty."""
    return float((region & inside).sum() / (region | inside).sum())


def measure_centre(film_map: Floats, box: Box, tolerance_px: float) -> Floats:
    """The film's centre as the answer: its point, and discs around it as large as the map's own regions.

    There is no energy: it would only say how the disc fades.
    """
    inside = box.mask()
    height, width = film_map.shape
    away = np.hypot((np.arange(height) + 0.5 - height / 2)[:, None], np.arange(width) + 0.5 - width / 2)
    order = np.argsort(away, axis=None, kind="stable")
    overlaps: list[float] = []
    for region in regions(film_map):
        disc = np.zeros(height * width, bool)
        disc[order[: int(region.sum())]] = True
        overlaps.append(overlap(disc.reshape(height, width), inside))
    return _figures(pointing(away.max() - away, box, tolerance_px), float("nan"), overlaps)


def measure_by_chance(film_map: Floats, box: Box, tolerance_px: float) -> Floats:
    """The expected figures of the same map put anywhere: the mean over all its cyclic shifts, exactly.

    Its regions keep their area and form; a point falls on each pixel equally often.
    """
    inside = box.mask()
    pixels = film_map.size
    anything = float(film_map.max() > 0)
    spectrum = np.conj(np.fft.rfft2(inside))
    overlaps: list[Floats] = []
    for region in regions(film_map):
        # cross-correlation: the pixels that box and region share, for every shift of the region
        shared = np.rint(np.fft.irfft2(np.fft.rfft2(region) * spectrum, s=inside.shape))
        overlaps.append(shared / (float(region.sum() + inside.sum()) - shared))
    return np.asarray(
        [
            anything * float(box.mask(tolerance_px).sum()) / pixels,
            anything * float(inside.sum()) / pixels,
            *(float(values.mean()) for values in overlaps),
            *(float((values >= share).mean()) for values in overlaps for share in IOU_LEVELS),
        ]
    )


def mean_maps(maps: Sequence[Floats], patients: Sequence[str]) -> list[Floats]:
    """For each map the mean of the other patients' maps, each divided by its own maximum; zeros where there
    is no other patient.

    maps: one [h, w] a film, of one label. What the mean finds needs no look at the film.
    """
    scaled = [values / max(float(values.max()), np.finfo(np.float64).tiny) for values in maps]
    owners = np.asarray(patients)
    means: list[Floats] = []
    for patient in patients:
        others = [scaled[index] for index in np.flatnonzero(owners != patient)]
        means.append(np.mean(others, axis=0) if others else np.zeros_like(maps[0]))
    return means


def _figures(pointed: float, energy: float, overlaps: Sequence[float]) -> Floats:
    found = [float(value >= share) for value in overlaps for share in IOU_LEVELS]
    return np.asarray([pointed, energy, *overlaps, *found])
