"""AUC intervals and the paired test of DeLong, DeLong and Clarke-Pearson (Biometrics 1988).

Pictures are taken as independent: where a patient has several, the patient bootstrap is the safer answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from ctranscnn.metrics.ranking import Floats, Interval, auc

TWO_SIDED_95 = 1.96
SMALLEST_VARIANCE = 1e-20
"""Of an AUC difference: what is below comes from rounding."""


@dataclass(frozen=True)
class DelongTest:
    """Two AUCs of one label on the same pictures."""

    first: float
    second: float
    difference: Interval
    """first - second with its 95 % interval."""
    z: float | None
    p_two_sided: float | None
    undefined: str | None
    """Why there is no test; None where there is one."""


def delong_interval(scores: Floats, targets: Floats) -> Interval:
    """AUC of one label, both [n], with DeLong's 95 % interval; bounds NaN with fewer than 2 on a side."""
    known = ~np.isnan(targets)
    positive = targets[known] > 0.5
    value = auc(scores, targets)
    if min(int(positive.sum()), int((~positive).sum())) < 2:
        return Interval(value, float("nan"), float("nan"))
    above, below = _placements(scores[known], positive)
    spread = TWO_SIDED_95 * float(np.sqrt(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)))
    return Interval(value, max(0.0, value - spread), min(1.0, value + spread))


def delong_test(first: Floats, second: Floats, targets: Floats) -> DelongTest:
    """Paired test of two models' scores on the same pictures, all [n], of one label; NaN targets are masked.

    Undefined (and said so) with fewer than 2 positives or negatives, and where the difference has no
    variance, as for two models that order all pictures alike.
    """
    known = ~np.isnan(targets)
    positive = targets[known] > 0.5
    values = auc(first, targets), auc(second, targets)
    difference = values[0] - values[1]
    nowhere = Interval(difference, float("nan"), float("nan"))
    if min(int(positive.sum()), int((~positive).sum())) < 2:
        return DelongTest(*values, nowhere, None, None, "fewer than 2 positives or negatives")
    above_first, below_first = _placements(first[known], positive)
    above_second, below_second = _placements(second[known], positive)
    above, below = above_first - above_second, below_first - below_second
    variance = float(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below))
    if variance < SMALLEST_VARIANCE:
        return DelongTest(*values, nowhere, None, None, "the difference has no variance")
    deviation = variance**0.5
    z = difference / deviation
    spread = TWO_SIDED_95 * deviation
    interval = Interval(difference, difference - spread, difference + spread)
    return DelongTest(*values, interval, z, float(2 * norm.sf(abs(z))), None)


def _placements(
    scores: Floats, positive: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each positive the share of negatives below it; for each negative the share of positives above."""
    present, absent = int(positive.sum()), int((~positive).sum())
    joint = rankdata(scores)
    above = (joint[positive] - rankdata(scores[positive])) / absent
    below = 1 - (joint[~positive] - rankdata(scores[~positive])) / present
    return above, below
