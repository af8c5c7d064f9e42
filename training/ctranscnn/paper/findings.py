"""What a check of the paper gives: what is stated, what comes out, and whether the two agree."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["agrees", "rounded up", "differs", "noted"]
"""`rounded up`: the printed last digit is the next higher one; `noted`: nothing stated to compare with."""


@dataclass(frozen=True)
class Finding:
    """One checked statement."""

    topic: str
    where: str
    stated: str
    computed: str
    verdict: Verdict


def compared(stated: float, computed: float, digits: int) -> Verdict:
    """How a printed figure of `digits` decimals relates to the computed one."""
    unit = 10.0**-digits
    # what lies exactly between two figures may be printed as either
    if abs(stated - computed) <= unit / 2 * (1 + 1e-9):
        return "agrees"
    return "rounded up" if 0 < stated - computed < unit else "differs"
