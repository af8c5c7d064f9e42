"""Whether scores mean what they say: expected calibration error and Brier score, per label."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ctranscnn.metrics.ranking import Floats

Binning = Literal["equal-width", "equal-mass"]


@dataclass(frozen=True)
class Reliability:
    """Means over the measured labels; None where there are none."""

    brier: float | None
    error_equal_width: float | None
    """Expected calibration error, bins of equal width."""
    error_equal_mass: float | None
    """Expected calibration error, bins of (nearly) equally many pictures."""


def brier_score(scores: Floats, targets: Floats) -> float:
    """Mean squared distance of scores in 0..1 from the answers, both [n]; NaN where nothing is answered."""
    known = ~np.isnan(targets)
    return float(np.mean((scores[known] - targets[known]) ** 2)) if known.any() else float("nan")


def calibration_error(scores: Floats, targets: Floats, binning: Binning, bins: int = 15) -> float:
    """Expected calibration error of one label, scores in 0..1 and targets [n] (Naeini et al., AAAI 2015).

    Σ over bins of (pictures in the bin / n) · |mean score - share of positives|. Equal-mass bins have their
    edges at quantiles and keep equal scores together. NaN where nothing is answered.
    """
    known = ~np.isnan(targets)
    if not known.any():
        return float("nan")
    values, positive = scores[known], (targets[known] > 0.5).astype(np.float64)
    shares = np.linspace(0, 1, bins + 1)[1:-1]
    edges = shares if binning == "equal-width" else np.quantile(values, shares)
    place = np.searchsorted(edges, values, side="left")
    gaps = np.bincount(place, values - positive, minlength=bins)
    return float(np.abs(gaps).sum() / len(values))


def reliability(scores: Floats, targets: Floats, columns: list[int], bins: int = 15) -> Reliability:
    """Of scores in 0..1 and targets, both [n, C], averaged over the labels `columns`."""
    if not columns:
        return Reliability(None, None, None)
    brier = [brier_score(scores[:, column], targets[:, column]) for column in columns]
    errors = [
        [
            calibration_error(scores[:, column], targets[:, column], binning, bins)
            for binning in ("equal-width", "equal-mass")
        ]
        for column in columns
    ]
    width, mass = np.mean(errors, axis=0)
    return Reliability(float(np.mean(brier)), float(width), float(mass))
