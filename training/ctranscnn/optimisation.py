"""Optimiser, learning-rate schedule and moving average of a training run."""

import math
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR, LRScheduler, OneCycleLR

from ctranscnn.recipe import Cycle, Recipe

COSINE_FLOOR = 0.01
"""Share of the peak that the cosine schedule ends at: 1e-5 of 1e-3, as in the released configurations."""


def make_optimiser(network: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW; weight decay for matrices and kernels only: biases, norms, tokens and positions keep their
    size.
    """
    decayed = [p for p in network.parameters() if p.ndim in (2, 4)]
    kept = [p for p in network.parameters() if p.ndim not in (2, 4)]
    groups: list[dict[str, Any]] = [
        {"params": decayed, "weight_decay": recipe.weight_decay},
        {"params": kept, "weight_decay": 0.0},
    ]
    first, second = recipe.betas
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=(first, second), fused=True)


def make_schedule(
    optimiser: torch.optim.Optimizer, recipe: Recipe, steps_per_epoch: int, second: bool = False
) -> LRScheduler:
    """The recipe's schedule over its first cycle, or over its second; one step of it per optimiser step."""
    first_cycle = Cycle(recipe.epochs, recipe.learning_rate)
    cycle = recipe.second_cycle if second and recipe.second_cycle else first_cycle
    steps = max(cycle.epochs * steps_per_epoch, 1)
    if recipe.schedule == "one-cycle":
        return OneCycleLR(
            optimiser,
            cycle.learning_rate,
            total_steps=steps,
            pct_start=recipe.warm_up,
            # cycling the first beta as well would overrule the recipe's betas
            cycle_momentum=recipe.betas == (0.9, 0.999),
        )
    warm = round(recipe.warm_up * steps)
    for group in optimiser.param_groups:
        group["lr"] = group["initial_lr"] = cycle.learning_rate

    def share(step: int) -> float:
        if step < warm:
            return (step + 1) / (warm + 1)
        done = (step - warm) / max(steps - warm, 1)
        return COSINE_FLOOR + (1 - COSINE_FLOOR) * (1 + math.cos(math.pi * min(done, 1.0))) / 2

    return LambdaLR(optimiser, share)


def update_average(average: nn.Module, network: nn.Module, share: float) -> None:
    """Move the average towards the network's weights and buffers by `share` (1: copy)."""
    with torch.no_grad():
        for kept, current in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
            if kept.dtype.is_floating_point:
                kept.lerp_(current, share)
            else:
                kept.copy_(current)
