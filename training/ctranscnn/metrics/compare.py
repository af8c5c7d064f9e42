"""Two networks on the same pictures: the difference of their macro AUC, paired."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ctranscnn.errors import TrainingError
from ctranscnn.metrics.bootstrap import Draws, macro_rounds, percentile_interval
from ctranscnn.metrics.delong import DelongTest, delong_test
from ctranscnn.metrics.plain import plain
from ctranscnn.metrics.ranking import Interval, auc, macro_auc
from ctranscnn.metrics.significance import PairedTest, across_classes
from ctranscnn.metrics.summary import (
    RESEARCH_USE,
    MetricOptions,
    columns_by_support,
    refuse_unmeasurable,
)
from ctranscnn.runs import HeldOutPredictions

Averaging = Literal["auc", "logits"]
"""How several seeds become one figure: the mean of their macro AUCs (one trained network, on average), or the
macro AUC of their mean logits (an ensemble of them)."""


@dataclass(frozen=True)
class ComparisonOptions:
    """As MetricOptions, and what several seeds mean."""

    averaging: Averaging = "auc"
    metrics: MetricOptions = field(default_factory=MetricOptions)


@dataclass(frozen=True)
class Comparison:
    """first - second, on the same pictures and the same drawn patients."""

    first: float
    second: float
    difference: Interval
    """Of macro AUC; 95 % interval by the paired patient bootstrap: it covers other patients, not other seeds.
    """
    distinguishable: bool
    """Whether the interval leaves 0 out."""
    measured: tuple[str, ...]
    first_seeds: int
    second_seeds: int
    averaging: Averaging
    across_classes: PairedTest
    """The paper's test, on the AUCs of the measured labels."""
    delong: dict[str, DelongTest]
    """Label → DeLong's paired test of the mean logits."""
    notice: str = RESEARCH_USE

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: camelCase keys, null where undefined."""
        return plain(self)


def compare(
    first: Sequence[HeldOutPredictions],
    second: Sequence[HeldOutPredictions],
    options: ComparisonOptions | None = None,
) -> Comparison:
    """Compare two networks, each given by its runs (seeds).

    Raises TrainingError `compare.none`, `compare.undefined`, and as `aligned` and `full_metrics` do.
    """
    if not first or not second:
        raise TrainingError("compare.none", "Each side of a comparison needs at least one run.")
    chosen = options or ComparisonOptions()
    for run in (*first, *second):
        refuse_unmeasurable(run, chosen.metrics)
    reference = first[0]
    targets = reference.targets.astype(np.float64)
    columns = columns_by_support(targets, chosen.metrics.minimum_positives)[1]
    if not columns:
        raise TrainingError("compare.undefined", "No label has enough positives and negatives to compare.")
    labels = [reference.labels[column] for column in columns]
    targets = targets[:, columns]
    draws = Draws(reference.patients.tolist(), chosen.metrics.rounds, chosen.metrics.seed)
    sides = [
        [aligned(reference, run).logits[:, columns].astype(np.float64) for run in side]
        for side in (first, second)
    ]
    means = [np.mean(np.stack(side), axis=0) for side in sides]
    scored = [[mean] for mean in means] if chosen.averaging == "logits" else sides
    values = [float(np.mean([macro_auc(one, targets) for one in side])) for side in scored]
    rounds = [np.mean([macro_rounds("auc", one, targets, draws) for one in side], axis=0) for side in scored]
    difference = percentile_interval(values[0] - values[1], rounds[0] - rounds[1])
    class_aucs = [_class_aucs(side, targets) for side in scored]
    return Comparison(
        first=values[0],
        second=values[1],
        difference=difference,
        distinguishable=difference.low > 0 or difference.high < 0,
        measured=tuple(labels),
        first_seeds=len(first),
        second_seeds=len(second),
        averaging=chosen.averaging,
        across_classes=across_classes(*class_aucs),
        delong={
            label: delong_test(means[0][:, column], means[1][:, column], targets[:, column])
            for column, label in enumerate(labels)
        },
    )


def aligned(reference: HeldOutPredictions, other: HeldOutPredictions) -> HeldOutPredictions:
    """`other` in the order of `reference`'s pictures.

    Raises TrainingError `compare.labels`, `compare.pictures`, `compare.patients`, `compare.folds` or
    `compare.targets` where they are not the same pictures, held out alike and answered alike.
    """
    if list(reference.labels) != list(other.labels):
        raise TrainingError("compare.labels", "The runs have different labels, or in a different order.")
    place = {str(name): index for index, name in enumerate(other.names)}
    if len(place) != len(other.names) or set(place) != {str(name) for name in reference.names}:
        raise TrainingError("compare.pictures", "The runs were not measured on the same pictures.")
    order = np.asarray([place[str(name)] for name in reference.names], np.intp)
    moved = replace(
        other,
        names=other.names[order],
        patients=other.patients[order],
        folds=other.folds[order],
        targets=other.targets[order],
        logits=other.logits[order],
    )
    if not np.array_equal(moved.patients, reference.patients):
        raise TrainingError("compare.patients", "The runs give the same pictures to different patients.")
    if not np.array_equal(moved.folds, reference.folds):
        raise TrainingError("compare.folds", "The runs held the pictures out in different folds.")
    if not np.array_equal(moved.targets, reference.targets, equal_nan=True):
        raise TrainingError("compare.targets", "The runs have different answers for the same pictures.")
    return moved


def _class_aucs(side: Sequence[NDArray[np.float64]], targets: NDArray[np.float64]) -> list[float]:
    """The AUC of each label, averaged over the given networks; all [n, C]."""
    labels = range(targets.shape[1])
    return [float(np.mean([auc(logits[:, label], targets[:, label]) for logits in side])) for label in labels]
