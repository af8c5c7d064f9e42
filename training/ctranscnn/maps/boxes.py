"""Boxes that radiologists drew on films (`boxes.csv` beside `labels.csv`)."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ctranscnn.data.nih import NihFilms
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set

COLUMNS = ("image", "finding", "x", "y", "w", "h")
OTHER_SPELLINGS = {"Infiltrate": "Infiltration"}
"""The box list of NIH spells one finding otherwise than its label table."""
ROUNDING_PX = 0.5
"""Boxes were drawn on films twice as large: a rounded edge may lie this far outside."""


@dataclass(frozen=True)
class Box:
    """One box on one film, in pixels of the film as it is stored."""

    film: int
    """Index among the films."""
    label: str
    """Label key."""
    left_px: float
    top_px: float
    width_px: float
    height_px: float
    film_width_px: int
    film_height_px: int

    def mask(self, margin_px: float = 0.0) -> NDArray[np.bool_]:
        """[H, W] the pixels whose centres lie in the box, or within `margin_px` of it."""
        across = _distances(self.left_px, self.width_px, self.film_width_px)
        down = _distances(self.top_px, self.height_px, self.film_height_px)
        return np.hypot(down[:, None], across[None, :]) <= margin_px


def read_boxes(folder: Path, films: NihFilms) -> list[Box]:
    """Read and check `boxes.csv` of a folder of films.

    Raises TrainingError `boxes.missing`, `boxes.columns`, `boxes.row` (another number of cells, or a repeated
    box) or `boxes.cell`, naming row and column; the header is row 1, as a spreadsheet counts.
    """
    path = folder / "boxes.csv"
    if not path.is_file():
        raise TrainingError("boxes.missing", f"There are no boxes at {folder}: boxes.csv is missing.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            raise TrainingError("boxes.columns", f"boxes.csv must have the columns {', '.join(COLUMNS)}.")
        rows = [(number, row) for number, row in enumerate(reader, start=2) if row]
    if not rows:
        raise TrainingError("boxes.missing", f"{path} holds no box.")
    seen: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        if len(row) != len(COLUMNS):
            raise TrainingError(
                "boxes.row", f"boxes.csv row {number} has {len(row)} cells, not {len(COLUMNS)}."
            )
        if tuple(row) in seen:
            raise TrainingError("boxes.row", f"boxes.csv row {number} repeats row {seen[tuple(row)]}.")
        seen[tuple(row)] = number
    index = {name: place for place, name in enumerate(films.names)}
    return [_box(number, dict(zip(COLUMNS, row, strict=True)), films, index) for number, row in rows]


def _box(number: int, row: dict[str, str], films: NihFilms, index: dict[str, int]) -> Box:
    if row["image"] not in index:
        raise _bad_cell(number, "image", f"'{row['image']}' is no film of labels.csv")
    label_set = read_label_set("chestxray14")
    finding = OTHER_SPELLINGS.get(row["finding"], row["finding"])
    place = label_set.index_of_dataset_name().get(finding)
    if place is None:
        raise _bad_cell(number, "finding", f"'{row['finding']}' is no finding of {label_set.id}")
    with Image.open(films.folder / "images" / row["image"]) as image:
        size = image.size
    left, top, width, height = (_number(number, row, column) for column in ("x", "y", "w", "h"))
    for column, start, extent, whole in (("w", left, width, size[0]), ("h", top, height, size[1])):
        if extent < 1:
            raise _bad_cell(number, column, f"{extent} px is no extent of a box")
        if start + extent > whole + ROUNDING_PX:
            raise _bad_cell(number, column, f"the box ends at {start + extent:.1f} of {whole} px")
    return Box(index[row["image"]], label_set.keys[place], left, top, width, height, *size)


def _number(number: int, row: dict[str, str], column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise _bad_cell(number, column, f"'{row[column]}' is no number of pixels")
    return value


def _distances(start: float, extent: float, whole: int) -> NDArray[np.float64]:
    """How far each pixel's centre lies outside an interval, 0 within."""
    centres = np.arange(whole) + 0.5
    return np.maximum(np.maximum(start - centres, centres - (start + extent)), 0)


def _bad_cell(number: int, column: str, reason: str) -> TrainingError:
    return TrainingError("boxes.cell", f"boxes.csv row {number}, column {column}: {reason}.")
