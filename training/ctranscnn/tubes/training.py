"""Train the tube network on drawn tubes, and on labelled films where there are some."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from ctranscnn.errors import TrainingError
from ctranscnn.preprocess import prepare
from ctranscnn.tubes.examples import TUBES_INPUT, TubeExample
from ctranscnn.tubes.network import TubeLogits, TubeNetwork

REPORT_EVERY = 50
KEEP_EVERY = 200
STATE_NAME = "state.pt"
NextExample = Callable[[np.random.Generator], TubeExample]


@dataclass(frozen=True)
class TubeRecipe:
    """Everything that decides the weights, beside the films; mirrored by training/recipes/line-tips.json."""

    seed: int = 0
    steps: int = 1500
    batch: int = 8
    learning_rate: float = 3e-3
    weight_decay: float = 1e-2
    tip_weight: float = 1.0
    """Of the tips' loss beside the courses' loss."""
    averaging: float = 0.99
    """Of the moving average of the weights, which is what is kept."""
    half_precision: bool = True
    """Convolutions in bfloat16 while training: more than twice as fast; what is kept is in float32."""


@dataclass(frozen=True)
class TubeRun:
    """Where a run is kept and what it draws on."""

    folder: Path
    films: str
    """What the examples come from (`sources.films_sha256`): a run goes on with the same alone."""
    labelled: int = 0
    """How many labelled films are among them (tips-train --lines)."""
    workers: int = 0
    """Processes that draw ahead (0: none); they do not change what is drawn."""


class _Part(Protocol):
    """A part of a run that can be written down and gone on with."""

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state_dict: dict[str, Any]) -> object: ...


class _Batches(Dataset[list[TubeExample]]):
    """The examples of each step: the same whoever draws them."""

    def __init__(self, recipe: TubeRecipe, next_example: NextExample) -> None:
        self.recipe, self.next_example = recipe, next_example

    def __len__(self) -> int:
        return self.recipe.steps

    def __getitem__(self, step: int) -> list[TubeExample]:
        return [
            self.next_example(np.random.default_rng([self.recipe.seed, step, index]))
            for index in range(self.recipe.batch)
        ]


def train_tubes(recipe: TubeRecipe, next_example: NextExample, run: TubeRun) -> TubeNetwork:
    """Train in one go, going on where a run of the same recipe and films in the run's folder stopped."""
    told = {"recipe": dataclasses.asdict(recipe), "films": run.films, "labelled": run.labelled}
    kept = _Kept(run.folder / STATE_NAME, told)
    torch.manual_seed(recipe.seed)
    network, averaged = TubeNetwork(), TubeNetwork()
    averaged.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(
        network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, total_steps=recipe.steps, pct_start=0.15
    )
    parts = {"network": network, "averaged": averaged, "optimiser": optimiser, "schedule": schedule}
    first = kept.resume(parts)
    network.train()
    losses: list[float] = []
    batches = DataLoader(
        _Batches(recipe, next_example), None, sampler=range(first, recipe.steps), num_workers=run.workers
    )
    for step, examples in enumerate(batches, first):
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.half_precision):
            logits = network(films_of(examples))
        logits = TubeLogits(logits.tubes.float(), logits.tips.float())
        loss = tube_loss(logits, examples, recipe.tip_weight)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        _average(averaged, network, min(recipe.averaging, (step + 1) / (step + 10)))
        losses.append(float(loss.detach()))
        if (step + 1) % REPORT_EVERY == 0:
            sys.stderr.write(f"step {step + 1}/{recipe.steps} loss {np.mean(losses[-REPORT_EVERY:]):.4f}\n")
        if (step + 1) % KEEP_EVERY == 0 or step + 1 == recipe.steps:
            kept.keep(step + 1, parts)
    return averaged.eval()


def films_of(examples: list[TubeExample]) -> Tensor:
    """The films as the network reads them: [n, 1, 320, 320]."""
    return torch.from_numpy(np.stack([prepare(example.picture, TUBES_INPUT) for example in examples]))


def tube_loss(logits: TubeLogits, examples: list[TubeExample], tip_weight: float) -> Tensor:
    """Courses: cross-entropy and Dice. Tips: the focal loss of key points. Cells of NaN do not count."""
    tubes = torch.from_numpy(np.stack([example.tubes for example in examples]))
    tips = torch.from_numpy(np.stack([example.tips for example in examples]))
    return course_loss(logits.tubes, tubes) + tip_weight * tip_loss(logits.tips, tips)


def course_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy, weighted so that the few cells of a tube count, plus one minus Dice of each kind."""
    known = (~target.isnan()).float()
    truth = target.nan_to_num(0.0)
    weight = known * (1 + 3 * truth)
    entropy = (
        functional.binary_cross_entropy_with_logits(logits, truth, weight, reduction="sum") / known.sum()
    )
    probability = torch.sigmoid(logits) * known
    overlap = (probability * truth).sum((0, 2, 3))
    size = (probability + truth).sum((0, 2, 3))
    return 10 * entropy + (1 - (2 * overlap + 1) / (size + 1)).mean()


def tip_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Penalty-reduced focal loss per tip: the cells near a tip cost less than those far from it."""
    known = (~target.isnan()).float()
    truth = target.nan_to_num(0.0)
    probability = torch.sigmoid(logits)
    is_tip = (truth >= 1.0).float() * known
    hit = is_tip * (1 - probability).square() * functional.logsigmoid(logits)
    elsewhere = (1 - is_tip) * known * (1 - truth).pow(4)
    miss = elsewhere * probability.square() * functional.logsigmoid(-logits)
    return -(hit + miss).sum() / is_tip.sum().clamp(min=1.0) / 4


def _average(averaged: nn.Module, network: nn.Module, kept: float) -> None:
    with torch.no_grad():
        for mean, value in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - kept)
            else:
                mean.copy_(value)


def recipe_of(folder: Path, weights: Mapping[str, Tensor]) -> tuple[TubeRecipe, int]:
    """What trained the weights of a run's folder, as the run wrote it down: recipe, number of labelled films.

    Raises TrainingError `tubes.noRun` where the run is missing, unfinished, of other weights or says less.
    """
    path = folder / STATE_NAME
    if not path.is_file():
        raise TrainingError("tubes.noRun", f"{path} does not exist: what trained the weights is not known.")
    content = torch.load(path, weights_only=True)
    averaged = content["averaged"]
    if averaged.keys() != weights.keys() or not all(map(torch.equal, averaged.values(), weights.values())):
        raise TrainingError("tubes.noRun", f"{path} is of other weights: run tips-train to its end first.")
    recipe = TubeRecipe(**content["recipe"])
    if content["step"] != recipe.steps:
        raise TrainingError(
            "tubes.noRun", f"{path} is of an unfinished run: run tips-train to its end first."
        )
    if "labelled" not in content:
        raise TrainingError("tubes.noRun", f"{path} does not say whether labelled films were trained on.")
    return recipe, int(content["labelled"])


@dataclass(frozen=True)
class _Kept:
    """Where a run is kept, and what must be the same for going on with it."""

    path: Path
    run: Mapping[str, Any]

    def keep(self, step: int, parts: Mapping[str, _Part]) -> None:
        """Write the run down as it is before `step`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = {name: part.state_dict() for name, part in parts.items()}
        torch.save({**self.run, "step": step, **content}, self.path)

    def resume(self, parts: Mapping[str, _Part]) -> int:
        """The step to go on from: 0 where no run of this very recipe on these very films was kept."""
        if not self.path.is_file():
            return 0
        content = torch.load(self.path, weights_only=True)
        # what was kept before films were noted says nothing of them
        if any(content.get(name, told) != told for name, told in self.run.items()):
            sys.stderr.write(f"{self.path} is of another recipe or of other films: begun anew\n")
            return 0
        for name, part in parts.items():
            part.load_state_dict(content[name])
        return int(content["step"])
