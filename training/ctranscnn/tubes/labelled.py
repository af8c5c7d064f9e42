"""Films whose tubes people have drawn (RANZCR CLiP: `train.csv`, `train_annotations.csv`), as examples.

The rows give courses, not ends: the first point of a row may be the tip or the entry. A tip is trained only
where the course itself tells which end it is; elsewhere both ends are left out of the tips' loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.line_masks import Polyline
from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenOptions
from ctranscnn.data.ranzcr import DEVICES, TASK, RanzcrPictures
from ctranscnn.errors import TrainingError
from ctranscnn.preprocess import in_colours
from ctranscnn.resample import resample
from ctranscnn.tubes.examples import (
    FILM_SIDE_PX,
    GRID_SIDE,
    Floats,
    TubeExample,
    tip_target,
    tube_target,
)

ENTRY_SHARE = 0.04
"""An end this near to the border of the film, as part of the side, is where the tube enters or leaves it."""
RISE_SHARE = 0.1
"""An endotracheal or nasogastric tube enters from above: its tip lies lower by at least this share."""
UNKNOWN_CELLS = 6
"""Around an end that may be a tip: cells that do not count."""


@dataclass(frozen=True)
class LabelledFilms:
    """The films on which lines were drawn."""

    pictures: RanzcrPictures
    indices: Sequence[int]

    def __len__(self) -> int:
        """Number of films with lines."""
        return len(self.indices)

    def example(self, place: int) -> TubeExample:
        """The example of film `place`. Raises TrainingError `picture.unreadable`."""
        index = self.indices[place]
        original_px = self.pictures.size_px(index)
        film = in_colours(np.ascontiguousarray(self.pictures.picture(index)), "grey")
        lines = self.pictures.polylines(index)
        tubes = tube_target(lines, original_px)
        unknown = np.isnan(self.pictures.line_target(index, (1, 1))).any((1, 2))
        tubes[unknown] = np.nan
        tips = labelled_tips(lines, original_px)
        tips[unknown] = np.nan
        return TubeExample(resample(film, FILM_SIDE_PX, FILM_SIDE_PX), tubes, tips)


def read_labelled_films(folder: Path, images: Path | None = None) -> LabelledFilms:
    """Read the data set in `folder`; its pictures lie in or below `images`, else `folder`.

    Raises TrainingError as open_pictures does, `tubes.noLines` where no film has lines.
    """
    pictures = open_pictures(folder, TASK, OpenOptions(images=images)).pictures
    if not isinstance(pictures, RanzcrPictures):
        raise TrainingError("tubes.noLines", f"{folder} is no data set with drawn lines.")
    indices = [index for index in range(len(pictures)) if pictures.polylines(index)]
    if not indices:
        raise TrainingError("tubes.noLines", f"{folder} draws no line.")
    return LabelledFilms(pictures, indices)


def labelled_tips(lines: Sequence[Polyline], original_px: tuple[int, int]) -> Floats:
    """[4, 160, 160]: bells around the tips that courses tell; NaN around ends that may be tips."""
    known = [(line.device, tip) for line in lines if (tip := told_tip(line, original_px)) is not None]
    target = tip_target(known, original_px)
    for line in lines:
        if told_tip(line, original_px) is None:
            for end in (line.points_px[0], line.points_px[-1]):
                _forget(target[DEVICES.index(line.device)], end, original_px)
    return target


def told_tip(line: Polyline, original_px: tuple[int, int]) -> NDArray[np.float64] | None:
    """The tip (x, y), or None where the course does not tell.

    A tube that comes down from above: the lower end, unless it is at the border. Catheters: the inner end,
    where exactly one end lies at the border.
    """
    size = np.asarray(original_px, np.float64)
    ends = (line.points_px[0], line.points_px[-1])
    outer = [
        bool(np.any(end < ENTRY_SHARE * size) or np.any(end >= (1 - ENTRY_SHARE) * size)) for end in ends
    ]
    if line.device in ("ett", "ngt"):
        lower = int(ends[1][1] > ends[0][1])
        fall = abs(float(ends[1][1] - ends[0][1])) / size[1]
        return None if fall < RISE_SHARE or outer[lower] else ends[lower]
    if outer[0] == outer[1]:
        return None
    return ends[1] if outer[0] else ends[0]


def _forget(channel: Floats, end: NDArray[np.float64], original_px: tuple[int, int]) -> None:
    x, y = (end + 0.5) * GRID_SIDE / np.asarray(original_px, np.float64) - 0.5
    rows, columns = np.mgrid[:GRID_SIDE, :GRID_SIDE]
    channel[np.hypot(columns - x, rows - y) <= UNKNOWN_CELLS] = np.nan
