"""How well scores order the pictures of one label, and the mean over labels.

NaN targets are masked; what is undefined is NaN and left out of means, never counted as zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval; bounds are NaN where there is none."""

    value: float
    low: float
    high: float


def auc(scores: Floats, targets: Floats) -> float:
    """Area under the ROC curve of one label, both [n]; NaN where positives or negatives are missing.

    The Mann-Whitney form with mid-ranks: ties count one half.
    """
    known = ~np.isnan(targets)
    positive = targets[known] > 0.5
    present, absent = int(positive.sum()), int((~positive).sum())
    if present == 0 or absent == 0:
        return float("nan")
    ranks = rankdata(scores[known])
    return float((ranks[positive].sum() - present * (present + 1) / 2) / (present * absent))


def average_precision(scores: Floats, targets: Floats) -> float:
    """Average precision of one label, both [n] (paper, eq. 19, without interpolation); NaN without positives.

    Equal scores are one step: their order in the arrays does not matter.
    """
    known = ~np.isnan(targets)
    if not (targets[known] > 0.5).any():
        return float("nan")
    return float(average_precision_score(targets[known] > 0.5, scores[known]))


def macro_auc(scores: Floats, targets: Floats, columns: Sequence[int] | None = None) -> float:
    """Mean AUC over the labels (of `columns`) where it is defined; scores and targets [n, C]."""
    return _macro(auc, scores, targets, columns)


def mean_average_precision(scores: Floats, targets: Floats, columns: Sequence[int] | None = None) -> float:
    """mAP (paper, eq. 20): mean average precision over the labels (of `columns`) that have positives."""
    return _macro(average_precision, scores, targets, columns)


def _macro(
    measure: Callable[[Floats, Floats], float],
    scores: Floats,
    targets: Floats,
    columns: Sequence[int] | None,
) -> float:
    chosen = range(targets.shape[1]) if columns is None else columns
    values = [measure(scores[:, column], targets[:, column]) for column in chosen]
    defined = [value for value in values if not np.isnan(value)]
    return float(np.mean(defined)) if defined else float("nan")
