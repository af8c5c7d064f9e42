"""Which pixels of a tongue are coating; mirrors src-main/tongue/separate.ts, limits included.

The paper separates both by K-means on an enhanced a* (section 4.2) and states neither K nor the features: the
choices here are this project's own, held to drawn tongues of known coating.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.tongue.cluster import Cluster, median, standardised, two_means, valley
from ctranscnn.tongue.colour import Floats, at_lightness
from ctranscnn.tongue.grid import Flags, LabGrid, blurred, cells_to_pixels, eroded, lab_grid

Verdict = Literal["two", "bare", "coated", "unknown"]
"""Coating and body; body alone; coating alone; too little tongue to tell."""

RIM_SHARE = 0.03
"""Share of the tongue's mean diameter that is not learnt from: lips, teeth and steep shading lie there."""
BLUR_RADIUS = 2
MAJORITY_RADIUS = 2
DARKEST_LIGHTNESS = 12
HIGHLIGHT_LIGHTER, HIGHLIGHT_CHROMA = 36, 14
WEIGHTS = (1.5, 0.7, 0.5)
"""Of shading-free a*, b* and of L* in the clustering: coating and body differ most in redness."""
WIDE_GAP, NARROW_GAP = 7, 5
DEEPEST_VALLEY = 0.97
LIGHTNESS_GAP = 3
COATING_REDNESS, FULLY_COATED_REDNESS = 0.43, 0.12
"""Redness is a* over L* + 16."""
FEWEST_CELLS = 64


@dataclass(frozen=True)
class TongueParts:
    """Coating and body [H, W] of one tongue: together exactly its mask."""

    verdict: Verdict
    coating: Flags
    body: Flags
    coverage: float
    """Coating over coating and body in working cells, 0..1, as the workstation reports it; highlights and
    deep shadows count to neither."""


@dataclass(frozen=True)
class Learnt:
    """The cells the clustering sees."""

    used: Flags
    """[rows, columns]"""
    features: Floats
    """[n, 3] a*, b* freed of shading, and L* of the used cells, row by row."""
    lightness: float
    """Median L*."""
    cluster: Cluster
    """[n] 0 is less red."""


def separate(picture: Picture, mask: Picture) -> TongueParts:
    """Tell coating from body: picture [H, W, 3] RGB, mask [H, W] (above 127 is tongue).

    A tongue without two populations is all body or all coating; one too small to tell is all body.
    Raises TrainingError `tongue.picture` or `tongue.maskSize`.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise TrainingError("tongue.picture", "Coating is told from body in an 8-bit colour picture only.")
    if mask.shape != picture.shape[:2]:
        raise TrainingError("tongue.maskSize", "The mask must have the picture's own size.")
    inside = mask > 127
    nothing = np.zeros_like(inside)
    grid = lab_grid(picture, inside)
    choice = None if grid is None else _choose(grid)
    if grid is None or choice is None:
        return TongueParts("unknown", nothing, inside, 0.0)
    learnt = _learn(grid, choice.used)
    verdict = _judge(learnt)
    if verdict == "bare":
        return TongueParts(verdict, nothing, inside, 0.0)
    if verdict == "coated":
        return TongueParts(verdict, inside, nothing, 1.0)
    cells = _coating_cells(grid, learnt)
    coating = cells_to_pixels(cells, grid, inside.shape) & inside
    told = grid.inside & ~choice.left_out
    coverage = float((cells & told).sum() / max(1, int(told.sum())))
    return TongueParts(verdict, coating, inside & ~coating, coverage)


@dataclass(frozen=True)
class _Choice:
    """Cells [rows, columns]: those to learn from, and off the rim those that are neither coating nor body."""

    used: Flags
    left_out: Flags


def _choose(grid: LabGrid) -> _Choice | None:
    """Off the rim, neither highlight nor deep shadow. None where too few cells are left."""
    core = eroded(grid.inside, max(1, int(RIM_SHARE * np.sqrt(grid.inside.sum()) + 0.5)))
    middle = median(grid.lightness[core])
    lightness = grid.lightness.astype(np.float64)
    chroma = np.hypot(grid.a.astype(np.float64), grid.b.astype(np.float64))
    highlight = (lightness > middle + HIGHLIGHT_LIGHTER) & (chroma < HIGHLIGHT_CHROMA)
    chosen = core & (lightness > DARKEST_LIGHTNESS) & ~highlight
    return _Choice(chosen, core & ~chosen) if chosen.sum() >= FEWEST_CELLS else None


def _learn(grid: LabGrid, used: Flags) -> Learnt:
    """Block means of a*, b* and L*, brought to the tongue's median lightness, split in two."""
    lightness, a, b = (
        blurred(plane, used, BLUR_RADIUS)[used].astype(np.float64)
        for plane in (grid.lightness, grid.a, grid.b)
    )
    middle = median(lightness)
    features = np.stack(
        [at_lightness(a, lightness, middle), at_lightness(b, lightness, middle), lightness], axis=1
    )
    return Learnt(used, features, middle, two_means(standardised(features, WEIGHTS)))


def _judge(learnt: Learnt) -> Verdict:
    """Whether the split separates coating from body or cuts one population in two: then which it is."""
    low, high = (learnt.features[learnt.cluster == which] for which in (0, 1))
    low_a, high_a = _mean(low[:, 0]), _mean(high[:, 0])
    gap = high_a - low_a
    lighter = _mean(low[:, 2]) - _mean(high[:, 2]) >= LIGHTNESS_GAP
    two = gap >= WIDE_GAP or (
        gap >= NARROW_GAP and lighter and valley(learnt.features[:, 0], learnt.cluster) < DEEPEST_VALLEY
    )
    # two kinds of red are a body with a red tip or purple spots, not a coating
    if two and low_a / (learnt.lightness + 16) <= COATING_REDNESS:
        return "two"
    redness = _mean(learnt.features[:, 0]) / (learnt.lightness + 16)
    return "coated" if redness <= FULLY_COATED_REDNESS else "bare"


def _coating_cells(grid: LabGrid, learnt: Learnt) -> Flags:
    """[rows, columns] coating: learnt cells by cluster, others by the nearer centre; then the majority.

    Cells at the rim that are only partly tongue take the majority of the tongue around them.
    """
    # without L*, which tells shading at the rim and not coating
    clusters = [learnt.features[learnt.cluster == which, :2] for which in (0, 1)]
    centres = [colours.sum(axis=0) / max(1, len(colours)) for colours in clusters]
    rest = grid.inside & ~learnt.used
    own = grid.lightness[rest].astype(np.float64)
    colour = np.stack(
        [at_lightness(plane[rest].astype(np.float64), own, learnt.lightness) for plane in (grid.a, grid.b)],
        axis=1,
    )
    nearer = [((colour - centre) ** 2).sum(axis=1) for centre in centres]
    coating: NDArray[np.float32] = np.zeros(grid.inside.shape, np.float32)
    coating[learnt.used] = learnt.cluster == 0
    coating[rest] = nearer[0] < nearer[1]
    return blurred(coating, grid.inside, MAJORITY_RADIUS) > 0.5


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0
