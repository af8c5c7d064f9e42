"""How well drawn tubes are found on films of unseen patients, and how often something is found on films
without any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import binomtest
from torch import nn

from ctranscnn.data.pictures import Picture
from ctranscnn.data.ranzcr import DEVICES
from ctranscnn.export.facts import Metric
from ctranscnn.preprocess import prepare
from ctranscnn.tubes.decode import TUBE_THRESHOLD, SuggestedTube, suggested_tubes
from ctranscnn.tubes.examples import CELL_PX, GRID_SIDE, TUBES_INPUT, DrawnFilm, Floats, Tube, example_of

NEAR_CELLS = 2.5
"""A drawn tube is found where a suggestion of its kind runs this near along at least FOUND_SHARE of it;
one suggestion finds one tube."""
FOUND_SHARE = 0.5
BOOTSTRAP_ROUNDS = 2000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class TestFilm:
    """A drawn film, whose it is, and how many mm a pixel of its 320 measures along x (nan where unknown)."""

    film: DrawnFilm
    patient: str
    mm_per_px: float


def maps_of(network: nn.Module, picture: Picture) -> tuple[Floats, Floats]:
    """The network's maps of one film, [4, 160, 160] each; `network` gives probabilities."""
    with torch.no_grad():
        tubes, tips = network(torch.from_numpy(prepare(picture, TUBES_INPUT))[None])
    return tubes[0].numpy(), tips[0].numpy()


def drawn_metrics(network: nn.Module, films: Sequence[TestFilm]) -> dict[str, Metric]:
    """Dice, share found and error of the tip for each kind of tube, over films with drawn tubes."""
    seen = _Seen()
    for test in films:
        tubes, tips = maps_of(network, test.film.picture)
        seen.take(test, tubes, suggested_tubes(tubes, tips))
    return seen.metrics()


def empty_metrics(network: nn.Module, films: Sequence[Picture], what: str) -> dict[str, Metric]:
    """How often something is suggested on films on which nothing was drawn."""
    counts = np.array([len(suggested_tubes(*maps_of(network, film))) for film in films], np.float64)
    low, high = _interval(counts, [str(index) for index in range(len(films))], _mean)
    note = f"{len(films)} films"
    share = binomtest(int((counts > 0).sum()), len(films)).proportion_ci()
    return {
        f"suggestions a film, {what}": Metric(
            round(float(counts.mean()), 4), low, high, "bootstrap over films", note
        ),
        f"films with a suggestion, {what}": Metric(
            round(float((counts > 0).mean()), 4),
            round(share.low, 4),
            round(share.high, 4),
            "exact binomial interval",
            note,
        ),
    }


class _Seen:
    """What was measured, film by film, with the patient of each value."""

    def __init__(self) -> None:
        self.values: dict[str, list[tuple[str, float]]] = {}
        self.wrong: list[tuple[str, float]] = []

    def take(self, test: TestFilm, maps: Floats, suggestions: list[SuggestedTube]) -> None:
        """Measure one film."""
        truth = example_of(test.film).tubes
        used: set[int] = set()
        for channel, device in enumerate(DEVICES):
            own = [index for index, each in enumerate(suggestions) if each.device == device]
            if truth[channel].any():
                self._add(f"Dice, {device}", test, _dice(maps[channel] >= TUBE_THRESHOLD, truth[channel] > 0))
            drawn = [tube for tube in test.film.tubes if tube.device == device]
            cells = [_cells(tube.points_px) for tube in drawn]
            seen = [(tube, its) for tube, its in zip(drawn, cells, strict=True) if its is not None]
            pairs = matched([its for _, its in seen], [dense(suggestions[index].points) for index in own])
            for number, (tube, _) in enumerate(seen):
                found = pairs.get(number)
                self._tube(test, tube, None if found is None else suggestions[own[found]])
            used |= {own[found] for found in pairs.values()}
        self.wrong.append((test.patient, float(len(suggestions) - len(used))))

    def _tube(self, test: TestFilm, tube: Tube, found: SuggestedTube | None) -> None:
        self._add(f"found, {tube.device}", test, float(found is not None))
        if found is None or not tube.tip_on_film:
            return
        tip = np.asarray(found.points[-1]) * CELL_PX
        error_px = float(np.hypot(*(tip - (tube.points_px[-1] + 0.5))))
        self._add(f"tip error px of 320, {tube.device}", test, error_px)
        self._add(f"tip error mm, {tube.device}", test, error_px * test.mm_per_px)
        self._add(f"tip seen, {tube.device}", test, float(found.tip_score is not None))

    def _add(self, name: str, test: TestFilm, value: float) -> None:
        if not np.isnan(value):
            self.values.setdefault(name, []).append((test.patient, value))

    def metrics(self) -> dict[str, Metric]:
        """All values with intervals; whole patients are drawn with replacement."""
        result: dict[str, Metric] = {}
        for name in sorted(self.values):
            patients, values = [pair[0] for pair in self.values[name]], self.values[name]
            numbers = np.array([pair[1] for pair in values])
            note = f"{len(numbers)} drawn tubes on films of {len(set(patients))} unseen patients"
            if name.startswith("tip error"):
                for label, quantile in (("median", 0.5), ("90th percentile", 0.9)):
                    result[f"{name}, {label}"] = _quantile_metric(numbers, patients, quantile, note)
            else:
                result[name] = _mean_metric(numbers, patients, note)
        wrong = np.array([pair[1] for pair in self.wrong])
        result["suggestions of no drawn tube (other kind, fragment), a film with tubes"] = _mean_metric(
            wrong, [pair[0] for pair in self.wrong], f"{len(wrong)} films"
        )
        return result


def matched(drawn: Sequence[Numbers], suggested: Sequence[Numbers]) -> dict[int, int]:
    """Which suggestion finds which drawn tube, by index; all of one kind, as places on the grid, [n, 2] each.

    One suggestion finds one tube. As many as can be are found; among such matchings the one counts that
    covers most, and then the nearest.
    """
    if not drawn or not suggested:
        return {}
    away = [[_away(cells, course) for course in suggested] for cells in drawn]
    covered = np.array([[float((each <= NEAR_CELLS).mean()) for each in row] for row in away])
    nearness = np.array([[1 / (1 + float(each.mean())) for each in row] for row in away])
    # a pair outweighs all that the others could gain
    gain = np.where(covered >= FOUND_SHARE, 2 * min(covered.shape) + covered + 1e-3 * nearness, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {row: column for row, column in pairs if covered[row, column] >= FOUND_SHARE}


def _mean_metric(numbers: Numbers, patients: list[str], note: str) -> Metric:
    low, high = _interval(numbers, patients, _mean)
    return Metric(round(float(numbers.mean()), 4), low, high, "bootstrap over patients", note)


def _quantile_metric(numbers: Numbers, patients: list[str], quantile: float, note: str) -> Metric:
    low, high = _interval(numbers, patients, lambda values: float(np.quantile(values, quantile)))
    value = round(float(np.quantile(numbers, quantile)), 4)
    return Metric(value, low, high, "bootstrap over patients", note)


def _mean(values: Numbers) -> float:
    return float(values.mean())


def _interval(
    numbers: Numbers, patients: list[str], statistic: Callable[[Numbers], float]
) -> tuple[float, float]:
    """95 % percentile interval of a statistic; whole patients are drawn with replacement."""
    random = np.random.default_rng(0)
    names = np.asarray(patients)
    groups = [numbers[names == name] for name in dict.fromkeys(patients)]
    drawn = [
        float(statistic(np.concatenate([groups[i] for i in random.integers(0, len(groups), len(groups))])))
        for _ in range(BOOTSTRAP_ROUNDS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def _dice(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    return float(2 * (found & true).sum() / max(1, int(found.sum() + true.sum())))


def _cells(points_px: Numbers) -> Numbers | None:
    """A tube's places on the grid, about one a cell; None where hardly any of it lies on the film."""
    points = (points_px + 0.5) / CELL_PX
    finer = dense([(float(x), float(y)) for x, y in points])
    inside = finer[np.all((finer >= 0) & (finer < GRID_SIDE), axis=1)]
    return inside if len(inside) >= 8 else None


def dense(points: Sequence[tuple[float, float]]) -> Numbers:
    """A course as places about half a cell apart: [n, 2]."""
    places = [np.asarray(points[:1], np.float64)]
    for start, end in pairwise(points):
        steps = max(1, int(2 * np.hypot(end[0] - start[0], end[1] - start[1])))
        share = (np.arange(1, steps + 1) / steps)[:, None]
        places.append(np.asarray(start) + share * (np.asarray(end) - np.asarray(start)))
    return np.concatenate(places)


def _away(cells: Numbers, course: Numbers) -> Numbers:
    """How far each of `cells` lies from `course`, in cells."""
    return np.hypot(cells[:, None, 0] - course[None, :, 0], cells[:, None, 1] - course[None, :, 1]).min(1)
