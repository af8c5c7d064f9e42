"""ROC curves on one grid of false positive rates, so that they can be averaged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_curve

Floats = NDArray[np.floating]

GRID = np.linspace(0.0, 1.0, 101)
"""False positive rates at which the true positive rates are given."""


@dataclass(frozen=True)
class MeanCurves:
    """True positive rates on GRID, vertical means (Fawcett 2006, section 8.1)."""

    labels: Sequence[NDArray[np.float64] | None]
    """Per label [101], mean over the runs; None where a side is empty."""
    mean: NDArray[np.float64]
    """[101], mean over the labels that the macro AUC is over."""


def rates_on_grid(scores: Floats, targets: Floats) -> NDArray[np.float64] | None:
    """[101] true positive rates of one label, scores and targets [n]; None where a side is empty."""
    known = ~np.isnan(targets)
    positive = targets[known] > 0.5
    if positive.all() or not positive.any():
        return None
    false_rates, true_rates, _ = roc_curve(positive, scores[known])
    rates = np.interp(GRID, false_rates, true_rates)
    # where the curve begins with a vertical step, the interpolation starts at its upper end
    rates[0] = 0.0
    return rates


def mean_curves(runs: Sequence[Floats], targets: Floats, columns: Sequence[int]) -> MeanCurves:
    """The curves of one network: its runs' logits [n, C], targets [n, C], labels of the macro."""
    labels: list[NDArray[np.float64] | None] = []
    for column in range(targets.shape[1]):
        found = [rates_on_grid(logits[:, column], targets[:, column]) for logits in runs]
        defined = [rates for rates in found if rates is not None]
        labels.append(np.mean(defined, axis=0) if defined else None)
    chosen = [rates for column in columns if (rates := labels[column]) is not None]
    return MeanCurves(labels, np.mean(chosen, axis=0))
