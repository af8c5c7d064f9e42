"""Which pictures are shown as examples, and what the networks said. Scores play no part in the choice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.report.study import NetworkRuns, Study

SAMPLES = 6


@dataclass(frozen=True)
class Sample:
    """One picture of the study."""

    row: int
    name: str
    """Hashed."""
    column: int
    """The label for which it was chosen."""


def choose_samples(study: Study, count: int = SAMPLES) -> list[Sample]:
    """Up to `count` pictures: the commonest labels in turn, each with its first unused one by hashed name."""
    positive = study.targets > 0.5
    by_frequency = sorted(study.columns, key=lambda column: (-int(positive[:, column].sum()), column))
    chosen: list[Sample] = []
    used: set[int] = set()
    for turn in range(count):
        column = by_frequency[turn % len(by_frequency)]
        row = next((int(row) for row in np.flatnonzero(positive[:, column]) if int(row) not in used), None)
        if row is not None:
            used.add(row)
            chosen.append(Sample(row, str(study.names[row]), column))
    return chosen


def probabilities(network: NetworkRuns, samples: Sequence[Sample]) -> NDArray[np.float64]:
    """[len(samples), C]: σ of the mean logit of the network's runs, not calibrated."""
    rows = [sample.row for sample in samples]
    logits = np.mean([run[rows] for run in network.logits], axis=0)
    return 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
