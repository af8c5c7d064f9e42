"""What a run reaches beyond the AUC: mAP, precision, recall and F1, as in the paper's Tables 6 and 9, and
whether its scores mean what they say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ctranscnn.calibrate import nested_platt_scores, nested_temperature_scores, sigmoid
from ctranscnn.metrics.calling import CallMetrics, call_metrics, called_at, called_top, called_tuned
from ctranscnn.metrics.ranking import Floats, mean_average_precision
from ctranscnn.metrics.reliability import Reliability, reliability
from ctranscnn.report.study import Study


@dataclass(frozen=True)
class RunMetrics:
    """One run; class means are over the labels of the macro AUC. `ctranscnn metrics` tells more of it."""

    mean_average_precision: float
    at_half: CallMetrics
    """Called where σ(logit) ≥ 0.5."""
    tuned: CallMetrics | None
    """At per-label thresholds tuned on the other folds; None with one fold."""
    top_three: CallMetrics
    uncalibrated: Reliability
    """Of σ(logit)."""
    with_temperature: Reliability | None
    """One temperature per label, fitted on the other folds; None with one fold, as is `with_platt`."""
    with_platt: Reliability | None
    """Temperature and shift per label."""


def run_metrics(study: Study, logits: Floats) -> RunMetrics:
    """Measure one run's logits [n, C]."""
    targets, columns = study.targets, list(study.columns)
    tuned = called_tuned(logits, targets, study.folds)
    temperature = nested_temperature_scores(logits, targets, study.folds)
    platt = nested_platt_scores(logits, targets, study.folds)
    return RunMetrics(
        mean_average_precision=mean_average_precision(logits, targets, columns),
        at_half=call_metrics(called_at(logits, 0.5), targets, study.labels, columns),
        tuned=None if tuned is None else call_metrics(tuned, targets, study.labels, columns),
        top_three=call_metrics(called_top(logits), targets, study.labels, columns),
        uncalibrated=reliability(sigmoid(logits), targets, columns),
        with_temperature=None if temperature is None else reliability(temperature, targets, columns),
        with_platt=None if platt is None else reliability(platt, targets, columns),
    )


def call_percentages(calls: CallMetrics) -> list[float]:
    """CP, CR, CF1 of means, CF1 mean of classes, OP, OR, OF1 in percent; NaN where undefined."""
    values = (
        calls.class_precision,
        calls.class_recall,
        calls.cf1_of_means,
        calls.cf1_mean_of_classes,
        calls.overall_precision,
        calls.overall_recall,
        calls.overall_f1,
    )
    return [float("nan") if value is None else 100 * value for value in values]


def map_percentages(runs: Sequence[RunMetrics]) -> list[float]:
    """mAP of each run in percent."""
    return [100 * run.mean_average_precision for run in runs]


def mean_and_spread(values: Sequence[float]) -> str | None:
    """`84.56 ± 1.16` over seeds (n - 1), `84.56` of one; None where undefined."""
    if np.isnan(values).any():
        return None
    mean = f"{np.mean(values):.2f}"
    return mean if len(values) == 1 else f"{mean} ± {np.std(values, ddof=1):.2f}"
