"""Measure held-out predictions: per label and over labels, with intervals; nothing undefined is averaged."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.calibrate import Calibration, is_sufficient, sensitivity_and_specificity
from ctranscnn.export.facts import Metric
from ctranscnn.metrics import (
    Interval,
    auc,
    average_precision,
    delong_interval,
    macro_auc,
    mean_average_precision,
)
from ctranscnn.metrics.bootstrap import Draws, Ranking, macro_rounds, percentile_interval
from ctranscnn.metrics.reliability import Reliability, reliability
from ctranscnn.predict import Predictions

BOOTSTRAP_ROUNDS = 1000


@dataclass(frozen=True)
class LabelResult:
    """One label's figures; None where undefined."""

    label: str
    positives: int
    answered: int
    sufficient: bool
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    average_precision: float | None
    threshold: float
    sensitivity: float | None
    specificity: float | None


@dataclass(frozen=True)
class Evaluation:
    """All figures of one set of held-out predictions."""

    pictures: int
    patients: int
    labels: list[LabelResult]
    measured: list[str]
    """Labels with enough data: the macro figures are over these."""
    undefined: list[str]
    """Labels without positives or without negatives: they have no AUC at all."""
    macro_auc: Interval
    macro_auc_conv: float
    macro_auc_transformer: float
    macro_average_precision: Interval
    calibration: Reliability
    """Of the calibrated scores. Optimistic where the calibration was fitted on these very pictures;
    `metrics.summary` fits it on the other folds.
    """

    def as_json(self) -> dict[str, Any]:
        """For an evaluation file."""
        return asdict(self)


@dataclass(frozen=True)
class HeldOut:
    """Pictures that the predicting networks did not see, with what is known of them."""

    labels: Sequence[str]
    patients: Sequence[str]
    targets: NDArray[np.float32]
    predictions: Predictions


def evaluate(held_out: HeldOut, calibration: Calibration) -> Evaluation:
    """AUC and AP per label and macro, 95 % intervals by DeLong (label) and by patient bootstrap (macro)."""
    targets, logits = held_out.targets, held_out.predictions.logits
    scores = calibration.scores(logits)
    results = [
        _label_result(held_out, column, calibration.thresholds[column], scores[:, column])
        for column in range(targets.shape[1])
    ]
    columns = [column for column, result in enumerate(results) if result.sufficient]
    return Evaluation(
        pictures=len(held_out.patients),
        patients=len(set(held_out.patients)),
        labels=results,
        measured=[results[column].label for column in columns],
        undefined=[result.label for result in results if result.auc is None],
        macro_auc=_macro("auc", held_out, columns),
        macro_auc_conv=macro_auc(held_out.predictions.conv_logits, targets, columns),
        macro_auc_transformer=macro_auc(held_out.predictions.transformer_logits, targets, columns),
        macro_average_precision=_macro("average-precision", held_out, columns),
        calibration=reliability(scores, targets, columns),
    )


def manifest_metrics(evaluation: Evaluation, how: str) -> dict[str, Metric]:
    """The figures of manifest.json; `how` says which predictions were measured."""
    count = len(evaluation.measured)
    note = f"{count} labels with at least 20 positives: {', '.join(evaluation.measured)}"
    bootstrap = f"{how}; patient bootstrap, {BOOTSTRAP_ROUNDS} rounds"
    metrics = {
        "macroAuc": Metric.of(evaluation.macro_auc, bootstrap, note),
        "macroAveragePrecision": Metric.of(evaluation.macro_average_precision, bootstrap, note),
    }
    for result in evaluation.labels:
        if result.auc is None:
            continue
        few = "" if result.sufficient else "; insufficient data"
        metrics[f"auc:{result.label}"] = Metric(
            result.auc,
            result.auc_low,
            result.auc_high,
            f"{how}; DeLong",
            f"{result.positives} positives{few}",
        )
    return metrics


def _macro(ranking: Ranking, held_out: HeldOut, columns: list[int]) -> Interval:
    logits, targets = held_out.predictions.logits[:, columns], held_out.targets[:, columns]
    value = (macro_auc if ranking == "auc" else mean_average_precision)(logits, targets)
    draws = Draws(held_out.patients, BOOTSTRAP_ROUNDS)
    return percentile_interval(value, macro_rounds(ranking, logits, targets, draws))


def _label_result(
    held_out: HeldOut, column: int, threshold: float, scores: NDArray[np.floating]
) -> LabelResult:
    targets, logits = held_out.targets[:, column], held_out.predictions.logits[:, column]
    interval = delong_interval(logits, targets)
    found, spared = sensitivity_and_specificity(scores, targets, threshold)
    return LabelResult(
        label=held_out.labels[column],
        positives=int((targets > 0.5).sum()),
        answered=int((~np.isnan(targets)).sum()),
        sufficient=is_sufficient(targets),
        auc=_rounded(auc(logits, targets)),
        auc_low=_rounded(interval.low),
        auc_high=_rounded(interval.high),
        average_precision=_rounded(average_precision(logits, targets)),
        threshold=threshold,
        sensitivity=_rounded(found),
        specificity=_rounded(spared),
    )


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
