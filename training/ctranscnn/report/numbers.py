"""Every figure of a study as numbers; drawing, tables and sentences only show them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.metrics import Interval, auc, macro_auc
from ctranscnn.metrics.bootstrap import Draws, percentile_interval
from ctranscnn.report.bootstrap import auc_rounds, brier_rounds, macro_of_rounds
from ctranscnn.report.calls import RunMetrics, run_metrics
from ctranscnn.report.curves import MeanCurves, mean_curves
from ctranscnn.report.study import NetworkRuns, Study
from ctranscnn.runs import RunFacts

NAN = float("nan")


@dataclass(frozen=True)
class Difference:
    """This network's AUC minus the reference's on the same resampled patients."""

    macro: Interval
    labels: Sequence[Interval]
    """Per label; NaN where undefined."""

    @property
    def verdict(self) -> str:
        """`ahead` (of the reference), `behind`, or `open`: the interval holds 0."""
        return verdict(self.macro)


@dataclass(frozen=True)
class NetworkNumbers:
    """One network, means over its runs."""

    name: str
    demonstration: bool
    seeds: Sequence[int]
    macro_by_seed: Sequence[float]
    aucs_by_seed: NDArray[np.float64]
    """[S, C]"""
    macro: Interval
    labels: Sequence[Interval]
    """AUC per label."""
    difference: Difference | None
    """None for the reference itself."""
    curves: MeanCurves
    metrics: Sequence[RunMetrics]
    """Per run."""
    brier: Interval
    """Of uncalibrated scores, mean over the labels of the macro AUC and over the runs."""
    facts: RunFacts
    """Of its first run."""
    seconds: float
    """Of training, mean over its runs."""

    @property
    def macro_spread(self) -> float:
        """Standard deviation of the macro AUC over the seeds (n - 1); NaN with one seed."""
        return float(np.std(self.macro_by_seed, ddof=1)) if len(self.macro_by_seed) > 1 else NAN


@dataclass(frozen=True)
class StudyNumbers:
    """All networks, the best macro AUC first."""

    networks: Sequence[NetworkNumbers]
    reference: NetworkNumbers
    positives: Sequence[int]
    """Per label."""
    answered: Sequence[int]
    rounds: int

    @property
    def others(self) -> list[NetworkNumbers]:
        """All but the reference, the best first."""
        return [network for network in self.networks if network is not self.reference]


def verdict(interval: Interval) -> str:
    """`ahead` where the whole interval is above 0, `behind` where it is below, else `open`."""
    if interval.low > 0:
        return "ahead"
    return "behind" if interval.high < 0 else "open"


def measure(study: Study, rounds: int) -> StudyNumbers:
    """AUC per label and macro with patient-bootstrap intervals, and paired differences from the reference."""
    draws = Draws([str(patient) for patient in study.patients], rounds)
    logits = [network.logits for network in study.networks]
    drawn = auc_rounds(logits, study.targets, draws)
    macros = macro_of_rounds(drawn, study.columns)
    briers = macro_of_rounds(brier_rounds(logits, study.targets, draws), study.columns)
    numbers: list[NetworkNumbers] = []
    for place, network in enumerate(study.networks):
        base = numbers[0] if numbers else None
        own = _Rounds(drawn[place], macros[place], briers[place])
        against = (
            None
            if base is None
            else _Rounds(*(values[place] - values[0] for values in (drawn, macros, briers)))
        )
        numbers.append(_network(study, network, own, (base, against)))
    return StudyNumbers(
        networks=sorted(numbers, key=lambda network: (-network.macro.value, network.name)),
        reference=numbers[0],
        positives=[int((column > 0.5).sum()) for column in study.targets.T],
        answered=[int((~np.isnan(column)).sum()) for column in study.targets.T],
        rounds=rounds,
    )


@dataclass(frozen=True)
class _Rounds:
    labels: NDArray[np.float64]
    """[rounds, C]"""
    macro: NDArray[np.float64]
    """[rounds]"""
    brier: NDArray[np.float64]
    """[rounds]"""


def _network(
    study: Study,
    network: NetworkRuns,
    rounds: _Rounds,
    against: tuple[NetworkNumbers | None, _Rounds | None],
) -> NetworkNumbers:
    targets = study.targets
    classes = range(targets.shape[1])
    aucs = np.asarray([[auc(logits[:, c], targets[:, c]) for c in classes] for logits in network.logits])
    macros = [macro_auc(logits, targets, study.columns) for logits in network.logits]
    metrics = [run_metrics(study, logits) for logits in network.logits]
    brier = float(np.mean([run.uncalibrated.brier for run in metrics if run.uncalibrated.brier is not None]))
    means, macro = aucs.mean(axis=0), float(np.mean(macros))
    base, paired = against
    difference = None
    if base is not None and paired is not None:
        steps = [
            percentile_interval(float(means[c]) - base.labels[c].value, paired.labels[:, c]) for c in classes
        ]
        difference = Difference(percentile_interval(macro - base.macro.value, paired.macro), steps)
    return NetworkNumbers(
        name=network.name,
        demonstration=network.demonstration,
        seeds=network.seeds,
        macro_by_seed=macros,
        aucs_by_seed=aucs,
        macro=percentile_interval(macro, rounds.macro),
        labels=[percentile_interval(float(means[c]), rounds.labels[:, c]) for c in classes],
        difference=difference,
        curves=mean_curves(network.logits, targets, study.columns),
        metrics=metrics,
        brier=percentile_interval(brier, rounds.brier),
        facts=network.runs[0].facts,
        seconds=float(np.mean([run.facts.seconds for run in network.runs])),
    )
