"""All figures of one run's held-out predictions: what `ctranscnn metrics` prints and reports are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.calibrate import nested_platt_scores, nested_temperature_scores, sigmoid
from ctranscnn.errors import TrainingError
from ctranscnn.metrics.bootstrap import Draws, Ranking, macro_rounds, percentile_interval
from ctranscnn.metrics.calling import (
    CallMetrics,
    call_metrics,
    called_at,
    called_top,
    called_tuned,
)
from ctranscnn.metrics.delong import delong_interval
from ctranscnn.metrics.plain import plain
from ctranscnn.metrics.ranking import (
    Floats,
    Interval,
    average_precision,
    macro_auc,
    mean_average_precision,
)
from ctranscnn.metrics.reliability import Reliability, reliability
from ctranscnn.runs import HeldOutPredictions

RESEARCH_USE = "Research use only. Not for diagnosis or treatment."


@dataclass(frozen=True)
class MetricOptions:
    """What is measured and how surely."""

    minimum_positives: int = 20
    """Class means are over labels with at least so many positives and negatives; 1: all that are defined."""
    rounds: int = 1000
    """Of the patient bootstrap; 0: no intervals."""
    seed: int = 0
    """Of the patient bootstrap: equal seeds draw equal patients."""
    bins: int = 15
    """Of the calibration errors."""


@dataclass(frozen=True)
class LabelMetrics:
    """One label's figures; None where undefined."""

    label: str
    positives: int
    answered: int
    measured: bool
    """Whether the class means count it."""
    auc: Interval | None
    """With DeLong's interval."""
    average_precision: float | None


@dataclass(frozen=True)
class FullMetrics:
    """All figures of one run. Class means are over `measured` labels."""

    pictures: int
    patients: int
    folds: int
    labels: tuple[LabelMetrics, ...]
    measured: tuple[str, ...]
    insufficient: tuple[str, ...]
    """Labels with too few positives or negatives for the means, though they have an AUC."""
    undefined: tuple[str, ...]
    """Labels without any positive or without any negative: they have no AUC."""
    macro_auc: Interval | None
    """Over `measured`, with the patient bootstrap's interval."""
    macro_auc_of_all_defined: float | None
    """Over `measured` and `insufficient`."""
    mean_average_precision: Interval | None
    at_half: CallMetrics
    """Called where σ(logit) ≥ 0.5."""
    tuned: CallMetrics | None
    """At per-label thresholds tuned on the other folds; None with one fold."""
    top_three: CallMetrics
    uncalibrated: Reliability
    """Of σ(logit)."""
    with_temperature: Reliability | None
    """One temperature per label, fitted on the other folds; None with one fold."""
    with_platt: Reliability | None
    """Temperature and shift per label, fitted on the other folds; None with one fold."""
    options: MetricOptions
    notice: str = RESEARCH_USE

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: camelCase keys, null where undefined."""
        return plain(self)


def full_metrics(predictions: HeldOutPredictions, options: MetricOptions | None = None) -> FullMetrics:
    """Measure one run.

    Raises TrainingError `metrics.empty`, `metrics.shape`, `metrics.notFinite`, `metrics.target` or
    `metrics.options`.
    """
    chosen = options or MetricOptions()
    refuse_unmeasurable(predictions, chosen)
    logits, targets = predictions.logits.astype(np.float64), predictions.targets.astype(np.float64)
    names = list(predictions.labels)
    defined, measured = columns_by_support(targets, chosen.minimum_positives)
    temperature = nested_temperature_scores(logits, targets, predictions.folds)
    platt = nested_platt_scores(logits, targets, predictions.folds)
    tuned = called_tuned(logits, targets, predictions.folds)
    everything = macro_auc(logits, targets, defined)
    return FullMetrics(
        pictures=len(logits),
        patients=len(np.unique(predictions.patients)),
        folds=len(np.unique(predictions.folds)),
        labels=tuple(
            _label_metrics(name, logits[:, column], targets[:, column], column in measured)
            for column, name in enumerate(names)
        ),
        measured=tuple(names[column] for column in measured),
        insufficient=tuple(names[column] for column in defined if column not in measured),
        undefined=tuple(name for column, name in enumerate(names) if column not in defined),
        macro_auc=_with_interval("auc", predictions, measured, chosen),
        macro_auc_of_all_defined=None if np.isnan(everything) else everything,
        mean_average_precision=_with_interval("average-precision", predictions, measured, chosen),
        at_half=call_metrics(called_at(logits, 0.5), targets, names, measured),
        tuned=None if tuned is None else call_metrics(tuned, targets, names, measured),
        top_three=call_metrics(called_top(logits), targets, names, measured),
        uncalibrated=reliability(sigmoid(logits), targets, measured, chosen.bins),
        with_temperature=_reliability(temperature, targets, measured, chosen.bins),
        with_platt=_reliability(platt, targets, measured, chosen.bins),
        options=chosen,
    )


def columns_by_support(targets: Floats, minimum: int) -> tuple[list[int], list[int]]:
    """Labels that have an AUC, and those with at least `minimum` positives and negatives; targets [n, C]."""
    positives, negatives = (targets > 0.5).sum(axis=0), (targets <= 0.5).sum(axis=0)
    support = np.minimum(positives, negatives)
    return np.flatnonzero(support >= 1).tolist(), np.flatnonzero(support >= max(1, minimum)).tolist()


def refuse_unmeasurable(predictions: HeldOutPredictions, options: MetricOptions) -> None:
    """Raise TrainingError where arrays do not fit together or a value or an option is out of range."""
    count, classes = len(predictions.names), len(predictions.labels)
    if count == 0 or classes == 0:
        raise TrainingError("metrics.empty", "The predictions hold no picture or no label.")
    shapes = {predictions.targets.shape, predictions.logits.shape}
    if shapes != {(count, classes)} or len(predictions.patients) != count or len(predictions.folds) != count:
        raise TrainingError("metrics.shape", "The arrays of the predictions do not fit together.")
    bad = np.argwhere(~np.isfinite(predictions.logits))
    if len(bad):
        row, column = bad[0]
        raise TrainingError(
            "metrics.notFinite",
            f"The logit of picture {predictions.names[row]}, label {predictions.labels[column]}, "
            "is no number.",
        )
    known = ~np.isnan(predictions.targets)
    wrong = np.argwhere(known & (predictions.targets != 0) & (predictions.targets != 1))
    if len(wrong):
        row, column = wrong[0]
        raise TrainingError(
            "metrics.target",
            f"The target of picture {predictions.names[row]}, label {predictions.labels[column]}, "
            f"is {predictions.targets[row, column]}, neither 0 nor 1 nor unanswered.",
        )
    if options.minimum_positives < 1 or options.rounds < 0 or options.bins < 1:
        raise TrainingError("metrics.options", "minimum_positives, rounds or bins is out of range.")


def _label_metrics(name: str, logits: Floats, targets: Floats, measured: bool) -> LabelMetrics:
    interval = delong_interval(logits, targets)
    precision = average_precision(logits, targets)
    return LabelMetrics(
        label=name,
        positives=int((targets > 0.5).sum()),
        answered=int((~np.isnan(targets)).sum()),
        measured=measured,
        auc=None if np.isnan(interval.value) else interval,
        average_precision=None if np.isnan(precision) else precision,
    )


def _with_interval(
    ranking: Ranking, predictions: HeldOutPredictions, columns: Sequence[int], options: MetricOptions
) -> Interval | None:
    macro = macro_auc if ranking == "auc" else mean_average_precision
    logits, targets = predictions.logits[:, columns], predictions.targets[:, columns]
    value = macro(logits, targets)
    if np.isnan(value):
        return None
    draws = Draws(predictions.patients.tolist(), options.rounds, options.seed)
    rounds = macro_rounds(ranking, logits, targets, draws)
    return percentile_interval(value, rounds)


def _reliability(
    scores: NDArray[np.float64] | None, targets: Floats, columns: list[int], bins: int
) -> Reliability | None:
    return None if scores is None else reliability(scores, targets, columns, bins)
