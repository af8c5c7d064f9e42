"""Pictures for the film gate: films as other scanners and hands give them, and what is no frontal film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.data.pictures import Picture
from ctranscnn.gates.photographs import random_crop
from ctranscnn.gates.procedural import procedural_picture
from ctranscnn.gates.radiographs import other_radiograph
from ctranscnn.phantoms.noise import Field, as_field, blur

SOURCE_SIDE_PX = 96
Change = Callable[[np.random.Generator, Field], Field]


@dataclass(frozen=True)
class FilmSources:
    """films and drawn films [96, 96] grey uint8; others: photographs of any kind [h, w] or [h, w, 3]."""

    films: list[Picture]
    drawn: list[Picture]
    others: list[Picture]


def film_variant(random: np.random.Generator, film: Picture, side_px: int) -> Field:
    """The same film, still frontal, upright and whole: [96, 96] -> [side, side] 0..1."""
    values = as_field(as_field(film) / 255)
    values = _moved(random, values)
    if random.random() < 0.25:
        values = _framed(random, values)
    return _exposed(random, _sized(values, side_px))


def not_a_film(random: np.random.Generator, sources: FilmSources, side_px: int) -> Field:
    """A picture to refuse: [side, side] 0..1."""
    if random.random() < 0.62:
        films = sources.drawn if sources.drawn and random.random() < 0.12 else sources.films
        film = as_field(as_field(films[int(random.integers(len(films)))]) / 255)
        change = SPOILERS[int(random.integers(len(SPOILERS)))]
        return _exposed(random, _sized(change(random, _moved(random, film)), side_px))
    choice = random.random()
    if choice < 0.4:
        return _exposed(random, as_field(other_radiograph(random, side_px)))
    if choice < 0.7 and sources.others:
        other = sources.others[int(random.integers(len(sources.others)))]
        picture = random_crop(random, other, side_px)
    else:
        picture = cv2.resize(
            procedural_picture(random, SOURCE_SIDE_PX), (side_px, side_px), interpolation=cv2.INTER_AREA
        )
    grey = as_field(picture) / 255
    return _exposed(
        random, as_field(grey if grey.ndim == 2 else grey @ np.asarray([0.299, 0.587, 0.114], np.float32))
    )


def _moved(random: np.random.Generator, film: Field) -> Field:
    """A slight turn, shift, zoom (at most about a tenth lost at a side) and change of aspect."""
    side = film.shape[0]
    angle = float(np.clip(random.normal(0, 3.5), -10, 10))
    zoom = random.uniform(0.94, 1.12)
    matrix = np.asarray(cv2.getRotationMatrix2D((side / 2, side / 2), angle, zoom), np.float64)
    matrix[0] *= np.exp(np.clip(random.normal(0, 0.05), -0.12, 0.12))
    matrix[0, 2] += side / 2 - (matrix[0, 0] + matrix[0, 1]) * side / 2 - matrix[0, 2]
    matrix[:, 2] += random.uniform(-0.06, 0.06, 2) * side
    return as_field(cv2.warpAffine(film, matrix, (side, side), borderMode=cv2.BORDER_REPLICATE))


def _framed(random: np.random.Generator, film: Field) -> Field:
    """A plain border on some sides, black, white or grey: collimation, a scanner's margin, a screenshot."""
    side = film.shape[0]
    before, after = random.integers(0, side // 10, 2), random.integers(0, side // 10, 2)
    before, after = before * random.integers(0, 2, 2), after * random.integers(0, 2, 2)
    value = float(random.choice([0.0, 0.0, 1.0, random.uniform(0, 1)]))
    framed = np.full((side + before[0] + after[0], side + before[1] + after[1]), value, np.float32)
    framed[before[0] : before[0] + side, before[1] : before[1] + side] = film
    return as_field(cv2.resize(framed, (side, side), interpolation=cv2.INTER_AREA))


def _sized(values: Field, side_px: int) -> Field:
    return as_field(cv2.resize(values, (side_px, side_px), interpolation=cv2.INTER_AREA))


def _exposed(random: np.random.Generator, values: Field) -> Field:
    """Gamma, a window that may clip, blur and grain; never inversion."""
    values = as_field(np.clip(values, 0, 1) ** np.exp(random.normal(0, 0.35)))
    if random.random() < 0.5:
        low, high = random.uniform(-0.1, 0.2), random.uniform(0.75, 1.15)
        values = as_field(np.clip((values - low) / (high - low), 0, 1))
    values = blur(values, random.uniform(0, 0.8))
    grain = random.uniform(0, 0.02) * random.standard_normal(values.shape)
    return as_field(np.rint(np.clip(values + grain, 0, 1) * 255) / 255)


def _inverted(random: np.random.Generator, film: Field) -> Field:  # noqa: ARG001 - all changes have one shape
    return as_field(1 - film)


def _quarter_turned(random: np.random.Generator, film: Field) -> Field:
    return as_field(np.rot90(film, int(random.choice([1, 3]))))


def _upside_down(random: np.random.Generator, film: Field) -> Field:
    return as_field(film[::-1] if random.random() < 0.5 else film[::-1, ::-1])


def _upside_down_inverted(random: np.random.Generator, film: Field) -> Field:
    return as_field(1 - _upside_down(random, film))


def _part(random: np.random.Generator, film: Field) -> Field:
    """A window of an eighth to a third of the film, so that most of the lungs is missing."""
    side = film.shape[0]
    share = random.uniform(0.12, 0.34)
    rows = int(side * np.sqrt(share) * np.exp(random.uniform(-0.3, 0.3)))
    columns = int(np.clip(side * side * share / rows, 8, side))
    top, left = int(random.integers(0, side - rows + 1)), int(random.integers(0, side - columns + 1))
    return as_field(cv2.resize(film[top : top + rows, left : left + columns], (side, side)))


def _half(random: np.random.Generator, film: Field) -> Field:
    """One side only, stretched: as a lateral film, one lung field and no symmetry."""
    side = film.shape[0]
    columns = int(side * random.uniform(0.4, 0.55))
    half = film[:, :columns] if random.random() < 0.5 else film[:, side - columns :]
    return as_field(cv2.resize(half, (side, side)))


def _shuffled(random: np.random.Generator, film: Field) -> Field:
    count = int(random.choice([2, 3, 4, 6]))
    size = film.shape[0] // count
    tiles = [
        film[r * size : (r + 1) * size, c * size : (c + 1) * size] for r in range(count) for c in range(count)
    ]
    order = random.permutation(len(tiles))
    if np.array_equal(order, np.arange(len(tiles))):
        order = order[::-1]
    rows = [np.concatenate([tiles[i] for i in order[r * count : (r + 1) * count]], 1) for r in range(count)]
    return as_field(np.concatenate(rows, 0))


def _blurred_away(random: np.random.Generator, film: Field) -> Field:
    return blur(film, film.shape[0] * random.uniform(0.14, 0.4))


def _doubled(random: np.random.Generator, film: Field) -> Field:
    """Two or four films in one picture: a contact sheet, a frontal beside something else."""
    side = film.shape[0]
    count = (1, 2) if random.random() < 0.6 else (2, 2)
    return as_field(cv2.resize(np.tile(film, count), (side, side), interpolation=cv2.INTER_AREA))


def _lost_in_frame(random: np.random.Generator, film: Field) -> Field:
    """The film as a small inset of a plain page or screen."""
    side = film.shape[0]
    inset = int(side * random.uniform(0.2, 0.5))
    page = np.full((side, side), random.uniform(0, 1), np.float32)
    top, left = (int(step) for step in random.integers(0, side - inset + 1, 2))
    page[top : top + inset, left : left + inset] = cv2.resize(
        film, (inset, inset), interpolation=cv2.INTER_AREA
    )
    return as_field(page)


SPOILERS: tuple[Change, ...] = (
    _inverted,
    _inverted,
    _quarter_turned,
    _upside_down,
    _upside_down,
    _upside_down_inverted,
    _part,
    _part,
    _half,
    _shuffled,
    _blurred_away,
    _doubled,
    _lost_in_frame,
)
