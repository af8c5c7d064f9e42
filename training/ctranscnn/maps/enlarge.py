"""From the cells of a map to the pixels of a picture: bilinear, as OpenCV's `resize` and the viewer do it."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SCALE_EPSILON = 1e-7
"""As in pytorch-grad-cam: a map of zeros stays one."""


@cache
def enlargement(cells: int, pixels: int) -> NDArray[np.float64]:
    """[pixels, cells] bilinear weights; each row sums to 1.

    A pixel lies at (i + ½) · cells / pixels - ½ between the centres of the cells; beyond the first and the
    last centre the map goes on unchanged.
    """
    places = np.clip((np.arange(pixels) + 0.5) * cells / pixels - 0.5, 0, cells - 1)
    lower = np.minimum(places.astype(np.intp), max(cells - 2, 0))
    share = places - lower
    rows = np.zeros((pixels, cells))
    rows[np.arange(pixels), lower] = 1 - share
    rows[np.arange(pixels), np.minimum(lower + 1, cells - 1)] += share
    return rows


def enlarged(grid: NDArray[np.floating], height_px: int, width_px: int) -> NDArray[np.float64]:
    """[..., h, w] → [..., height_px, width_px]."""
    rows, columns = enlargement(grid.shape[-2], height_px), enlargement(grid.shape[-1], width_px)
    return rows @ grid @ columns.T


@cache
def corner_rows(cells: int, pixels: int) -> NDArray[np.float64]:
    """[m, cells] the rows of `enlargement` that can hold an extreme.

    Between four neighbouring centres the enlarged map is bilinear, so over the pixels that fall there its
    least and its greatest value lie at the outermost ones: two rows a cell instead of all.
    """
    rows = enlargement(cells, pixels)
    between = np.floor((np.arange(pixels) + 0.5) * cells / pixels - 0.5)
    changes = np.diff(between) != 0
    outermost = np.concatenate([[True], changes]) | np.concatenate([changes, [True]])
    return rows[outermost]


def scaled_for_picture(grids: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Grids [..., h, w] shifted and scaled so that each, enlarged to the picture, runs from 0 to 1.

    rows, columns: `corner_rows` of the picture's height and width. This is the scaling of pytorch-grad-cam,
    which scales the grid, enlarges it and scales it again. At the cells' own centres, between pixels, a value
    may lie a little outside 0..1. A grid without any difference becomes 0.
    """
    low = grids.amin(dim=(-2, -1), keepdim=True)
    high = grids.amax(dim=(-2, -1), keepdim=True)
    scaled = (grids - low) / (SCALE_EPSILON + (high - low))
    corners = rows @ scaled @ columns.transpose(0, 1)
    low = corners.amin(dim=(-2, -1), keepdim=True)
    high = corners.amax(dim=(-2, -1), keepdim=True)
    return (scaled - low) / (SCALE_EPSILON + (high - low))


def corner_tensors(grid: Sequence[int], picture: Sequence[int]) -> tuple[Tensor, Tensor]:
    """The rows and columns of `scaled_for_picture`, for the shapes [..., h, w] and [..., H, W]."""
    rows, columns = (corner_rows(grid[side], picture[side]) for side in (-2, -1))
    return torch.from_numpy(rows).float(), torch.from_numpy(columns).float()
