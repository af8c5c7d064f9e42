"""One training example: a film, where each kind of tube lies on it, and where each one's tip is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.line_masks import Polyline, line_mask
from ctranscnn.data.ranzcr import DEVICES
from ctranscnn.phantoms import line_paths
from ctranscnn.phantoms.film_background import FilmBackground
from ctranscnn.phantoms.noise import Field, Picture, as_field, blur, to_picture
from ctranscnn.preprocess import InputFacts
from ctranscnn.tubes.courses import sample_tubes
from ctranscnn.tubes.drawing import TubeLook, draw_tube

FILM_SIDE_PX = 320
GRID_SIDE = 160
CELL_PX = FILM_SIDE_PX // GRID_SIDE
TUBES_INPUT = InputFacts(FILM_SIDE_PX, FILM_SIDE_PX, "grey", mean=(0.5,), std=(0.25,), channels=1)
TIP_SIGMA_CELLS = 1.8
BORDER = 0.012
"""A tip this near to the border, as part of the side, is off the film: nobody could judge it."""
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Tube:
    """A tube on a film: `points_px` [n, 2] in its pixels from entry to tip; whether the tip shows."""

    device: str
    points_px: NDArray[np.float64]
    tip_on_film: bool


@dataclass(frozen=True)
class TubeExample:
    """picture [320, 320] uint8; tubes and tips [4, 160, 160] in 0..1, NaN where nobody knows."""

    picture: Picture
    tubes: Floats
    tips: Floats


@dataclass(frozen=True)
class DrawnFilm:
    """A film with drawn tubes, square, and the truth about them."""

    picture: Picture
    tubes: tuple[Tube, ...]


def draw_example(backgrounds: Sequence[FilmBackground], random: np.random.Generator) -> DrawnFilm:
    """A film of `backgrounds` (values [320, 320]), changed as films differ, with tubes and wires on it."""
    chosen = backgrounds[int(random.integers(len(backgrounds)))]
    return draw_over(moved(chosen, random), random)


def draw_over(background: FilmBackground, random: np.random.Generator) -> DrawnFilm:
    """Tubes and wires drawn over a film as it lies, then noise and a change of window."""
    values, frame = as_field(background.values), background.frame
    side = values.shape[0]
    for _ in range(int(random.choice(4, p=[0.45, 0.25, 0.2, 0.1]))):
        wire = line_paths.distractor(random)
        values = draw_tube(values, frame, wire, TubeLook.sample(random, "distractor"))
    tubes: list[Tube] = []
    for line in sample_tubes(random):
        values = draw_tube(values, frame, line, TubeLook.sample(random, line.device))
        points = frame.to_pixels(line.points_cm)
        tubes.append(Tube(line.device, points, is_on_film(points[-1], side)))
    return DrawnFilm(_exposed(values, random), tuple(tubes))


def is_on_film(point: NDArray[np.float64], side_px: int) -> bool:
    """Whether a point (x, y) lies on a square film and not at its very border."""
    margin = BORDER * side_px
    return bool(np.all((point >= margin) & (point < side_px - margin)))


def example_of(film: DrawnFilm) -> TubeExample:
    """The example that a drawn film gives."""
    size_px = (film.picture.shape[1], film.picture.shape[0])
    lines = [Polyline(tube.device, tube.device, tube.points_px) for tube in film.tubes]
    tips = [(tube.device, tube.points_px[-1]) for tube in film.tubes if tube.tip_on_film]
    return TubeExample(film.picture, tube_target(lines, size_px), tip_target(tips, size_px))


def tube_target(lines: Sequence[Polyline], original_px: tuple[int, int]) -> Floats:
    """[4, 160, 160]: 1 in cells that a tube of the kind passes."""
    target = np.zeros((len(DEVICES), GRID_SIDE, GRID_SIDE), np.float32)
    for channel, device in enumerate(DEVICES):
        courses = [line.points_px for line in lines if line.device == device]
        if courses:
            fine = line_mask(courses, original_px, (FILM_SIDE_PX, FILM_SIDE_PX))
            target[channel] = fine.reshape(GRID_SIDE, CELL_PX, GRID_SIDE, CELL_PX).max((1, 3))
    return target


def tip_target(tips: Sequence[tuple[str, NDArray[np.float64]]], original_px: tuple[int, int]) -> Floats:
    """[4, 160, 160]: a bell of height 1 around each tip (device, (x, y) in pixels of the original film)."""
    target = np.zeros((len(DEVICES), GRID_SIDE, GRID_SIDE), np.float32)
    rows, columns = np.mgrid[:GRID_SIDE, :GRID_SIDE]
    for device, point in tips:
        x, y = (point + 0.5) * GRID_SIDE / np.asarray(original_px, np.float64) - 0.5
        # the bell's top lies on a whole cell: exactly one cell of 1 per tip
        distance = np.square(columns - np.rint(x)) + np.square(rows - np.rint(y))
        channel = DEVICES.index(device)
        target[channel] = np.maximum(target[channel], np.exp(-distance / (2 * TIP_SIGMA_CELLS**2)))
    return target


def moved(background: FilmBackground, random: np.random.Generator) -> FilmBackground:
    """The film shifted, turned, stretched; its frame moves along."""
    height, width = background.values.shape
    turn = cv2.getRotationMatrix2D(
        (width / 2, height / 2), random.uniform(-6.0, 6.0), random.uniform(0.88, 1.12)
    )
    affine = np.asarray(turn, dtype=np.float64)
    affine[0] *= random.uniform(0.95, 1.05)
    affine[:, 2] += random.uniform(-0.04, 0.04, 2) * (width, height)
    border = cv2.BORDER_CONSTANT if random.random() < 0.5 else cv2.BORDER_REPLICATE
    values = cv2.warpAffine(
        background.values, affine, (width, height), flags=cv2.INTER_LINEAR, borderMode=border
    )
    jitter = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    # The frame is good to about a centimetre: drawn tubes must not lie more exactly than anatomy is known.
    jitter[:, 2] = random.normal(0.0, 0.5 * background.frame.px_per_cm, 2)
    return FilmBackground(as_field(values), background.frame.moved(affine).moved(jitter), background.source)


def _exposed(values: Field, random: np.random.Generator) -> Picture:
    """Another window, blur and noise."""
    if random.random() < 0.4:
        values = blur(values, random.uniform(0.2, 0.8))
    values = as_field(np.clip(values, 0.0, 1.0) ** random.uniform(0.65, 1.5))
    contrast = random.uniform(0.65, 1.1)
    values = as_field(values * contrast + random.uniform(0.0, 1.0 - min(1.0, contrast)))
    grain = random.standard_normal(values.shape, np.float32)
    return to_picture(as_field(values + random.uniform(0.002, 0.03) * grain))
