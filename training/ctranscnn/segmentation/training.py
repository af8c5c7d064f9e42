"""Train the segmenter: seeded, with progress lines, resumable after every pass."""

from __future__ import annotations

import copy
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from ctranscnn.segmentation.batches import SEGMENTER_INPUT, Batch, BatchPlan, Stage, TrainingBatches, stage_of
from ctranscnn.segmentation.evaluation import mean_intersection_over_union
from ctranscnn.segmentation.losses import segmenter_loss
from ctranscnn.segmentation.negatives import NegativeSources
from ctranscnn.segmentation.network import TongueSegmenter
from ctranscnn.segmentation.photos import TonguePhotos

CHECKPOINT_NAME = "checkpoint.pt"


@dataclass(frozen=True)
class SegmenterRecipe:
    """Everything that decides the weights, beside the data."""

    seed: int = 0
    stages: tuple[Stage, ...] = (
        Stage(700, 192),
        Stage(1050, 256),
        Stage(700, SEGMENTER_INPUT.width_px, near_share=0.7, mixed_precision=False),
    )
    batches_per_pass: int = 35
    positives: int = 12
    negatives: int = 4
    drawn_share: float = 0.08
    learning_rate: float = 2e-3
    encoder_rate: float = 0.3
    """Share of the learning rate for the encoder, whose weights have learnt before."""
    weight_decay: float = 1e-2
    averaging: float = 0.998
    """Decay of the exponential moving average of the weights, the ones that are shipped."""

    @property
    def batches(self) -> int:
        """All of them."""
        return sum(stage.batches for stage in self.stages)

    @property
    def passes(self) -> int:
        """Whole passes; a checkpoint stands after each."""
        return self.batches // self.batches_per_pass


@dataclass(frozen=True)
class SegmenterSources:
    """What training reads: sources for positives and negatives, drawn tongues, validation photos."""

    training: NegativeSources
    drawn: TonguePhotos
    validation: TonguePhotos


@dataclass
class _Run:
    network: nn.Module
    average: nn.Module
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    finished_passes: int = 0


def train_segmenter(
    recipe: SegmenterRecipe, sources: SegmenterSources, run_folder: Path, first: TongueSegmenter
) -> nn.Module:
    """Train from the last checkpoint in `run_folder`, or from `first`; returns the averaged network."""
    torch.manual_seed(recipe.seed)
    run_folder.mkdir(parents=True, exist_ok=True)
    run = _start(recipe, first)
    _resume(run, recipe, run_folder / CHECKPOINT_NAME)
    total = recipe.passes * recipe.batches_per_pass
    plan = BatchPlan(recipe.seed, recipe.positives, recipe.negatives, recipe.drawn_share, recipe.stages)
    numbers = range(run.finished_passes * recipe.batches_per_pass, total)
    batches = TrainingBatches(plan, sources.training, sources.drawn, numbers)
    loader = _loader(batches) if len(batches) else []
    losses: list[float] = []
    for number, batch in zip(numbers, loader, strict=True):
        losses.append(_step(run, batch, recipe, number))
        if (number + 1) % recipe.batches_per_pass == 0:
            run.finished_passes += 1
            _save(run, recipe, run_folder / CHECKPOINT_NAME)
            _report(run, recipe, sum(losses) / len(losses), sources.validation)
            losses.clear()
    return run.average.eval()


def _loader(batches: TrainingBatches) -> DataLoader[Batch]:
    """One worker builds batches ahead; it is spawned, since a fork inherits OpenCV's locked thread pool."""
    return DataLoader(
        batches, batch_size=None, num_workers=1, prefetch_factor=6, multiprocessing_context="spawn"
    )


def _start(recipe: SegmenterRecipe, first: TongueSegmenter) -> _Run:
    network = first.to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    learnt = {id(parameter) for parameter in network.encoder.parameters()}
    new = [parameter for parameter in network.parameters() if id(parameter) not in learnt]
    rates = [recipe.learning_rate, recipe.learning_rate * recipe.encoder_rate]
    optimiser = torch.optim.AdamW(
        [{"params": new}, {"params": list(network.encoder.parameters())}], weight_decay=recipe.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rates, total_steps=recipe.passes * recipe.batches_per_pass, pct_start=0.15
    )
    return _Run(network, average, optimiser, schedule)


def _averaging(recipe: SegmenterRecipe, number: int) -> float:
    """Less memory at the start, or the first random weights would linger."""
    return min(recipe.averaging, (1 + number) / (10 + number))


def _step(run: _Run, batch: Batch, recipe: SegmenterRecipe, number: int) -> float:
    run.network.train()
    picture = batch.picture.contiguous(memory_format=torch.channels_last)
    stage = stage_of(recipe.stages, number)
    with torch.autocast("cpu", torch.bfloat16, enabled=stage.mixed_precision):
        logits = run.network(picture)
    logits = type(logits)(*(output.float() for output in logits))
    loss: Tensor = segmenter_loss(logits, batch.mask, batch.presence)
    run.optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(run.network.parameters(), 2.0)
    run.optimiser.step()
    run.schedule.step()
    _move_average(run, _averaging(recipe, number))
    return float(loss.detach())


@torch.no_grad()
def _move_average(run: _Run, averaging: float) -> None:
    current = run.network.state_dict()
    for name, value in run.average.state_dict().items():
        if value.dtype.is_floating_point:
            value.lerp_(current[name], 1 - averaging)
        else:
            value.copy_(current[name])


def _written(recipe: SegmenterRecipe) -> str:
    return json.dumps(asdict(recipe))


def _save(run: _Run, recipe: SegmenterRecipe, path: Path) -> None:
    partial = path.with_suffix(".part")
    content = {
        "recipe": _written(recipe),
        "passes": run.finished_passes,
        "network": run.network.state_dict(),
        "average": run.average.state_dict(),
        "optimiser": run.optimiser.state_dict(),
        "schedule": run.schedule.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(content, partial)
    partial.replace(path)


def _resume(run: _Run, recipe: SegmenterRecipe, path: Path) -> None:
    """Continue where the checkpoint of the same recipe stopped; another recipe's checkpoint is not used."""
    if not path.is_file():
        return
    content = torch.load(path, weights_only=True)
    if content["recipe"] != _written(recipe):
        sys.stderr.write("The checkpoint was made with another recipe: training starts anew.\n")
        return
    run.finished_passes = content["passes"]
    run.network.load_state_dict(content["network"])
    run.average.load_state_dict(content["average"])
    run.optimiser.load_state_dict(content["optimiser"])
    run.schedule.load_state_dict(content["schedule"])
    torch.set_rng_state(content["random"])


def _report(run: _Run, recipe: SegmenterRecipe, loss: float, validation: TonguePhotos) -> None:
    line = f"pass {run.finished_passes}/{recipe.passes} loss {loss:.4f}"
    if run.finished_passes % 5 == 0 or run.finished_passes == recipe.passes:
        line += f" validation mIoU {mean_intersection_over_union(run.average, validation):.4f}"
    sys.stderr.write(line + "\n")
