"""Metrics of multi-label scores. NaN targets are masked; what is undefined is named, never counted as
zero.
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
    """A value with its 95 % interval."""

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
    """Average precision of one label, both [n]; NaN without positives."""
    known = ~np.isnan(targets)
    if not (targets[known] > 0.5).any():
        return float("nan")
    return float(average_precision_score(targets[known] > 0.5, scores[known]))


def macro_auc(scores: Floats, targets: Floats, columns: Sequence[int] | None = None) -> float:
    """Mean AUC over the labels (of `columns`) where it is defined; scores and targets [n, C]."""
    chosen = range(targets.shape[1]) if columns is None else columns
    values = [auc(scores[:, column], targets[:, column]) for column in chosen]
    defined = [value for value in values if not np.isnan(value)]
    return float(np.mean(defined)) if defined else float("nan")


def delong_interval(scores: Floats, targets: Floats) -> Interval:
    """AUC of one label with DeLong's 95 % interval (DeLong et al. 1988), pictures taken as independent."""
    known = ~np.isnan(targets)
    positive = targets[known] > 0.5
    present, absent = int(positive.sum()), int((~positive).sum())
    value = auc(scores, targets)
    if present < 2 or absent < 2:
        return Interval(value, float("nan"), float("nan"))
    values = scores[known]
    joint = rankdata(values)
    among_present, among_absent = rankdata(values[positive]), rankdata(values[~positive])
    # placement values: for each positive the share of negatives below it, and the reverse
    above = (joint[positive] - among_present) / absent
    below = 1 - (joint[~positive] - among_absent) / present
    spread = 1.96 * float(np.sqrt(above.var(ddof=1) / present + below.var(ddof=1) / absent))
    return Interval(value, max(0.0, value - spread), min(1.0, value + spread))


def patient_bootstrap(
    patients: Sequence[str], statistic: Callable[[NDArray[np.intp]], float], rounds: int = 1000, seed: int = 0
) -> Interval:
    """95 % percentile interval of `statistic(indices)`, resampling whole patients with replacement.

    Rounds whose statistic is undefined (NaN) are left out.
    """
    names, owner = np.unique(np.asarray(patients), return_inverse=True)
    members = [np.flatnonzero(owner == index) for index in range(len(names))]
    generator = np.random.default_rng(seed)
    drawn = [
        statistic(np.concatenate([members[index] for index in generator.integers(0, len(names), len(names))]))
        for _ in range(rounds)
    ]
    defined = [value for value in drawn if not np.isnan(value)]
    low, high = np.percentile(defined, [2.5, 97.5]) if defined else (float("nan"), float("nan"))
    return Interval(statistic(np.arange(len(owner))), float(low), float(high))
