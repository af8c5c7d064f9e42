"""Train one CTransCNN: seeded, with progress, resumable after any epoch.

A run folder holds `checkpoint.pt` (weights, average, optimiser, schedule, generators), `log.jsonl` (one line
an
epoch) and, at the end, `weights.pt` (the averaged weights).
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ctranscnn.augment import augment, mix
from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.errors import TrainingError
from ctranscnn.losses import binary_cross_entropy, pareto_loss
from ctranscnn.metrics import macro_auc
from ctranscnn.model.network import CTransCNN, NetworkOutput
from ctranscnn.predict import predict_pixels
from ctranscnn.recipe import Cycle, Recipe
from ctranscnn.seeds import random_state, restore_random_state, seed_everything
from ctranscnn.strict import build
from ctranscnn.tensors import normalised_batch, uint8_tensor

OVERSIZE = 1.25
"""Training pictures are kept this much larger than the input, so that zooming in finds real pixels."""


@dataclass
class TrainingState:
    """Everything that changes while training."""

    network: CTransCNN
    average: CTransCNN
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.OneCycleLR
    epoch: int = 0
    step: int = 0


@dataclass(frozen=True)
class TrainingTensors:
    """The training pictures (uint8, oversized) and what is known of each."""

    pixels: Tensor
    """[n, 1 or 3, s, s]"""
    targets: Tensor
    """[n, C] labels, then A auxiliary facts; NaN unknown."""


def train(
    recipe: Recipe, training: LabelledPictures, validation: LabelledPictures | None, run_folder: Path
) -> CTransCNN:
    """Train by the recipe and give the averaged network, in evaluation mode.

    A run folder with a checkpoint of the same recipe is continued; of another one refused
    (TrainingError `run.otherRecipe`). Also raises `training.labels`, `training.few` and `training.diverged`.
    """
    recipe = _fitted(recipe, training)
    run_folder.mkdir(parents=True, exist_ok=True)
    seed_everything(recipe.seed)
    tensors = TrainingTensors(uint8_tensor(training, recipe.input, OVERSIZE), _targets(training, recipe))
    held_out = None if validation is None else uint8_tensor(validation, recipe.input)
    state = _begin(recipe, len(training))
    _resume(state, recipe, run_folder, len(training))
    while state.epoch < recipe.total_epochs:
        if state.epoch == recipe.epochs:
            state.schedule = _schedule(state.optimiser, recipe, len(training), second=True)
        started = time.perf_counter()
        facts = _epoch(state, recipe, tensors)
        state.epoch += 1
        if validation is not None and held_out is not None:
            logits = predict_pixels(state.average, held_out, recipe.input).logits
            facts["validationMacroAuc"] = macro_auc(logits, validation.targets)
        facts["seconds"] = time.perf_counter() - started
        _report(state.epoch, recipe, facts, run_folder)
        _save(state, recipe, run_folder)
    torch.save(state.average.state_dict(), run_folder / "weights.pt")
    return state.average.eval()


def _fitted(recipe: Recipe, training: LabelledPictures) -> Recipe:
    if len(training.labels) != recipe.network.classes:
        raise TrainingError(
            "training.labels",
            f"The data has {len(training.labels)} labels, the recipe's network {recipe.network.classes}.",
        )
    if len(training) < recipe.batch_size:
        raise TrainingError(
            "training.few", f"{len(training)} pictures are fewer than one batch of {recipe.batch_size}."
        )
    known = training.auxiliary
    width = 0 if known is None or recipe.auxiliary_weight == 0 else known.shape[1]
    return replace(recipe, network=replace(recipe.network, auxiliary=width))


def _targets(training: LabelledPictures, recipe: Recipe) -> Tensor:
    targets = torch.from_numpy(training.targets)
    if recipe.network.auxiliary == 0 or training.auxiliary is None:
        return targets
    return torch.cat([targets, torch.from_numpy(training.auxiliary)], dim=1)


def _begin(recipe: Recipe, pictures: int) -> TrainingState:
    network = CTransCNN(recipe.network).to(memory_format=torch.channels_last)
    average = CTransCNN(recipe.network).to(memory_format=torch.channels_last)
    average.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(
        _parameter_groups(network, recipe.weight_decay), lr=recipe.learning_rate, fused=True
    )
    return TrainingState(network, average.eval(), optimiser, _schedule(optimiser, recipe, pictures))


def _schedule(
    optimiser: torch.optim.Optimizer, recipe: Recipe, pictures: int, second: bool = False
) -> torch.optim.lr_scheduler.OneCycleLR:
    cycle = (
        recipe.second_cycle if second and recipe.second_cycle else Cycle(recipe.epochs, recipe.learning_rate)
    )
    return torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        cycle.learning_rate,
        total_steps=cycle.epochs * (pictures // recipe.batch_size),
        pct_start=recipe.warm_up,
    )


def _parameter_groups(network: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels only: biases, norms, tokens and positions keep their size."""
    decayed = [p for p in network.parameters() if p.ndim in (2, 4)]
    kept = [p for p in network.parameters() if p.ndim not in (2, 4)]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": kept, "weight_decay": 0.0}]


def _batches(tensors: TrainingTensors, recipe: Recipe) -> Iterator[tuple[Tensor, Tensor]]:
    order = torch.randperm(tensors.pixels.shape[0])
    for start in range(0, len(order) - recipe.batch_size + 1, recipe.batch_size):
        chosen = order[start : start + recipe.batch_size]
        pictures = normalised_batch(tensors.pixels[chosen], recipe.input)
        pictures = augment(pictures, recipe.augmentation, recipe.network.image_px)
        targets = tensors.targets[chosen]
        if recipe.augmentation.mix > 0:
            pictures, targets = mix(pictures, targets, recipe.augmentation.mix)
        yield pictures.contiguous(memory_format=torch.channels_last), targets


def _epoch(state: TrainingState, recipe: Recipe, tensors: TrainingTensors) -> dict[str, float]:
    state.network.train()
    sums: dict[str, float] = {}
    batches = 0
    for pictures, targets in _batches(tensors, recipe):
        with torch.autocast("cpu", torch.bfloat16):
            output = state.network(pictures)
        loss, facts = _loss(output, targets, recipe)
        if not torch.isfinite(loss):
            raise TrainingError("training.diverged", f"The loss is not finite in epoch {state.epoch + 1}.")
        state.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(state.network.parameters(), recipe.clip_norm)
        state.optimiser.step()
        state.schedule.step()
        state.step += 1
        _average(state, recipe.average_decay)
        batches += 1
        for name, value in facts.items():
            sums[name] = sums.get(name, 0.0) + value
    return {name: value / batches for name, value in sums.items()}


def _loss(output: NetworkOutput, targets: Tensor, recipe: Recipe) -> tuple[Tensor, dict[str, float]]:
    heads = [output.conv_logits.float(), output.transformer_logits.float()]
    answers = targets[:, : recipe.network.classes]
    if recipe.loss == "bce":
        total = torch.stack([binary_cross_entropy(logits, answers) for logits in heads]).mean()
        facts = {"loss": float(total.detach())}
    else:
        pareto = pareto_loss(heads, answers)
        total = pareto.total
        facts = {"focal": pareto.focal, "asymmetric": pareto.asymmetric, "focalWeight": pareto.focal_weight}
    if output.auxiliary is not None:
        beside = targets[:, recipe.network.classes :]
        total = total + recipe.auxiliary_weight * binary_cross_entropy(output.auxiliary.float(), beside)
    return total, facts


def _average(state: TrainingState, decay: float) -> None:
    # the average forgets faster at first, so that the random start does not linger in it
    share = 1 - min(decay, (1 + state.step) / (10 + state.step))
    with torch.no_grad():
        for average, current in zip(
            state.average.state_dict().values(), state.network.state_dict().values(), strict=True
        ):
            if average.dtype.is_floating_point:
                average.lerp_(current, share)
            else:
                average.copy_(current)


def _report(epoch: int, recipe: Recipe, facts: dict[str, float], run_folder: Path) -> None:
    rounded = {name: round(value, 4) for name, value in facts.items()}
    with (run_folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"epoch": epoch, **rounded}) + "\n")
    words = " ".join(f"{name} {value}" for name, value in rounded.items())
    sys.stderr.write(f"{recipe.name} epoch {epoch}/{recipe.total_epochs} {words}\n")
    sys.stderr.flush()


def _save(state: TrainingState, recipe: Recipe, run_folder: Path) -> None:
    partial = run_folder / "checkpoint.partial"
    torch.save(
        {
            "recipe": json.dumps(asdict(recipe), sort_keys=True),
            "network": state.network.state_dict(),
            "average": state.average.state_dict(),
            "optimiser": state.optimiser.state_dict(),
            "schedule": state.schedule.state_dict(),
            "random": random_state(),
            "epoch": state.epoch,
            "step": state.step,
        },
        partial,
    )
    # renamed only when complete: an interrupted save leaves the previous checkpoint
    partial.replace(run_folder / "checkpoint.pt")


def _resume(state: TrainingState, recipe: Recipe, run_folder: Path, pictures: int) -> None:
    path = run_folder / "checkpoint.pt"
    if not path.is_file():
        return
    saved = torch.load(path, weights_only=True)
    if build(Recipe, json.loads(saved["recipe"]), "checkpoint") != recipe:
        raise TrainingError(
            "run.otherRecipe", f"{run_folder} holds a run of another recipe; choose another folder."
        )
    state.network.load_state_dict(saved["network"])
    state.average.load_state_dict(saved["average"])
    if int(saved["epoch"]) > recipe.epochs:
        state.schedule = _schedule(state.optimiser, recipe, pictures, second=True)
    # after the schedule, which writes its own start into the optimiser
    state.optimiser.load_state_dict(saved["optimiser"])
    state.schedule.load_state_dict(saved["schedule"])
    restore_random_state(saved["random"])
    state.epoch, state.step = int(saved["epoch"]), int(saved["step"])
    sys.stderr.write(f"{recipe.name} continues after epoch {state.epoch}\n")
