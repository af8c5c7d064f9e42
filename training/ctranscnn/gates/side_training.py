"""Train the side gate on films and their mirror images, and set its limit on validation films."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ctranscnn.data.pictures import Picture
from ctranscnn.gates.film_pictures import film_variant
from ctranscnn.gates.side_network import SIDE_INPUT_PX, SideGate
from ctranscnn.gates.steps import StepRecipe, take_steps


@dataclass(frozen=True)
class SideRecipe(StepRecipe):
    """Everything that decides the weights, beside the films."""

    seed: int = 0
    batch: int = 32
    weight_decay: float = 3e-2
    smoothing: float = 0.02
    """Films of the data may lie mirrored themselves."""
    validation_variants: int = 4
    right_way_quantile: float = 0.99
    """Of the logits of varied validation films as they lie: what the limit should let pass."""
    slack: float = 1.0
    """Added to that quantile."""


def train_side(recipe: SideRecipe, training: Sequence[Picture], validation: Sequence[Picture]) -> SideGate:
    """Train in one go (about five minutes on one core). Films [n, n] grey uint8."""
    torch.manual_seed(recipe.seed)
    gate = SideGate()
    gate.train()

    def loss_at(step: int) -> Tensor:
        random = np.random.default_rng([recipe.seed, 0, step])
        chosen = [training[int(random.integers(len(training)))] for _ in range(recipe.batch)]
        logit = gate.logit(_variants(random, chosen))
        # Antisymmetry makes a film and its mirror image one example: none need be mirrored here.
        return functional.binary_cross_entropy_with_logits(logit, torch.full_like(logit, recipe.smoothing))

    take_steps(gate.parameters(), recipe, loss_at)
    gate.eval()
    _set_limit(gate, recipe, validation)
    return gate


def _variants(random: np.random.Generator, films: Sequence[Picture]) -> Tensor:
    """One variant of each film: [n, 1, 96, 96]."""
    return torch.from_numpy(np.stack([film_variant(random, film, SIDE_INPUT_PX) for film in films]))[:, None]


def _set_limit(gate: SideGate, recipe: SideRecipe, validation: Sequence[Picture]) -> None:
    random = np.random.default_rng([recipe.seed, 1])
    with torch.no_grad():
        logits = torch.cat(
            [gate.logit(_variants(random, validation)) for _ in range(recipe.validation_variants)]
        )
    limit = torch.quantile(logits, recipe.right_way_quantile) + recipe.slack
    sys.stderr.write(
        f"logits of films as they lie: median {float(logits.median()):.2f}, limit {float(limit):.2f}\n"
    )
    gate.limit.copy_(limit.clamp(min=0))
