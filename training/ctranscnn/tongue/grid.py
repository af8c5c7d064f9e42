"""The tongue at working size, and sums over square neighbourhoods; mirrors src-main/tongue/grid.ts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Picture
from ctranscnn.tongue.colour import LINEAR, Floats, lab_of

Flags = NDArray[np.bool_]

LONGER_SIDE = 160
"""The tongue's longer side in working cells: the same work for every camera."""
SAMPLES_PER_SIDE = 3
"""At most this many pixels a side are averaged into a cell."""


@dataclass(frozen=True)
class Box:
    """Rows and columns of a mask's pixels, ends exclusive, in pixels."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class LabGrid:
    """Planes [rows, columns]; float32 as in the workstation, 0 outside the tongue."""

    box: Box
    cell_px: float
    inside: Flags
    lightness: NDArray[np.float32]
    a: NDArray[np.float32]
    b: NDArray[np.float32]


def bounding_box(inside: Flags) -> Box | None:
    """The box of the true pixels of [H, W]; None where there are none."""
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if rows.size == 0:
        return None
    return Box(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)


def lab_grid(picture: Picture, inside: Flags) -> LabGrid | None:
    """Average the box of the mask, in linear light, into at most 160 cells a side.

    picture [H, W, 3], inside [H, W]. None for an empty mask. A cell counts as inside when all its samples do.
    """
    box = bounding_box(inside)
    if box is None:
        return None
    height, width = box.bottom - box.top, box.right - box.left
    cell = max(1.0, max(height, width) / LONGER_SIDE)
    per_side = min(SAMPLES_PER_SIDE, max(1, int(cell)))
    rows = _sampled(box.top, max(1, int(height / cell)), (cell, per_side))
    columns = _sampled(box.left, max(1, int(width / cell)), (cell, per_side))
    # [rows, per_side, columns, per_side (, 3)]
    place = (rows[:, :, None, None], columns[None, None, :, :])
    whole = np.asarray(inside[place].all(axis=(1, 3)))
    lab = lab_of(LINEAR[picture[place]].mean(axis=(1, 3)))
    lightness, a, b = np.moveaxis(np.where(whole[..., None], lab, 0).astype(np.float32), -1, 0)
    return LabGrid(box, cell, whole, lightness, a, b)


def cells_to_pixels(cells: Flags, grid: LabGrid, shape: tuple[int, ...]) -> Flags:
    """[rows, columns] → [H, W]: each pixel of the box takes its cell; false outside the box."""
    box = grid.box
    rows = np.minimum(np.arange(box.bottom - box.top) / grid.cell_px, cells.shape[0] - 1).astype(int)
    columns = np.minimum(np.arange(box.right - box.left) / grid.cell_px, cells.shape[1] - 1).astype(int)
    pixels = np.zeros(shape, np.bool_)
    pixels[box.top : box.bottom, box.left : box.right] = cells[rows[:, None], columns]
    return pixels


def eroded(inside: Flags, radius: int) -> Flags:
    """Cells whose whole square neighbourhood of the radius lies inside (and on the grid)."""
    return _box_sums(inside.astype(np.float64), radius) == (2 * radius + 1) ** 2


def blurred(plane: NDArray[np.float32], counted: Flags, radius: int) -> NDArray[np.float32]:
    """Mean over the square neighbourhood of the `counted` cells alone; 0 where there are none."""
    known = counted.astype(np.float64)
    counts = _box_sums(known, radius)
    sums = _box_sums(known * plane, radius)
    return np.where(counts > 0, sums / np.maximum(counts, 1), 0).astype(np.float32)


def _sampled(start_px: int, cells: int, sampling: tuple[float, int]) -> NDArray[np.intp]:
    """[cells, per_side] rows (or columns) of the picture that each cell samples."""
    cell, per_side = sampling
    begin = start_px + np.arange(cells) * cell
    return np.floor(begin[:, None] + (np.arange(per_side) + 0.5) * cell / per_side).astype(np.intp)


def _box_sums(plane: Floats, radius: int) -> Floats:
    """[rows, columns] sum over each square neighbourhood, cut at the border (summed-area table)."""
    rows, columns = plane.shape
    table = np.zeros((rows + 1, columns + 1))
    table[1:, 1:] = plane.cumsum(axis=0).cumsum(axis=1)
    above, below = _ends(rows, radius)
    before, after = _ends(columns, radius)
    return (
        table[below[:, None], after]
        - table[above[:, None], after]
        - table[below[:, None], before]
        + table[above[:, None], before]
    )


def _ends(count: int, radius: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    middle = np.arange(count)
    return np.maximum(0, middle - radius), np.minimum(count, middle + radius + 1)
