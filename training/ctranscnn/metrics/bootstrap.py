"""Intervals by resampling whole patients: a patient's pictures are alike and must be drawn together.

`patient_bootstrap` takes any statistic. `macro_rounds` gives the same rounds (same seed, same draws) of a
macro AUC or mAP, from weights instead of copied rows: much faster, and two networks' rounds can be paired.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ctranscnn.metrics.ranking import Floats, Interval

Ranking = Literal["auc", "average-precision"]
CELLS_AT_ONCE = 4_000_000
"""Weights held at once: 32 MB."""


@dataclass(frozen=True)
class Draws:
    """Which patients may be drawn, how often and from which seed."""

    patients: Sequence[str]
    """[n] the patient of each picture."""
    rounds: int = 1000
    seed: int = 0


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
    return percentile_interval(statistic(np.arange(len(owner))), np.asarray(drawn))


def percentile_interval(value: float, drawn: Floats) -> Interval:
    """`value` with the 2.5 % and 97.5 % percentiles of the defined rounds [R]."""
    defined = drawn[~np.isnan(drawn)]
    low, high = np.percentile(defined, [2.5, 97.5]) if len(defined) else (float("nan"), float("nan"))
    return Interval(value, float(low), float(high))


def macro_rounds(ranking: Ranking, scores: Floats, targets: Floats, draws: Draws) -> NDArray[np.float64]:
    """[rounds] the macro statistic of each drawn set; scores and targets [n, C].

    In a round that drew no positive of some label the mean is over the other labels, as in `macro_auc`; NaN
    where none is left. Equal draws give equal rounds: the difference of two models' rounds is a paired one.
    """
    weighted = weighted_auc if ranking == "auc" else weighted_average_precision
    parts: list[NDArray[np.float64]] = []
    for weights in _weights(draws):
        values = np.full((targets.shape[1], len(weights)), np.nan)
        for column in range(targets.shape[1]):
            values[column] = weighted(scores[:, column], targets[:, column], weights)
        defined = ~np.isnan(values)
        count = defined.sum(axis=0)
        total = np.where(defined, values, 0).sum(axis=0)
        parts.append(np.where(count > 0, total / np.maximum(count, 1), np.nan))
    return np.concatenate(parts) if parts else np.zeros(0)


def weighted_auc(scores: Floats, targets: Floats, weights: Floats) -> NDArray[np.float64]:
    """[R] AUC of one label where picture i counts weights[r, i] times; scores and targets [n]."""
    present, absent = _by_distinct_score(scores, targets, weights)
    below = np.cumsum(absent, axis=1) - absent
    pairs = present.sum(axis=1) * absent.sum(axis=1)
    won = (present * (below + absent / 2)).sum(axis=1)
    return np.where(pairs > 0, won / np.maximum(pairs, 1), np.nan)


def weighted_average_precision(scores: Floats, targets: Floats, weights: Floats) -> NDArray[np.float64]:
    """[R] average precision of one label where picture i counts weights[r, i] times; scores, targets [n]."""
    present, absent = _by_distinct_score(-scores, targets, weights)
    found = np.cumsum(present, axis=1)
    called = found + np.cumsum(absent, axis=1)
    precision = found / np.maximum(called, 1)
    positives = present.sum(axis=1)
    total = (present * precision).sum(axis=1)
    return np.where(positives > 0, total / np.maximum(positives, 1), np.nan)


def _weights(draws: Draws) -> Iterator[NDArray[np.float64]]:
    """[r, n] how often each picture was drawn, in batches of rounds."""
    names, owner = np.unique(np.asarray(draws.patients), return_inverse=True)
    generator = np.random.default_rng(draws.seed)
    batch = max(1, CELLS_AT_ONCE // max(1, len(owner)))
    for start in range(0, draws.rounds, batch):
        counts = [
            np.bincount(generator.integers(0, len(names), len(names)), minlength=len(names))[owner]
            for _ in range(min(batch, draws.rounds - start))
        ]
        yield np.asarray(counts, np.float64)


def _by_distinct_score(
    scores: Floats, targets: Floats, weights: Floats
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weight of positives and of negatives at each distinct score, ascending: two [R, G]."""
    known = np.flatnonzero(~np.isnan(targets))
    if len(known) == 0:
        nothing = np.zeros((len(weights), 1))
        return nothing, nothing
    order = known[np.argsort(scores[known], kind="stable")]
    values = scores[order]
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    positive = targets[order] > 0.5
    taken = weights[:, order]
    present = np.add.reduceat(taken * positive, starts, axis=1)
    absent = np.add.reduceat(taken * ~positive, starts, axis=1)
    return present, absent
