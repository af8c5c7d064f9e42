"""The outline of a drawn tongue and the coordinates that follow its own axis."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ctranscnn.phantoms.noise import Field, Mask, as_field
from ctranscnn.phantoms.tongue_signs import TongueSigns

Row = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TongueShape:
    """Geometry on a square canvas of `size_px`.

    `across` [H, W] runs from -1 (picture's left rim) to 1, `along` [H, W] from 0 (root) to 1 (tip); both go
    on outside the tongue. `cover` [H, W] is the anti-aliased outline 0..1, `mask` its half-way cut, `rim` the
    distance to the outline as a part of the side (0 outside).
    """

    size_px: int
    across: Field
    along: Field
    cover: Field
    mask: Mask
    rim: Field
    root_px: tuple[float, float]
    tip_px: tuple[float, float]
    half_width_px: float


def draw_shape(random: np.random.Generator, signs: TongueSigns, size_px: int) -> TongueShape:
    """A tongue hanging out of a mouth: place and size are nuisance, fullness, tooth marks and lean
    are signs.
    """
    top = random.uniform(0.10, 0.17) * size_px
    length = random.uniform(0.66, 0.78) * size_px
    half_width = random.uniform(0.285, 0.335) * size_px * (0.88 + 0.26 * signs.fullness)
    centre = random.uniform(0.47, 0.53) * size_px
    slope = float(np.tan(np.radians(signs.deviation_deg)))
    wobble_phase = random.uniform(0.0, 6.28, 2)
    mark_phases = random.uniform(0.0, 1.0, 2)
    along = np.linspace(0.0, 1.0, 481)
    profile = _profile(along, signs.fullness)
    sides: list[Row] = []
    counts = (signs.tooth_marks_left, signs.tooth_marks_right)
    for side, (count, phase) in enumerate(zip(counts, mark_phases, strict=True)):
        wobble = 1.0 + 0.012 * np.sin(7.0 * along + wobble_phase[side]) * np.sin(3.14 * along)
        sides.append(
            half_width * profile * wobble * (1.0 - signs.tooth_depth * _notches(along, count, float(phase)))
        )
    axis = centre + slope * length * along
    left = np.stack([axis - sides[0], top + length * along], axis=1)
    right = np.stack([axis + sides[1], top + length * along], axis=1)
    cover = _filled(np.concatenate([left, right[::-1]]), size_px)
    mask: Mask = cover > 0.5
    across, down = _coordinates((top, length, size_px), along, (axis, sides[0], sides[1]))
    distance = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)
    rim = as_field(distance / size_px)
    tip = (centre + slope * length, top + length)
    return TongueShape(size_px, across, down, cover, mask, rim, (centre, top), tip, half_width)


def _profile(along: Row, fullness: float) -> Row:
    """Half width along the axis, 1 at its widest: rounded root, straight sides, a tip blunter when fuller."""
    shoulder = 0.50 + 0.12 * fullness
    power = 1.75 + 0.65 * fullness
    tip = np.clip((along - shoulder) / (1.0 - shoulder), 0.0, 1.0)
    root = np.clip((0.16 - along) / 0.16, 0.0, 1.0)
    narrowing = 0.90 + 0.10 * np.sin(np.clip(along / shoulder, 0.0, 1.0) * np.pi / 2)
    return narrowing * (1.0 - tip**power) ** (1.0 / power) * np.sqrt(1.0 - 0.97 * root**2.5)


def _notches(along: Row, count: int, phase: float) -> Row:
    """Bites of teeth into one side: `count` rounded notches between sharper crests, 0..1."""
    if count == 0:
        return np.zeros_like(along)
    spacing = 0.50 / count
    total = np.zeros_like(along)
    for index in range(count):
        place = 0.33 + spacing * (index + 0.25 + 0.5 * phase)
        total += np.exp(-(((along - place) / (0.30 * spacing)) ** 2))
    return np.minimum(total, 1.0)


def _filled(points: npt.NDArray[np.float64], size_px: int) -> Field:
    """Anti-aliased polygon."""
    canvas = np.zeros((size_px, size_px), np.uint8)
    cv2.fillPoly(canvas, [np.rint(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return as_field(canvas / 255.0)


def _coordinates(
    place: tuple[float, float, int], along: Row, table: tuple[Row, Row, Row]
) -> tuple[Field, Field]:
    """Across and along for every pixel; a row of the canvas has one `along`, so all else is looked
    up by row.
    """
    top, length, size_px = place
    rows = (np.arange(size_px) + 0.5 - top) / length
    axis, left, right = (np.interp(rows, along, values) for values in table)
    columns = np.arange(size_px)[None, :] + 0.5 - axis[:, None]
    floor = 0.02 * size_px
    half = np.where(columns < 0, np.maximum(left, floor)[:, None], np.maximum(right, floor)[:, None])
    return as_field(columns / half), as_field(np.broadcast_to(rows[:, None], (size_px, size_px)))
