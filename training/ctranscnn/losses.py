"""Focal loss and ASL, balanced by the two-objective min-norm weights (paper, section 3.4).

Every loss takes logits [n, C] and targets [n, C] in 0..1 (mixed pictures have targets between) with NaN where
nobody answered: such cells count neither in the sum nor in its divisor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ctranscnn.recipe import LossName

FOCAL_GAMMA = 2.0
ASL_GAMMA_POSITIVE = 0.0
ASL_GAMMA_NEGATIVE = 4.0
ASL_SHIFT = 0.05
RELEASED_FOCAL_ALPHA = 0.25
"""Share of the positives in the released code's focal loss; the paper's eq. 16 has none."""


def binary_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy over the answered cells; 0 where nothing is answered."""
    known, filled = _answered(targets)
    return _masked_mean(F.binary_cross_entropy_with_logits(logits, filled, reduction="none"), known)


def focal_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Eq. 16 with γ = 2: −y (1−p)^γ log p − (1−y) p^γ log(1−p), mean over the answered cells."""
    known, filled = _answered(targets)
    present = torch.sigmoid(logits)
    positive = (1 - present) ** FOCAL_GAMMA * F.logsigmoid(logits)
    negative = present**FOCAL_GAMMA * F.logsigmoid(-logits)
    return _masked_mean(-(filled * positive + (1 - filled) * negative), known)


def asymmetric_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """ASL, eqs. 17–18, with γ+ = 0, γ− = 4, m = 0.05; mean over the answered cells.

    p_m = max(p − m, 0): a negative that is already below m costs nothing.
    """
    known, filled = _answered(targets)
    present = torch.sigmoid(logits)
    shifted = (present - ASL_SHIFT).clamp(min=0)
    positive = (1 - present) ** ASL_GAMMA_POSITIVE * F.logsigmoid(logits)
    negative = shifted**ASL_GAMMA_NEGATIVE * torch.log1p(-shifted)
    return _masked_mean(-(filled * positive + (1 - filled) * negative), known)


def min_norm_weight(first: Tensor, second: Tensor) -> Tensor:
    """The weight w in 0..1 that minimises |w·first + (1−w)·second|² (two-task MGDA, in closed form).

    w = ((second − first)·second) / |first − second|², clamped; 0.5 where the two gradients are equal.
    The combination is a direction that lowers both losses, or zero at a Pareto-stationary point.
    """
    difference = first - second
    square = (difference * difference).sum()
    weight = ((second - first) * second).sum() / square.clamp(min=torch.finfo(square.dtype).tiny)
    return torch.where(square > 0, weight.clamp(0, 1), torch.full_like(weight, 0.5))


@dataclass(frozen=True)
class LossValue:
    """What a loss gives for one batch."""

    total: Tensor
    """To be differentiated; weights in it are constants."""
    facts: dict[str, float]
    """For the log."""


def loss_of(
    name: LossName, heads: Sequence[Tensor], targets: Tensor, shared: Sequence[Tensor] = ()
) -> LossValue:
    """The named loss over all heads (each [n, C]), which count alike; `shared` parameters for `pareto-exact`.

    `released` is the authors' training loss: a quarter of focal and ASL of each of two heads, summed over the
    labels and averaged over the pictures, focal with α = 0.25.
    """
    if name in ("pareto", "pareto-exact"):
        return pareto_loss(heads, targets, shared if name == "pareto-exact" else ())
    one = {
        "bce": binary_cross_entropy,
        "focal": focal_loss,
        "asymmetric": asymmetric_loss,
        "released": _released_loss,
    }[name]
    total = torch.stack([one(logits, targets) for logits in heads]).mean()
    return LossValue(total, {"loss": float(total.detach())})


def pareto_loss(heads: Sequence[Tensor], targets: Tensor, shared: Sequence[Tensor] = ()) -> LossValue:
    """Focal F and ASL A over all heads (each [n, C]), weighted so that their joint gradient has the smallest
    norm (multiple-gradient descent for two objectives, Désidéri 2012; Sener and Koltun, NeurIPS 2018):

        w* = argmin over 0 ≤ w ≤ 1 of |w·∇F + (1−w)·∇A|²
           = clamp( (∇A − ∇F)·∇A / |∇F − ∇A|² , 0, 1 ),      total = w*·F + (1−w*)·A.

    With `shared` parameters, ∇ is taken with respect to them: the exact solution, two further backward
    passes. Without, with respect to the stacked logits of the heads, through which all shared parameters act:
    the upper bound of Sener and Koltun, two element-wise derivatives, which a CPU can afford.
    """
    focal = torch.stack([focal_loss(logits, targets) for logits in heads]).mean()
    asymmetric = torch.stack([asymmetric_loss(logits, targets) for logits in heads]).mean()
    places = list(shared) if shared else list(heads)
    gradients = [_gradient(value, places) for value in (focal, asymmetric)]
    weight = min_norm_weight(gradients[0], gradients[1])
    return LossValue(
        total=weight * focal + (1 - weight) * asymmetric,
        facts={
            "focal": float(focal.detach()),
            "asymmetric": float(asymmetric.detach()),
            "focalWeight": float(weight),
        },
    )


def smoothed(targets: Tensor, epsilon: float) -> Tensor:
    """Label smoothing: y · (1 − ε) + ε / 2; NaN stays NaN."""
    return targets if epsilon == 0 else targets * (1 - epsilon) + epsilon / 2


def _gradient(value: Tensor, places: list[Tensor]) -> Tensor:
    # a place that no loss depends on has the gradient 0
    parts = torch.autograd.grad(value, places, retain_graph=True, materialize_grads=True)
    return torch.cat([part.detach().flatten() for part in parts])


def _released_loss(logits: Tensor, targets: Tensor) -> Tensor:
    known, filled = _answered(targets)
    present = torch.sigmoid(logits)
    shifted = (present - ASL_SHIFT).clamp(min=0)
    asl = filled * F.logsigmoid(logits) + (1 - filled) * shifted**ASL_GAMMA_NEGATIVE * torch.log1p(-shifted)
    alpha = RELEASED_FOCAL_ALPHA
    focal = alpha * filled * (1 - present) ** FOCAL_GAMMA * F.logsigmoid(logits)
    focal = focal + (1 - alpha) * (1 - filled) * present**FOCAL_GAMMA * F.logsigmoid(-logits)
    cells = torch.where(known, -(asl + focal) / 2, torch.zeros_like(logits))
    return cells.sum() / len(logits)


def _answered(targets: Tensor) -> tuple[Tensor, Tensor]:
    known = ~torch.isnan(targets)
    return known, torch.nan_to_num(targets, nan=0.0)


def _masked_mean(values: Tensor, known: Tensor) -> Tensor:
    return torch.where(known, values, torch.zeros_like(values)).sum() / known.sum().clamp(min=1)
