"""results.json: every figure's numbers, so that anyone can draw or check them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.metrics import Interval
from ctranscnn.metrics.plain import plain
from ctranscnn.report.curves import GRID
from ctranscnn.report.names import network_name
from ctranscnn.report.numbers import NetworkNumbers, verdict
from ctranscnn.report.plot_samples import SampleScores
from ctranscnn.report.samples import Sample
from ctranscnn.report.view import View

FORMAT_VERSION = 1
CURVE_DIGITS = 4


@dataclass(frozen=True)
class SampleResults:
    """The sample pictures and what was said of them."""

    samples: Sequence[Sample]
    scores: Sequence[SampleScores]


def results_json(view: View, shown: SampleResults, paper: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Plain JSON; null where undefined."""
    study, numbers = view.study, view.numbers
    content = {
        "formatVersion": FORMAT_VERSION,
        "notice": view.words("notice"),
        "demonstration": study.demonstration,
        "study": study.study,
        "task": study.task,
        "pictures": len(study.names),
        "patients": len(set(study.patients.tolist())),
        "folds": len(set(study.folds.tolist())),
        "imagesSeen": numbers.reference.facts.images_seen,
        "reference": numbers.reference.name,
        "bootstrapRounds": numbers.rounds,
        "labels": _labels(view),
        "networks": [_network(view, network) for network in numbers.networks],
        "falsePositiveRates": _rounded(GRID),
        "samples": _samples(view, shown),
        "notComparable": [
            {"name": run.name, "seed": run.seed, "reason": view.words(run.reason, **run.values)}
            for run in study.excluded
        ],
        "paperTables": list(paper),
    }
    return plain(content)


def _labels(view: View) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "name": view.labels[column],
            "positives": view.numbers.positives[column],
            "answered": view.numbers.answered[column],
            "inMacro": column in view.study.columns,
        }
        for column, label in enumerate(view.study.labels)
    ]


def _network(view: View, network: NetworkNumbers) -> dict[str, Any]:
    facts, difference = network.facts, network.difference
    labels = view.study.labels
    return {
        "name": network.name,
        "displayName": network_name(network.name),
        "demonstration": network.demonstration,
        "seeds": list(network.seeds),
        "parameters": facts.parameters,
        "macs": facts.macs,
        "seconds": network.seconds,
        "imagesSeen": facts.images_seen,
        "device": facts.device,
        "macroAuc": network.macro,
        "macroAucBySeed": [float(value) for value in network.macro_by_seed],
        "macroAucStandardDeviation": network.macro_spread,
        "auc": dict(zip(labels, network.labels, strict=True)),
        "aucBySeed": [dict(zip(labels, row, strict=True)) for row in network.aucs_by_seed.tolist()],
        "difference": None if difference is None else _judged(difference.macro),
        "differenceByLabel": None
        if difference is None
        else {label: _judged(step) for label, step in zip(labels, difference.labels, strict=True)},
        "meanRoc": _rounded(network.curves.mean),
        "roc": {
            label: None if rates is None else _rounded(rates)
            for label, rates in zip(labels, network.curves.labels, strict=True)
        },
        "brier": network.brier,
        "metricsBySeed": list(network.metrics),
    }


def _judged(interval: Interval) -> dict[str, Any]:
    undefined = np.isnan(interval.low) or np.isnan(interval.high)
    return {**plain(interval), "verdict": None if undefined else verdict(interval)}


def _samples(view: View, shown: SampleResults) -> list[dict[str, Any]]:
    study = view.study
    return [
        {
            "picture": sample.name,
            "chosenFor": study.labels[sample.column],
            "present": [
                label for column, label in enumerate(study.labels) if study.targets[sample.row, column] > 0.5
            ],
            "probabilities": {
                part.network.name: dict(zip(study.labels, part.probabilities[place].tolist(), strict=True))
                for part in shown.scores
            },
        }
        for place, sample in enumerate(shown.samples)
    ]


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), CURVE_DIGITS) for value in values]
