"""From the figures of single boxes to a report: per label and over all, with intervals and baselines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ctranscnn.maps.boxes import Box
from ctranscnn.maps.enlarge import enlarged
from ctranscnn.maps.localisation import (
    Floats,
    figure_names,
    mean_maps,
    measure,
    measure_by_chance,
    measure_centre,
)
from ctranscnn.metrics import Interval

ROUNDS = 1000
FEWEST_PATIENTS = 5
"""Resampling fewer patients says nothing about others: no interval is given."""
ALL = "all"
BASELINES = ("centre", "chance", "mean map")


@dataclass(frozen=True)
class Maps:
    """The maps of the films that have boxes."""

    films: Sequence[int]
    """Index of each among all films."""
    patients: Sequence[str]
    """Of each of these films."""
    labels: Sequence[str]
    grids: Floats
    """[films, C, h, w] ≥ 0"""


@dataclass(frozen=True)
class Group:
    """All figures of the boxes of one label, or of all boxes."""

    label: str
    boxes: int
    patients: int
    figures: dict[str, dict[str, Interval]]
    """Who answers (`map`, the BASELINES, `map over` each of them: the paired difference) → figure."""

    def as_json(self) -> dict[str, Any]:
        """What is undefined is null."""
        return {
            "label": self.label,
            "boxes": self.boxes,
            "patients": self.patients,
            "figures": {
                who: {name: _interval_as_json(interval) for name, interval in named.items()}
                for who, named in self.figures.items()
            },
        }


def report(boxes: Sequence[Box], maps: Maps, tolerance_px: float) -> list[Group]:
    """Measure every box; a group per label that has boxes, in the order of the labels, then all together."""
    place = {film: index for index, film in enumerate(maps.films)}
    measured = _measured(boxes, maps, tolerance_px)
    patients = np.asarray([maps.patients[place[box.film]] for box in boxes])
    labels = np.asarray([box.label for box in boxes])
    groups: list[Group] = []
    for label in [*(label for label in maps.labels if label in labels), ALL]:
        chosen = np.flatnonzero((labels == label) | (label == ALL))
        owners = [str(patient) for patient in patients[chosen]]
        figures = {who: _intervals(values[chosen], owners) for who, values in measured.items()}
        groups.append(Group(label, len(chosen), len(set(owners)), figures))
    return groups


def bootstrap_means(values: Floats, patients: Sequence[str], rounds: int = ROUNDS) -> list[Interval]:
    """The mean of each column of values [n, m] with its 95 % interval, resampling whole patients.

    What `metrics.patient_bootstrap` gives for each mean alone (the same draws), for all columns at once. NaN
    where a column is not defined; no interval (NaN) for fewer than FEWEST_PATIENTS patients.
    """
    names, owner = np.unique(np.asarray(patients), return_inverse=True)
    means = values.mean(axis=0)
    if len(names) < FEWEST_PATIENTS:
        return [Interval(float(mean), float("nan"), float("nan")) for mean in means]
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, owner, values)
    sizes = np.bincount(owner).astype(np.float64)
    generator = np.random.default_rng(0)
    drawn = np.empty((rounds, values.shape[1]))
    for number in range(rounds):
        times = np.bincount(generator.integers(0, len(names), len(names)), minlength=len(names))
        drawn[number] = times @ sums / (times @ sizes)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return [Interval(*(float(value) for value in triple)) for triple in zip(means, low, high, strict=True)]


def _measured(boxes: Sequence[Box], maps: Maps, tolerance_px: float) -> dict[str, Floats]:
    place = {film: index for index, film in enumerate(maps.films)}
    column = {label: index for index, label in enumerate(maps.labels)}
    usual = {
        label: mean_maps(list(maps.grids[:, column[label]]), maps.patients)
        for label in {box.label for box in boxes}
    }
    rows: dict[str, list[Floats]] = {who: [] for who in ("map", *BASELINES)}
    for box in boxes:
        size = (box.film_height_px, box.film_width_px)
        film_map = enlarged(maps.grids[place[box.film], column[box.label]], *size)
        mean_map = enlarged(usual[box.label][place[box.film]], *size)
        rows["map"].append(measure(film_map, box, tolerance_px))
        rows["centre"].append(measure_centre(film_map, box, tolerance_px))
        rows["chance"].append(measure_by_chance(film_map, box, tolerance_px))
        rows["mean map"].append(measure(mean_map, box, tolerance_px))
    measured = {who: np.stack(values) for who, values in rows.items()}
    for baseline in BASELINES:
        measured[f"map over {baseline}"] = measured["map"] - measured[baseline]
    return measured


def _intervals(values: Floats, patients: Sequence[str]) -> dict[str, Interval]:
    return dict(zip(figure_names(), bootstrap_means(values, patients), strict=True))


def _interval_as_json(interval: Interval) -> dict[str, float | None]:
    named = {"value": interval.value, "low": interval.low, "high": interval.high}
    return {name: None if np.isnan(value) else round(value, 4) for name, value in named.items()}
