"""The losses against values worked out by hand, and what masking must and must not do."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from ctranscnn.losses import (
    asymmetric_loss,
    binary_cross_entropy,
    focal_loss,
    min_norm_weight,
    pareto_loss,
)

NAN = float("nan")


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def test_focal_loss_of_a_positive_and_a_negative() -> None:
    # (1 - 0.8)² · -ln 0.8 = 0.04 · 0.22314 and 0.3² · -ln 0.7 = 0.09 · 0.35667
    value = focal_loss(torch.tensor([[logit(0.8), logit(0.3)]]), torch.tensor([[1.0, 0.0]]))
    assert float(value) == pytest.approx((0.04 * 0.223144 + 0.09 * 0.356675) / 2, rel=1e-4)


def test_asymmetric_loss_of_a_positive_and_a_negative() -> None:
    # positive, γ+ = 0: -ln 0.8; negative, p_m = 0.3 - 0.05: 0.25⁴ · -ln 0.75
    value = asymmetric_loss(torch.tensor([[logit(0.8), logit(0.3)]]), torch.tensor([[1.0, 0.0]]))
    assert float(value) == pytest.approx((0.223144 + 0.00390625 * 0.287682) / 2, rel=1e-4)


def test_asymmetric_loss_ignores_a_negative_below_the_shift() -> None:
    logits = torch.tensor([[logit(0.04)]], requires_grad=True)
    value = asymmetric_loss(logits, torch.tensor([[0.0]]))
    value.backward()
    assert float(value.detach()) == 0
    assert logits.grad is not None
    assert float(logits.grad) == 0


@pytest.mark.parametrize("loss", [focal_loss, asymmetric_loss, binary_cross_entropy])
def test_unanswered_cells_count_neither_in_the_sum_nor_in_the_divisor(
    loss: Callable[[Tensor, Tensor], Tensor],
) -> None:
    alone = loss(torch.tensor([[0.3]]), torch.tensor([[1.0]]))
    logits = torch.tensor([[0.3, 5.0], [-4.0, 2.0]], requires_grad=True)
    masked = loss(logits, torch.tensor([[1.0, NAN], [NAN, NAN]]))
    assert float(masked.detach()) == pytest.approx(float(alone), rel=1e-6)
    masked.backward()
    assert logits.grad is not None
    assert logits.grad[0, 1] == 0
    assert logits.grad[1].abs().sum() == 0


@pytest.mark.parametrize("loss", [focal_loss, asymmetric_loss, binary_cross_entropy])
def test_nothing_answered_costs_nothing(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    assert float(loss(torch.tensor([[1.0, -1.0]]), torch.tensor([[NAN, NAN]]))) == 0


@pytest.mark.parametrize("extreme", [-80.0, 80.0])
def test_losses_stay_finite_at_extreme_logits(extreme: float) -> None:
    for target in (0.0, 1.0):
        for loss in (focal_loss, asymmetric_loss):
            logits = torch.tensor([[extreme]], requires_grad=True)
            loss(logits, torch.tensor([[target]])).backward()
            assert logits.grad is not None
            assert torch.isfinite(logits.grad).all()


def test_min_norm_weight_by_hand() -> None:
    # orthogonal gradients of length 1 and 2: the foot of the perpendicular from 0 divides the segment 4 : 1
    assert float(min_norm_weight(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 2.0]))) == pytest.approx(0.8)
    # opposed: they cancel at 3 · (1/4) - 1 · (3/4)
    assert float(min_norm_weight(torch.tensor([3.0]), torch.tensor([-1.0]))) == pytest.approx(0.25)
    # aligned: the shorter one alone is the shortest combination
    assert float(min_norm_weight(torch.tensor([5.0]), torch.tensor([1.0]))) == 0
    assert float(min_norm_weight(torch.tensor([1.0]), torch.tensor([5.0]))) == 1
    assert float(min_norm_weight(torch.tensor([2.0]), torch.tensor([2.0]))) == 0.5


def test_min_norm_weight_is_the_minimum_over_the_segment() -> None:
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):
        first, second = torch.randn(7, generator=generator), torch.randn(7, generator=generator)
        weight = float(min_norm_weight(first, second))
        norms = [float((w * first + (1 - w) * second).norm()) for w in torch.linspace(0, 1, 101).tolist()]
        assert float((weight * first + (1 - weight) * second).norm()) <= min(norms) + 1e-6


def test_the_pareto_direction_lowers_both_losses() -> None:
    torch.manual_seed(0)
    heads = [torch.randn(6, 4, requires_grad=True) for _ in range(2)]
    targets = (torch.rand(6, 4) < 0.4).float()
    result = pareto_loss(heads, targets)
    gradients = torch.autograd.grad(result.total, heads)
    moved = [head.detach() - 0.01 * gradient for head, gradient in zip(heads, gradients, strict=True)]
    after = pareto_loss(moved, targets)
    assert 0 <= result.focal_weight <= 1
    assert after.focal <= result.focal
    assert after.asymmetric <= result.asymmetric
