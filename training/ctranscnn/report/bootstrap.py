"""AUC and Brier score of every network under the same resamples of whole patients: differences are paired.

The rounds are those of `metrics.patient_bootstrap`. They are drawn once for all networks, and one sorting of
a label's scores serves all of them: dozens of networks take seconds.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ctranscnn.calibrate import sigmoid
from ctranscnn.metrics.bootstrap import Draws
from ctranscnn.metrics.ranking import Floats

CELLS_AT_ONCE = 2_000_000
"""Rounds are worked off in parts of about this many counts, so that memory stays small."""
Counts = NDArray[np.float32]
"""[n, r] how often each picture is drawn in each round. Sums of them stay exact below 2²³ pictures."""


def resamples(draws: Draws) -> Iterator[Counts]:
    """The counts of all rounds, some rounds at a time."""
    names, owner = np.unique(np.asarray(draws.patients), return_inverse=True)
    generator = np.random.default_rng(draws.seed)
    at_once = max(1, CELLS_AT_ONCE // len(owner))
    for start in range(0, draws.rounds, at_once):
        drawn = [
            np.bincount(generator.integers(0, len(names), len(names)), minlength=len(names))
            for _ in range(min(at_once, draws.rounds - start))
        ]
        yield np.stack(drawn, axis=1).astype(np.float32)[owner]


def resampled_auc(scores: Floats, targets: Floats, counts: Counts) -> NDArray[np.float64]:
    """[r] AUC of one label, scores and targets [n]; ties count one half.

    NaN where a round drew no positive or no negative.
    """
    positives, negatives = np.flatnonzero(targets > 0.5), np.flatnonzero(targets <= 0.5)
    negatives = negatives[np.argsort(scores[negatives], kind="stable")]
    rounds = counts.shape[1]
    # below[k]: drawn negatives among the k lowest
    below = np.zeros((len(negatives) + 1, rounds), np.float32)
    np.cumsum(counts[negatives], axis=0, out=below[1:])
    lower = np.searchsorted(scores[negatives], scores[positives], side="left")
    upper = np.searchsorted(scores[negatives], scores[positives], side="right")
    present = counts[positives].astype(np.float64)
    won = (present * (below[lower] + below[upper]) / 2).sum(axis=0)
    pairs = present.sum(axis=0) * below[-1]
    return np.where(pairs > 0, won / np.maximum(pairs, 1), np.nan)


def auc_rounds(networks: Sequence[Sequence[Floats]], targets: Floats, draws: Draws) -> NDArray[np.float64]:
    """[N, rounds, C]: AUC of each network (its runs' logits [n, C]), mean over its runs, in every round."""
    classes = targets.shape[1]
    parts = [np.zeros((len(networks), 0, classes))]
    for counts in resamples(draws):
        part = np.empty((len(networks), counts.shape[1], classes))
        for place, runs in enumerate(networks):
            for column in range(classes):
                aucs = [resampled_auc(logits[:, column], targets[:, column], counts) for logits in runs]
                part[place, :, column] = np.mean(aucs, axis=0)
        parts.append(part)
    return np.concatenate(parts, axis=1)


def macro_of_rounds(rounds: NDArray[np.float64], columns: Sequence[int]) -> NDArray[np.float64]:
    """[N, rounds, C] → [N, rounds]: mean over the chosen labels where they are defined, NaN where none is."""
    chosen = rounds[:, :, list(columns)]
    defined = ~np.isnan(chosen)
    count = defined.sum(axis=2)
    total = np.where(defined, chosen, 0.0).sum(axis=2)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def brier_rounds(networks: Sequence[Sequence[Floats]], targets: Floats, draws: Draws) -> NDArray[np.float64]:
    """[N, rounds, C]: Brier score of σ(logit) of each network (its runs' logits [n, C]), mean over its runs.

    NaN where a round drew no answered cell of a label.
    """
    known = ~np.isnan(targets)
    squares = [
        np.mean([np.where(known, (sigmoid(logits) - targets) ** 2, 0.0) for logits in runs], axis=0)
        for runs in networks
    ]
    parts = [np.zeros((len(networks), 0, targets.shape[1]))]
    for counts in resamples(draws):
        answered = counts.T @ known.astype(np.float64)
        sums = np.stack([counts.T @ square for square in squares])
        parts.append(np.where(answered > 0, sums / np.maximum(answered, 1), np.nan))
    return np.concatenate(parts, axis=1)
