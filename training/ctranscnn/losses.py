"""Focal loss and ASL, balanced by the two-objective min-norm weights (paper, section 3.4).

Every loss takes logits [n, C] and targets [n, C] in 0..1 (mixed pictures have targets between) with NaN where
nobody answered: such cells count neither in the sum nor in its divisor.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

FOCAL_GAMMA = 2.0
ASL_GAMMA_POSITIVE = 0.0
ASL_GAMMA_NEGATIVE = 4.0
ASL_SHIFT = 0.05


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
class ParetoLoss:
    """What the Pareto combination gives for one batch."""

    total: Tensor
    """To be differentiated; the weight in it is a constant."""
    focal: float
    asymmetric: float
    focal_weight: float


def pareto_loss(heads: list[Tensor], targets: Tensor) -> ParetoLoss:
    """Focal and ASL over all heads (each [n, C]), weighted so that their joint gradient has the smallest
    norm.

    The gradients are taken with respect to the stacked logits of the heads, the last tensor through which all
    shared parameters act (the upper bound of MGDA by Sener and Koltun, NeurIPS 2018): two element-wise
    derivatives instead of two backward passes through the network, which a CPU could not afford.
    """
    shared = [logits.detach().requires_grad_() for logits in heads]
    gradients: list[Tensor] = []
    for loss in (focal_loss, asymmetric_loss):
        value = torch.stack([loss(logits, targets) for logits in shared]).mean()
        parts = torch.autograd.grad(value, shared)
        gradients.append(torch.cat([part.flatten() for part in parts]))
    weight = min_norm_weight(gradients[0], gradients[1])
    focal = torch.stack([focal_loss(logits, targets) for logits in heads]).mean()
    asymmetric = torch.stack([asymmetric_loss(logits, targets) for logits in heads]).mean()
    return ParetoLoss(
        total=weight * focal + (1 - weight) * asymmetric,
        focal=float(focal.detach()),
        asymmetric=float(asymmetric.detach()),
        focal_weight=float(weight),
    )


def _answered(targets: Tensor) -> tuple[Tensor, Tensor]:
    known = ~torch.isnan(targets)
    return known, torch.nan_to_num(targets, nan=0.0)


def _masked_mean(values: Tensor, known: Tensor) -> Tensor:
    return torch.where(known, values, torch.zeros_like(values)).sum() / known.sum().clamp(min=1)
