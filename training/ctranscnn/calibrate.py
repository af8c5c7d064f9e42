"""Turn logits into scores that mean something: Platt scaling and an operating point, per label.

Both are fitted on predictions for pictures that the predicting network did not see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit

Floats = NDArray[np.floating]

SUFFICIENT_POSITIVES = 20
"""Below this many positives (or negatives) a label is reported as having insufficient data."""
TARGET_SENSITIVITY = 0.8
NEUTRAL_THRESHOLD = 0.5
TEMPERATURE_RANGE = (0.05, 20.0)


@dataclass(frozen=True)
class Calibration:
    """Per label: score = σ((logit + shift) / temperature), present where score ≥ threshold."""

    shifts: list[float]
    temperatures: list[float]
    thresholds: list[float]

    def scores(self, logits: Floats) -> Floats:
        """Logits [n, C] → scores [n, C]."""
        return sigmoid((logits + np.asarray(self.shifts)) / np.asarray(self.temperatures))


def fit_calibration(logits: Floats, targets: Floats) -> Calibration:
    """Fit on held-out logits and targets [n, C] (NaN not answered).

    Labels with enough data: Platt scaling (temperature and shift of least cross-entropy) and the highest
    threshold that finds at least TARGET_SENSITIVITY of the positives. Labels without: the median temperature
    of
    the others, the shift that makes the mean score the observed share, and the neutral threshold, which a
    rare
    label hardly ever reaches: a call that was never checked is not made.
    """
    labels = range(targets.shape[1])
    enough = [label for label in labels if is_sufficient(targets[:, label])]
    platt = {label: _platt(*_known(logits[:, label], targets[:, label])) for label in enough}
    shared = float(np.median([temperature for temperature, _ in platt.values()])) if platt else 1.0
    shifts: list[float] = []
    temperatures: list[float] = []
    thresholds: list[float] = []
    for label in labels:
        values, answers = _known(logits[:, label], targets[:, label])
        temperature, shift = platt.get(label) or (shared, _shift_to_share(values, answers, shared))
        scores = sigmoid((values + shift) / temperature)
        shifts.append(shift)
        temperatures.append(temperature)
        thresholds.append(_threshold(scores, answers) if label in platt else NEUTRAL_THRESHOLD)
    return Calibration(shifts, temperatures, thresholds)


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return expit(values)


def fit_temperature(logits: Floats, targets: Floats) -> float:
    """The T > 0 for which σ(logit / T) has the least cross-entropy, of one label; both [n].

    Guo et al., ICML 2017. 1 where positives or negatives are missing: nothing can be fitted.
    """
    values, answers = _known(logits, targets)
    if not (answers > 0.5).any() or not (answers <= 0.5).any():
        return 1.0

    def cost(log_temperature: float) -> float:
        scaled = values * np.exp(-log_temperature)
        return float(np.mean(np.logaddexp(0, scaled) - answers * scaled))

    best = minimize_scalar(cost, bounds=tuple(np.log(TEMPERATURE_RANGE)), method="bounded")
    return float(np.exp(best.x))


def nested_temperature_scores(
    logits: Floats, targets: Floats, folds: NDArray[np.intp]
) -> NDArray[np.float64] | None:
    """Scores [n, C] of each fold [n] with temperatures fitted on the other folds; None with a single fold."""

    def scores(fitted: tuple[Floats, Floats], values: Floats) -> Floats:
        known_logits, known_targets = fitted
        labels = range(values.shape[1])
        temperatures = [fit_temperature(known_logits[:, label], known_targets[:, label]) for label in labels]
        return sigmoid(values / np.asarray(temperatures))

    return _nested(scores, logits, targets, folds)


def nested_platt_scores(
    logits: Floats, targets: Floats, folds: NDArray[np.intp]
) -> NDArray[np.float64] | None:
    """Scores [n, C] of each fold [n] by `fit_calibration` on the other folds; None with a single fold."""
    return _nested(
        lambda fitted, values: fit_calibration(*fitted).scores(values),
        logits,
        targets,
        folds,
    )


def is_sufficient(targets: Floats) -> bool:
    """Whether one label [n] has enough positives and negatives to be measured."""
    positives, negatives = int((targets > 0.5).sum()), int((targets <= 0.5).sum())
    return min(positives, negatives) >= SUFFICIENT_POSITIVES


def sensitivity_and_specificity(scores: Floats, targets: Floats, threshold: float) -> tuple[float, float]:
    """Of one label at its operating point; NaN where a side is empty."""
    values, answers = _known(scores, targets)
    called, positive = values >= threshold, answers > 0.5
    found = float(called[positive].mean()) if positive.any() else float("nan")
    spared = float((~called[~positive]).mean()) if (~positive).any() else float("nan")
    return found, spared


def _nested(
    scores: Callable[[tuple[Floats, Floats], Floats], Floats],
    logits: Floats,
    targets: Floats,
    folds: NDArray[np.intp],
) -> NDArray[np.float64] | None:
    numbers = np.unique(folds)
    if len(numbers) < 2:
        return None
    result = np.full(logits.shape, np.nan)
    for number in numbers:
        inside = folds == number
        result[inside] = scores((logits[~inside], targets[~inside]), logits[inside])
    return result


def _known(values: Floats, targets: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(targets)
    return values[known], targets[known]


def _platt(logits: Floats, targets: Floats) -> tuple[float, float]:
    # σ((z + s) / T) with T > 0: the order of the scores never changes, so neither does the AUC
    low, high = (float(np.log(bound)) for bound in TEMPERATURE_RANGE)

    def cost(parameters: Floats) -> tuple[float, Floats]:
        sharpness = np.exp(-parameters[0])
        scaled = (logits + parameters[1]) * sharpness
        surplus = sigmoid(scaled) - targets
        slopes = np.asarray([-np.mean(surplus * scaled), np.mean(surplus) * sharpness])
        return float(np.mean(np.logaddexp(0, scaled) - targets * scaled)), slopes

    start = np.asarray([0.0, -float(np.median(logits))])
    best = minimize(cost, start, jac=True, bounds=[(low, high), (-20, 20)])
    return float(np.exp(best.x[0])), float(best.x[1])


def _shift_to_share(logits: Floats, targets: Floats, temperature: float) -> float:
    if len(targets) == 0:
        return 0.0
    # at least half a positive, so that a label never seen still has a finite score
    share = max(float(np.mean(targets > 0.5)), 0.5 / len(targets))
    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        if float(np.mean(sigmoid((logits + middle) / temperature))) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _threshold(scores: Floats, targets: Floats) -> float:
    positives = np.sort(scores[targets > 0.5])
    missed = int(np.floor((1 - TARGET_SENSITIVITY) * len(positives) + 1e-9))
    return float(positives[missed])


def describe_calibration(labels: Sequence[str], calibration: Calibration) -> list[dict[str, float | str]]:
    """One row per label, for an evaluation file."""
    return [
        {"label": label, "shift": shift, "temperature": temperature, "threshold": threshold}
        for label, shift, temperature, threshold in zip(
            labels, calibration.shifts, calibration.temperatures, calibration.thresholds, strict=True
        )
    ]
