"""From heat maps to suggested tubes: the ridge's longest path, its tip, few points.

The workstation mirrors this file (src-main/lines/suggestedTubes.ts): whole numbers decide which way a path
goes, so both find the same one; test/parity/suggestedTubes.test.ts holds them to it.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.ranzcr import DEVICES

TUBE_THRESHOLD, TIP_THRESHOLD = 0.5, 0.1
"""Shipped as the thresholds of the manifest; chosen on validation films, as are the two least values."""
FAINT_SHARE = 0.4
"""A tube goes on over cells above this share of the threshold, if it is above the threshold somewhere."""
MOST = {"ett": 1, "ngt": 1, "cvc": 2, "swan-ganz": 1}
"""Suggestions of one kind on one film, the strongest ones."""
LEAST_CELLS = 20
LEAST_SCORE = 0.6
"""Of the mean along the course."""
TIP_REACH_CELLS = 4
BORDER_CELLS = 2
SMOOTHED_OVER = 2
"""Cells on either side that a point of the course is averaged over."""
TOLERANCE_CELLS = 0.6
ALONG_CELLS, ALONG_SHARE = 2, 0.8
"""A path runs along another where so much of it lies so near."""
Floats = NDArray[np.float32]
Cell = tuple[int, int]
Course = list[tuple[float, float]]
NEIGHBOURS = (
    (-1, -1, 14),
    (-1, 0, 10),
    (-1, 1, 14),
    (0, -1, 10),
    (0, 1, 10),
    (1, -1, 14),
    (1, 0, 10),
    (1, 1, 14),
)


@dataclass(frozen=True)
class SuggestedTube:
    """`points` (x, y) in cells of the grid, 0 at its corner, from entry to tip; both scores 0..1."""

    device: str
    points: Course
    score: float
    tip_score: float | None
    """None where no tip was seen: the last point is the end of what was found."""
    off_film: bool


def suggested_tubes(tubes: Floats, tips: Floats) -> list[SuggestedTube]:
    """Heat maps [4, n, n] -> suggestions, kinds in the order of DEVICES, the strongest first."""
    kept: list[tuple[int, Ridge]] = []
    for channel, device in enumerate(DEVICES):
        courses = courses_in(device, tubes[channel], tips[channel])
        courses.sort(key=lambda course: -_sum(tubes[channel], course.path))
        kept += [(channel, course) for course in courses[: MOST[device]]]
    venous = [course.path for channel, course in kept if DEVICES[channel] == "cvc"]
    return [
        _tube(DEVICES[channel], course, tubes[channel], tips[channel])
        for channel, course in kept
        if DEVICES[channel] != "swan-ganz" or not any(_runs_along(course.path, path) for path in venous)
    ]


def _runs_along(path: list[Cell], other: list[Cell]) -> bool:
    """Whether a path leaves another nowhere: a Swan-Ganz catheter goes on where a venous one ends."""
    beside = dict.fromkeys(other, 0)
    near = sum(_squared(_nearest(beside, cell), cell) <= ALONG_CELLS**2 for cell in path)
    return near >= ALONG_SHARE * len(path)


@dataclass(frozen=True)
class Ridge:
    """The course of one part, its likelier end last; `peak` is the tip's cell, where one was seen."""

    path: list[Cell]
    peak: Cell | None


def courses_in(device: str, grid: Floats, tips: Floats) -> list[Ridge]:
    """One course for each part that is likely and long enough, in the order of their first cells."""
    faint = grid >= TUBE_THRESHOLD * FAINT_SHARE
    seen = np.zeros(grid.shape, np.bool_)
    courses: list[Ridge] = []
    for row, column in np.argwhere(faint):
        first = (int(row), int(column))
        if seen[first]:
            continue
        reached, _ = _reach(grid, faint, first)
        for cell in reached:
            seen[cell] = True
        if max(float(grid[cell]) for cell in reached) < TUBE_THRESHOLD:
            continue
        peak = _tip_near(reached, tips)
        start = _farthest(reached) if peak is None else _nearest(reached, peak)
        costs, before = _reach(grid, faint, start)
        path = [_far_end(costs, grid.shape, is_entry=peak is not None)]
        while path[-1] != start:
            path.append(before[path[-1]])
        if peak is None:
            path = _towards_tip(device, path, grid.shape)
        if len(path) >= LEAST_CELLS and _sum(grid, path) >= LEAST_SCORE * len(path):
            courses.append(Ridge(path, peak))
    return courses


def _far_end(costs: dict[Cell, int], shape: tuple[int, ...], *, is_entry: bool) -> Cell:
    """The dearest cell; seen from the tip the dearest at the border, where the part reaches it: tubes
    come from outside.
    """
    at_border = {cell: cost for cell, cost in costs.items() if _border_distance(cell, shape) < BORDER_CELLS}
    return _farthest(at_border if is_entry and at_border else costs)


def _reach(grid: Floats, inside: NDArray[np.bool_], start: Cell) -> tuple[dict[Cell, int], dict[Cell, Cell]]:
    """The least cost to every cell, and the cell before it: dear where the map is faint, so paths keep to the
    ridge.
    """
    height, width = grid.shape
    costs: dict[Cell, int] = {}
    before: dict[Cell, Cell] = {}
    best = {start: 0}
    queue = [(0, start)]
    while queue:
        cost, cell = heapq.heappop(queue)
        if cell in costs:
            continue
        costs[cell] = cost
        for down, right, length in NEIGHBOURS:
            next_cell = (cell[0] + down, cell[1] + right)
            if not (0 <= next_cell[0] < height and 0 <= next_cell[1] < width) or not inside[next_cell]:
                continue
            dear = 10 + math.floor(40 * (1 - float(grid[next_cell])) + 0.5)
            total = cost + length * dear
            if next_cell not in costs and total < best.get(next_cell, total + 1):
                best[next_cell] = total
                before[next_cell] = cell
                heapq.heappush(queue, (total, next_cell))
    return costs, before


def _farthest(costs: dict[Cell, int]) -> Cell:
    """The dearest cell; of several the first by row, then column."""
    return min(costs, key=lambda cell: (-costs[cell], cell))


def _sum(grid: Floats, path: list[Cell]) -> float:
    total = 0.0
    for cell in path:
        total += float(grid[cell])
    return total


def _tube(device: str, course: Ridge, grid: Floats, tips: Floats) -> SuggestedTube:
    path, peak = course.path, course.peak
    score = _sum(grid, path) / len(path)
    if peak is None:
        is_cut = _border_distance(path[-1], grid.shape) < BORDER_CELLS
        return SuggestedTube(device, _points(path), score, None, is_cut)
    ended = path if path[-1] == peak else [*path, peak]
    return SuggestedTube(device, _points(ended), score, float(tips[peak]), False)


def _points(path: list[Cell]) -> Course:
    return simplified(smoothed([(column + 0.5, row + 0.5) for row, column in path]))


def _tip_near(part: dict[Cell, int], tips: Floats) -> Cell | None:
    """The highest cell of the tips' map near the part, where it is high enough; of several the first."""
    best: Cell | None = None
    for row, column in np.argwhere(tips >= TIP_THRESHOLD):
        cell = (int(row), int(column))
        if best is not None and float(tips[cell]) <= float(tips[best]):
            continue
        if _squared(_nearest(part, cell), cell) <= TIP_REACH_CELLS**2:
            best = cell
    return best


def _nearest(part: dict[Cell, int], cell: Cell) -> Cell:
    """The part's nearest cell; of several the first by row, then column."""
    return min(part, key=lambda own: (_squared(own, cell), own))


def _squared(one: Cell, other: Cell) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _towards_tip(device: str, path: list[Cell], shape: tuple[int, ...]) -> list[Cell]:
    """Turned so that the likelier end comes last: the lower one, of catheters the one farther from the
    border.
    """
    first, last = path[0], path[-1]
    if device in ("ett", "ngt"):
        return path if last[0] >= first[0] else path[::-1]
    return path if _border_distance(last, shape) >= _border_distance(first, shape) else path[::-1]


def _border_distance(cell: Cell, shape: tuple[int, ...]) -> int:
    return min(cell[0], cell[1], shape[0] - 1 - cell[0], shape[1] - 1 - cell[1])


def smoothed(points: Course) -> Course:
    """Each point averaged with its neighbours; both ends stay."""
    result: Course = []
    for place, point in enumerate(points):
        reach = min(SMOOTHED_OVER, place, len(points) - 1 - place)
        if reach == 0:
            result.append(point)
            continue
        near = points[place - reach : place + reach + 1]
        result.append((sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near)))
    return result


def simplified(points: Course) -> Course:
    """Douglas-Peucker: no point left out lies farther than TOLERANCE_CELLS from the line."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        worst, place = TOLERANCE_CELLS, -1
        for between in range(first + 1, last):
            distance = _from_line(points[between], points[first], points[last])
            if distance > worst:
                worst, place = distance, between
        if place >= 0:
            kept.add(place)
            spans += [(first, place), (place, last)]
    return [points[place] for place in sorted(kept)]


def _from_line(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length = math.sqrt(along[0] * along[0] + along[1] * along[1])
    away = (point[0] - start[0], point[1] - start[1])
    if length == 0:
        return math.sqrt(away[0] * away[0] + away[1] * away[1])
    return abs(along[0] * away[1] - along[1] * away[0]) / length
