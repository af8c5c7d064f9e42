"""The steps of a small gate's training: AdamW under one cycle of the learning rate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

REPORT_EVERY = 100


@dataclass(frozen=True)
class StepRecipe:
    """What of a recipe decides the steps."""

    steps: int = 1600
    learning_rate: float = 2e-3
    weight_decay: float = 2e-2


def take_steps(
    parameters: Iterable[nn.Parameter], recipe: StepRecipe, loss_at: Callable[[int], Tensor]
) -> None:
    """Take every step of the recipe; `loss_at(step)` draws its own batch. Tells the mean loss on stderr."""
    optimiser = torch.optim.AdamW(parameters, recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.learning_rate, total_steps=recipe.steps)
    losses: list[float] = []
    for step in range(recipe.steps):
        loss = loss_at(step)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if (step + 1) % REPORT_EVERY == 0:
            sys.stderr.write(f"step {step + 1}/{recipe.steps} loss {np.mean(losses[-REPORT_EVERY:]):.4f}\n")
