"""Precision, recall and F1 of called labels: per class (CP, CR, CF1) and overall (OP, OR, OF1).

Paper, eqs. 21–26. A label is called where its logit reaches a threshold, or where it is among the three
highest of its picture. Unanswered cells (NaN targets) count nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.metrics.ranking import Floats

Calls = NDArray[np.bool_]
"""[n, C] whether the label is called present."""


@dataclass(frozen=True)
class LabelCalls:
    """One label; `called` and `positives` are the supports of precision and recall."""

    label: str
    called: int
    positives: int
    precision: float
    """0 where nothing was called (0/0)."""
    recall: float | None
    """None without positives."""
    f1: float | None
    """None without positives."""


@dataclass(frozen=True)
class CallMetrics:
    """Class means are over `classes` labels; overall figures count every answered cell of all labels."""

    classes: int
    class_precision: float | None
    """CP, eq. 21."""
    class_recall: float | None
    """CR, eq. 22."""
    cf1_mean_of_classes: float | None
    """CF1 as eq. 23 defines it: the mean of the classes' F1."""
    cf1_of_means: float | None
    """CF1 as the published tables compute it: 2·CP·CR / (CP + CR). Never below the mean of F1."""
    overall_precision: float
    """OP, eq. 25; 0 where nothing was called."""
    overall_recall: float | None
    """OR, eq. 24."""
    overall_f1: float | None
    """OF1, eq. 26."""
    labels: tuple[LabelCalls, ...]
    left_out: tuple[str, ...]
    """Labels that the class means leave out."""


def call_metrics(
    called: Calls, targets: Floats, labels: Sequence[str], columns: Sequence[int] | None = None
) -> CallMetrics:
    """Measure calls [n, C] on targets [n, C]; class means over `columns` (default: all) with positives."""
    known = ~np.isnan(targets)
    positive = targets > 0.5
    true_positive = (called & positive & known).sum(axis=0)
    calls = (called & known).sum(axis=0)
    positives = (positive & known).sum(axis=0)
    results = [
        _label_calls(label, int(hits), int(total), int(present))
        for label, hits, total, present in zip(labels, true_positive, calls, positives, strict=True)
    ]
    asked = range(len(labels)) if columns is None else columns
    meant = [column for column in asked if positives[column] > 0]
    hits, total, present = int(true_positive.sum()), int(calls.sum()), int(positives.sum())
    precision = _mean([results[column].precision for column in meant])
    recall = _mean([results[column].recall or 0.0 for column in meant])
    return CallMetrics(
        classes=len(meant),
        class_precision=precision,
        class_recall=recall,
        cf1_mean_of_classes=_mean([results[column].f1 or 0.0 for column in meant]),
        cf1_of_means=None if precision is None or recall is None else harmonic_mean(precision, recall),
        overall_precision=_share(hits, total),
        overall_recall=_share(hits, present) if present else None,
        overall_f1=_share(2 * hits, total + present) if present else None,
        labels=tuple(results),
        left_out=tuple(label for column, label in enumerate(labels) if column not in meant),
    )


def harmonic_mean(first: float, second: float) -> float:
    """2ab / (a + b); 0 where both are 0."""
    return 2 * first * second / (first + second) if first + second > 0 else 0.0


def called_at(logits: Floats, score: float) -> Calls:
    """Calls where σ(logit) ≥ score, 0 < score < 1; logits [n, C]."""
    return logits >= np.log(score / (1 - score))


def called_top(logits: Floats, count: int = 3) -> Calls:
    """The `count` highest labels of each picture (all, if there are fewer); of equals the earlier label."""
    order = np.argsort(-logits, axis=1, kind="stable")[:, :count]
    called = np.zeros(logits.shape, np.bool_)
    np.put_along_axis(called, order, True, axis=1)
    return called


def called_tuned(logits: Floats, targets: Floats, folds: NDArray[np.intp]) -> Calls | None:
    """Calls of each fold [n] at the thresholds that suit the OTHER folds best; None with a single fold.

    A fold's answers never choose the thresholds they are measured at. (The other folds' networks did learn
    from them: that cannot be avoided without training anew.)
    """
    numbers = np.unique(folds)
    if len(numbers) < 2:
        return None
    called = np.zeros(logits.shape, np.bool_)
    for number in numbers:
        inside = folds == number
        thresholds = best_f1_thresholds(logits[~inside], targets[~inside])
        called[inside] = logits[inside] >= thresholds
    return called


def best_f1_thresholds(logits: Floats, targets: Floats) -> NDArray[np.float64]:
    """[C] the logit threshold of highest F1 per label; of equals the highest. logits and targets [n, C].

    Without positives 0, which is a score of 0.5.
    """
    return np.asarray([_best_f1(logits[:, column], targets[:, column]) for column in range(logits.shape[1])])


def _best_f1(logits: Floats, targets: Floats) -> float:
    known = ~np.isnan(targets)
    values = logits[known].astype(np.float64)
    positive = targets[known] > 0.5
    if not positive.any():
        return 0.0
    order = np.argsort(-values, kind="stable")
    values, hits = values[order], np.cumsum(positive[order])
    # a threshold can lie only between two different values, so ties are called together
    last_of_ties = np.flatnonzero(np.append(values[1:] != values[:-1], True))
    f1 = 2 * hits[last_of_ties] / (last_of_ties + 1 + positive.sum())
    best = int(last_of_ties[np.argmax(f1)])
    lower = values[best + 1] if best + 1 < len(values) else values[best]
    return float((values[best] + lower) / 2)


def _label_calls(label: str, hits: int, called: int, positives: int) -> LabelCalls:
    return LabelCalls(
        label=label,
        called=called,
        positives=positives,
        precision=_share(hits, called),
        recall=_share(hits, positives) if positives else None,
        f1=_share(2 * hits, called + positives) if positives else None,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if len(values) else None
