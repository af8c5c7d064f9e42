"""Train the film gate: first the classifier, then the subspace, then both limits on validation films."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ctranscnn.gates.film_network import GATE_SIDE_PX, FilmGate
from ctranscnn.gates.film_pictures import FilmSources, film_variant, not_a_film
from ctranscnn.gates.steps import StepRecipe, take_steps
from ctranscnn.phantoms.noise import Field

SUBSPACE_VARIANTS = 3


@dataclass(frozen=True)
class GateRecipe(StepRecipe):
    """Everything that decides the weights, beside the films."""

    seed: int = 0
    positives: int = 28
    negatives: int = 36
    drawn_share: float = 0.1
    film_quantile: float = 0.005
    """Of the logits of varied validation films: what the classifier's limit should let pass."""
    other_quantile: float = 0.99
    """Of the logits of pictures to refuse: what it should stop."""
    limit_share: float = 0.35
    """The limit's place between the two, from the pictures to refuse (0) to the films (1)."""
    subspace_quantile: float = 0.999
    """Of the subspace's distances of varied validation films."""
    subspace_slack: float = 1.25
    """Widens the subspace's limit: it guards against the absurd, the classifier against the rest."""


def train_gate(recipe: GateRecipe, training: FilmSources, validation: FilmSources) -> FilmGate:
    """Train in one go (about two minutes on one core)."""
    torch.manual_seed(recipe.seed)
    gate = FilmGate()
    _train_classifier(gate, recipe, training)
    gate.eval()
    with torch.no_grad():
        gate.subspace.fit(gate.equalise(_variants(np.random.default_rng([recipe.seed, 1]), training)))
        _set_limits(gate, recipe, validation)
    return gate


def _train_classifier(gate: FilmGate, recipe: GateRecipe, sources: FilmSources) -> None:
    gate.train()
    truth = torch.tensor([1.0] * recipe.positives + [0.0] * recipe.negatives)[:, None]

    def loss_at(step: int) -> Tensor:
        pictures = _batch(np.random.default_rng([recipe.seed, 0, step]), recipe, sources)
        logit = gate.classifier(gate.equalise(pictures))
        return functional.binary_cross_entropy_with_logits(logit, truth * 0.98 + 0.01)

    take_steps(gate.classifier.parameters(), recipe, loss_at)


def _batch(random: np.random.Generator, recipe: GateRecipe, sources: FilmSources) -> Tensor:
    """Positives, then negatives: [n, 1, 48, 48]."""
    pictures: list[Field] = []
    for _ in range(recipe.positives):
        films = sources.drawn if sources.drawn and random.random() < recipe.drawn_share else sources.films
        pictures.append(film_variant(random, films[int(random.integers(len(films)))], GATE_SIDE_PX))
    pictures.extend(not_a_film(random, sources, GATE_SIDE_PX) for _ in range(recipe.negatives))
    return torch.from_numpy(np.stack(pictures))[:, None]


def _variants(random: np.random.Generator, sources: FilmSources) -> Tensor:
    """Every film, drawn ones included, in SUBSPACE_VARIANTS variants: [n, 1, 48, 48]."""
    films = [*sources.films, *sources.drawn] * SUBSPACE_VARIANTS
    return torch.from_numpy(np.stack([film_variant(random, film, GATE_SIDE_PX) for film in films]))[:, None]


def _set_limits(gate: FilmGate, recipe: GateRecipe, validation: FilmSources) -> None:
    random = np.random.default_rng([recipe.seed, 2])
    films = _variants(random, validation)
    others = [not_a_film(random, validation, GATE_SIDE_PX) for _ in range(len(films))]
    logit, distance = gate.parts(films)
    refused, _ = gate.parts(torch.from_numpy(np.stack(others))[:, None])
    low, high = torch.quantile(logit, recipe.film_quantile), torch.quantile(refused, recipe.other_quantile)
    sys.stderr.write(f"film logits from {float(low):.2f}, other pictures up to {float(high):.2f}\n")
    gate.classifier_limit.copy_(high + recipe.limit_share * (low - high))
    gate.subspace_limit.copy_(torch.quantile(distance, recipe.subspace_quantile) * recipe.subspace_slack)
