"""Paired t-tests: across classes as the paper does, and across seeds. Both say what they do not cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

ACROSS_CLASSES_CAVEAT = (
    "Classes are no independent sample of one quantity and share their pictures; the test says whether the "
    "lead is even over these classes, not whether it would return on other pictures or after training again."
)
ACROSS_SEEDS_CAVEAT = (
    "Seeds share pictures and folds: the test says whether the lead survives training again, not whether it "
    "would return on other patients; with few seeds it finds large differences only."
)


@dataclass(frozen=True)
class PairedTest:
    """A paired t-test of first - second."""

    pairs: int
    degrees_of_freedom: int
    mean_difference: float | None
    t: float | None
    p_one_sided: float | None
    """Of the alternative that `first` is greater."""
    p_two_sided: float | None
    undefined: str | None
    """Why there is no t; None where there is one."""
    caveat: str


def across_classes(first: Sequence[float], second: Sequence[float]) -> PairedTest:
    """The paper's test: one AUC (or AP) per class of two models; classes undefined in either are left out.

    Raises ValueError where the two are not equally long.
    """
    return _paired(first, second, ACROSS_CLASSES_CAVEAT)


def across_seeds(first: Mapping[int, float], second: Mapping[int, float]) -> PairedTest:
    """One macro figure per seed of two models; only seeds that both have are paired."""
    seeds = sorted(set(first) & set(second))
    return _paired([first[seed] for seed in seeds], [second[seed] for seed in seeds], ACROSS_SEEDS_CAVEAT)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm 1979), in the order given."""
    order = np.argsort(p_values, kind="stable")
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def _paired(first: Sequence[float], second: Sequence[float], caveat: str) -> PairedTest:
    differences = np.asarray(
        [one - other for one, other in zip(first, second, strict=True) if not np.isnan(one - other)]
    )
    pairs = len(differences)
    freedom = max(0, pairs - 1)
    if pairs < 2:
        mean = float(differences[0]) if pairs else None
        return PairedTest(pairs, freedom, mean, None, None, None, "fewer than 2 pairs", caveat)
    mean = float(differences.mean())
    deviation = float(differences.std(ddof=1))
    # equal differences leave rounding noise behind, which is no variance
    if deviation <= 1e-12 * max(1.0, abs(mean)):
        return PairedTest(pairs, freedom, mean, None, None, None, "the differences are all equal", caveat)
    t = mean / (deviation / pairs**0.5)
    one_sided = float(student.sf(t, freedom))
    return PairedTest(
        pairs, freedom, mean, t, one_sided, float(2 * student.sf(abs(t), freedom)), None, caveat
    )
