"""A chest film with lines drawn on it, and the labels that follow from where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.phantoms import line_paths
from ctranscnn.phantoms.anatomy import Points, ThoraxFrame
from ctranscnn.phantoms.film_background import FilmBackground
from ctranscnn.phantoms.line_drawing import LineLook, draw_line
from ctranscnn.phantoms.line_rules import Line, label_of
from ctranscnn.phantoms.noise import Field, Picture, as_field, stream, to_picture

NUISANCE, SIGNS = 0, 1
# A tip this near to the border, as part of the side, counts as off the film: nobody could judge it.
BORDER = 0.012


@dataclass(frozen=True)
class DrawnLine:
    """A line of a phantom: `points_px` [n, 2] from entry to tip, its label key or None, and whether its tip
    shows.
    """

    line: Line
    points_px: Points
    label: str | None
    tip_on_film: bool


@dataclass(frozen=True)
class FilmPhantom:
    """A drawn film: 8-bit grey `picture` [H, W], its label keys (sorted), lines and anatomical frame."""

    picture: Picture
    labels: tuple[str, ...]
    lines: tuple[DrawnLine, ...]
    frame: ThoraxFrame
    background: str


def draw_film(
    backgrounds: Sequence[FilmBackground], seed: int, index: int, *, signs_drawn: bool = True
) -> FilmPhantom:
    """Phantom number `index` of a seed over one of the backgrounds, at that background's size.

    With `signs_drawn` false the labelled lines are left out while labels, background and distractors stay the
    same: the control on which a model must know nothing.
    """
    nuisance, signs = stream(seed, index, NUISANCE), stream(seed, index, SIGNS)
    chosen = backgrounds[int(nuisance.integers(len(backgrounds)))]
    values, frame = _moved(chosen, nuisance)
    for _ in range(int(nuisance.choice([0, 1, 2, 3], p=[0.6, 0.2, 0.15, 0.05]))):
        values = draw_line(values, frame, line_paths.distractor(nuisance), LineLook.sample(nuisance))
    drawn: list[DrawnLine] = []
    for line in sample_lines(signs):
        look = LineLook.sample(signs)
        if signs_drawn:
            values = draw_line(values, frame, line, look)
        drawn.append(_judged(line, frame, values.shape))
    grain = nuisance.standard_normal(values.shape, np.float32)
    values = values + nuisance.uniform(0.002, 0.008) * grain
    labels = tuple(sorted({entry.label for entry in drawn if entry.label is not None}))
    return FilmPhantom(to_picture(as_field(values)), labels, tuple(drawn), frame, chosen.source)


def sample_lines(random: np.random.Generator) -> list[Line]:
    """The lines of one patient: several devices may lie together, and up to two central venous catheters."""
    lines: list[Line] = []
    if random.random() < 0.06:
        return lines
    if random.random() < 0.50:
        lines.append(line_paths.endotracheal_tube(random))
    if random.random() < 0.50:
        lines.append(line_paths.nasogastric_tube(random))
    if random.random() < 0.62:
        lines.append(line_paths.central_venous_catheter(random))
        if random.random() < 0.25:
            lines.append(line_paths.central_venous_catheter(random))
    if random.random() < 0.22:
        lines.append(line_paths.swan_ganz_catheter(random))
    return lines


def _judged(line: Line, frame: ThoraxFrame, shape: tuple[int, ...]) -> DrawnLine:
    points = frame.to_pixels(line.points_cm)
    height, width = shape
    margin = BORDER * max(height, width)
    x, y = points[-1]
    on_film = bool(margin <= x < width - margin and margin <= y < height - margin)
    return DrawnLine(line, points, label_of(line, on_film), on_film)


def _moved(background: FilmBackground, random: np.random.Generator) -> tuple[Field, ThoraxFrame]:
    """The background slightly shifted, turned, stretched and re-exposed; its frame moves along."""
    height, width = background.values.shape
    angle_deg, zoom = random.uniform(-3.0, 3.0), random.uniform(0.95, 1.06)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, zoom)
    affine = np.asarray(turn, dtype=np.float64)
    affine[:, 2] += random.uniform(-0.025, 0.025, 2) * (width, height)
    values = cv2.warpAffine(
        background.values, affine, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    values = np.clip(values, 0.0, 1.0) ** random.uniform(0.85, 1.2) * random.uniform(0.92, 1.03)
    return as_field(values), background.frame.moved(affine)
