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
    loss_of,
    min_norm_weight,
    pareto_loss,
    smoothed,
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


def both_losses(heads: list[Tensor], targets: Tensor) -> tuple[Tensor, Tensor]:
    """Focal and asymmetric, over all heads."""
    focal = torch.stack([focal_loss(logits, targets) for logits in heads]).mean()
    return focal, torch.stack([asymmetric_loss(logits, targets) for logits in heads]).mean()


def test_the_pareto_direction_lowers_both_losses() -> None:
    torch.manual_seed(0)
    heads = [torch.randn(6, 4, requires_grad=True) for _ in range(2)]
    targets = (torch.rand(6, 4) < 0.4).float()
    result = pareto_loss(heads, targets)
    gradients = torch.autograd.grad(result.total, heads)
    moved = [head.detach() - 0.01 * gradient for head, gradient in zip(heads, gradients, strict=True)]
    assert 0 <= result.facts["focalWeight"] <= 1
    for before, after in zip(both_losses(heads, targets), both_losses(moved, targets), strict=True):
        assert after <= before


@pytest.mark.parametrize("seed", range(4))
def test_the_exact_pareto_weight_is_the_min_norm_over_the_shared_parameters(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    shared = (2 * torch.randn(5, 8, generator=generator)).requires_grad_()
    pictures = torch.randn(6, 5, generator=generator)
    targets = (torch.rand(6, 4, generator=generator) < 0.4).float()
    heads = [(pictures @ shared)[:, :4], (pictures @ shared)[:, 4:]]
    first, second = (
        torch.autograd.grad(value, shared, retain_graph=True)[0] for value in both_losses(heads, targets)
    )
    shares = torch.linspace(0, 1, 201).tolist()
    norms = [float((share * first + (1 - share) * second).norm()) for share in shares]
    exact = pareto_loss(heads, targets, [shared])
    assert float(torch.autograd.grad(exact.total, shared)[0].norm()) <= min(norms) + 1e-6


def test_the_released_loss_by_hand() -> None:
    # p = 0.5 for a positive and a negative of one picture: ASL is ln 2 and 0.45^4 · ln(1/0.55),
    # focal 0.25 · 0.25 · ln 2 and 0.75 · 0.25 · ln 2; half of all, summed over the labels
    logits, targets = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])
    asl = math.log(2) + 0.45**4 * -math.log(0.55)
    focal = (0.25 + 0.75) * 0.25 * math.log(2)
    value = loss_of("released", [logits, logits], targets)
    assert float(value.total) == pytest.approx((asl + focal) / 2, rel=1e-6)


def test_smoothing_pulls_answers_to_the_middle_and_leaves_the_unknown() -> None:
    answers = smoothed(torch.tensor([1.0, 0.0, NAN]), 0.1)
    torch.testing.assert_close(answers[:2], torch.tensor([0.95, 0.05]))
    assert torch.isnan(answers[2])
