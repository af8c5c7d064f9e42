"""Train one classifier: seeded, with progress, resumable after any epoch, alone or with other processes.

A run folder holds `checkpoint.pt` (weights, average, optimiser, schedule), `log.jsonl` (one line an epoch)
and, at the end, `weights.pt` (the averaged weights).
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from ctranscnn.augment import augment, mix, rand_augment
from ctranscnn.batches import Part, PicturesInTensor, Plan, TrainingPictures
from ctranscnn.checkpoint import (
    WEIGHTS_FILE,
    TrainingState,
    read_checkpoint,
    save_checkpoint,
    save_whole,
)
from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.distributed import World
from ctranscnn.errors import TrainingError
from ctranscnn.losses import binary_cross_entropy, loss_of, smoothed
from ctranscnn.metrics import macro_auc
from ctranscnn.model.build import build_network, classify, memory_layout
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.model.output import ClassifierOutput
from ctranscnn.optimisation import make_optimiser, make_schedule, update_average
from ctranscnn.predict import predict_pixels
from ctranscnn.recipe import Recipe
from ctranscnn.seeds import seed_everything
from ctranscnn.stream_batches import PicturesInStream, StreamedSide
from ctranscnn.tensors import normalised_batch, uint8_tensor

PRECISIONS = {"bf16": torch.bfloat16, "fp16": torch.float16}
ALONE = World()


@dataclass(frozen=True)
class Session:
    """What stays the same while one network is trained."""

    recipe: Recipe
    pictures: TrainingPictures
    world: World
    run_folder: Path
    teacher: nn.Module | None = None

    @property
    def layout(self) -> torch.memory_format:
        """In which order pictures and kernels lie in memory."""
        return memory_layout(self.recipe.network)

    @property
    def device(self) -> str:
        """Where it computes."""
        return self.world.device


@dataclass(frozen=True)
class Means:
    """What a run may be given besides the data."""

    validation: LabelledPictures | None = None
    """Watched after every epoch; never learnt from."""
    world: World = ALONE
    teacher: nn.Module | None = None
    """In evaluation mode; needed where the recipe distils."""


def train(
    recipe: Recipe, training: LabelledPictures | StreamedSide, run_folder: Path, means: Means | None = None
) -> nn.Module:
    """Train by the recipe and give the averaged network.

    The network is in evaluation mode, on the CPU. A run folder with a checkpoint of the same recipe is
    continued; of another one refused (TrainingError `run.otherRecipe`). Also raises `training.labels`,
    `training.few`, `training.parts`, `training.teacher`, `training.diverged` and `run.notSaved`.
    """
    means = means or Means()
    recipe = _fitted(recipe, training)
    if recipe.distillation is not None and means.teacher is None:
        raise TrainingError("training.teacher", f"{recipe.name} learns from a teacher, and none is given.")
    run_folder.mkdir(parents=True, exist_ok=True)
    source = _source(training, recipe, means.world)
    teacher = None if means.teacher is None else means.teacher.to(means.world.device).eval()
    session = Session(recipe, source, means.world, run_folder, teacher)
    state = _begin(session)
    _resume(state, session)
    watch = _watcher(means.validation, recipe)
    forward = _parallel(state.network, session)
    while state.epoch < recipe.total_epochs:
        if state.epoch == recipe.epochs:
            state.schedule = make_schedule(state.optimiser, recipe, source.steps, second=True)
        started = time.perf_counter()
        facts = _epoch(state, session, forward)
        state.epoch += 1
        if session.world.leads:
            facts.update(watch(state.average))
        facts["seconds"] = time.perf_counter() - started
        if session.world.leads:
            save_checkpoint(state, recipe, run_folder)
            _report(state.epoch, session, facts)
        session.world.wait()
    if session.world.leads:
        save_whole(state.average.state_dict(), run_folder / WEIGHTS_FILE)
    return state.average.cpu().eval()


def _watcher(validation: LabelledPictures | None, recipe: Recipe) -> Callable[[nn.Module], dict[str, float]]:
    if validation is None:
        return lambda _: {}
    pixels, targets = uint8_tensor(validation, recipe.input), validation.targets
    return lambda network: {
        "validationMacroAuc": macro_auc(predict_pixels(network, pixels, recipe.input).logits, targets)
    }


def _source(training: LabelledPictures | StreamedSide, recipe: Recipe, world: World) -> TrainingPictures:
    plan = Plan.of(recipe, world.size)
    if isinstance(training, StreamedSide):
        return PicturesInStream(training, recipe, plan)
    return PicturesInTensor(training, recipe, plan)


def _fitted(recipe: Recipe, training: LabelledPictures | StreamedSide) -> Recipe:
    if len(training.labels) != recipe.network.classes:
        raise TrainingError(
            "training.labels",
            f"The data has {len(training.labels)} labels, the recipe's network {recipe.network.classes}.",
        )
    if len(training) < recipe.batch_size:
        raise TrainingError(
            "training.few", f"{len(training)} pictures are fewer than one batch of {recipe.batch_size}."
        )
    if isinstance(training, StreamedSide):
        known = training.auxiliary_width
    else:
        known = 0 if training.auxiliary is None else training.auxiliary.shape[1]
    width = 0 if recipe.auxiliary_weight == 0 else known
    return replace(recipe, network=replace(recipe.network, auxiliary=width))


def _begin(session: Session) -> TrainingState:
    recipe = session.recipe
    # every process draws the same weights
    seed_everything(recipe.seed)
    network = build_network(recipe.network).to(session.device).to(memory_format=session.layout)
    average = build_network(recipe.network).to(session.device).to(memory_format=session.layout)
    average.load_state_dict(network.state_dict())
    optimiser = make_optimiser(network, recipe)
    scaler = torch.amp.GradScaler(enabled=recipe.precision == "fp16" and session.device != "cpu")
    schedule = make_schedule(optimiser, recipe, session.pictures.steps)
    return TrainingState(network, average.eval(), optimiser, schedule, scaler)


def _parallel(network: nn.Module, session: Session) -> nn.Module:
    world = session.world
    if world.size == 1:
        return network
    devices = [torch.device(world.device)] if world.device.startswith("cuda") else None
    # buffers (batch norm statistics) stay each process's own; the leading one's are kept
    unused = isinstance(session.recipe.network, OfficialConfig)  # it has a head that nobody reads
    return DistributedDataParallel(network, devices, broadcast_buffers=False, find_unused_parameters=unused)


def _epoch(state: TrainingState, session: Session, forward: nn.Module) -> dict[str, float]:
    forward.train()
    sums: dict[str, float] = {}
    for parts in session.pictures.epoch(state.epoch, session.world.rank):
        facts = _step(state, session, forward, parts)
        for name, value in facts.items():
            sums[name] = sums.get(name, 0.0) + value / session.pictures.steps
    return sums


def _step(
    state: TrainingState, session: Session, forward: nn.Module, parts: list[Part]
) -> Mapping[str, float]:
    state.optimiser.zero_grad()
    facts: dict[str, float] = {}
    for part in parts:
        torch.manual_seed(part.seed)
        pictures, targets = _prepared(part, session)
        with _autocast(session):
            output = classify(forward, pictures)
        total, part_facts = _loss(output, (pictures, targets), state.network, session)
        if not torch.isfinite(total):
            raise TrainingError(
                "training.diverged",
                f"The loss is not finite in epoch {state.epoch + 1}; the checkpoint before it is kept. "
                "A smaller learning rate or fp32 may help.",
            )
        state.scaler.scale(total / len(parts)).backward()
        facts = {name: facts.get(name, 0.0) + value / len(parts) for name, value in part_facts.items()}
    _descend(state, session.recipe)
    return facts


def _descend(state: TrainingState, recipe: Recipe) -> None:
    state.scaler.unscale_(state.optimiser)
    if recipe.clip_norm > 0:
        nn.utils.clip_grad_norm_(state.network.parameters(), recipe.clip_norm)
    state.scaler.step(state.optimiser)
    state.scaler.update()
    state.schedule.step()
    state.step += 1
    # the average forgets faster at first, so that the random start does not linger in it
    decay = min(recipe.average_decay, (1 + state.step) / (10 + state.step))
    update_average(state.average, state.network, 1 - decay)


def _prepared(part: Part, session: Session) -> tuple[Tensor, Tensor]:
    recipe = session.recipe
    pixels = rand_augment(part.pixels, recipe.augmentation.rand_augment)
    pictures = normalised_batch(pixels, recipe.input)
    pictures = augment(pictures, recipe.augmentation, recipe.network.image_px)
    targets = part.targets
    if recipe.augmentation.mix > 0:
        pictures, targets = mix(pictures, targets, recipe.augmentation.mix)
    pictures = pictures.contiguous(memory_format=session.layout)
    return pictures.to(session.device), targets.to(session.device)


def _autocast(session: Session) -> torch.autocast:
    kind = session.device.split(":")[0]
    precision = PRECISIONS.get(session.recipe.precision)
    return torch.autocast(kind, precision, enabled=precision is not None)


def _loss(
    output: ClassifierOutput, batch: tuple[Tensor, Tensor], network: nn.Module, session: Session
) -> tuple[Tensor, dict[str, float]]:
    recipe, (pictures, targets) = session.recipe, batch
    heads = [logits.float() for logits in output.heads.values()]
    answers = smoothed(targets[:, : recipe.network.classes], recipe.label_smoothing)
    shared = [parameter for parameter in network.parameters() if parameter.requires_grad]
    value = loss_of(recipe.loss, heads, answers, shared if recipe.loss == "pareto-exact" else ())
    total, facts = value.total, value.facts
    if recipe.distillation is not None and session.teacher is not None:
        share = recipe.distillation.weight
        taught = _taught(heads, _teacher_scores(session, pictures))
        total = (1 - share) * total + share * taught
        facts = {**facts, "taught": float(taught.detach())}
    if output.auxiliary is not None:
        beside = targets[:, recipe.network.classes :]
        total = total + recipe.auxiliary_weight * binary_cross_entropy(output.auxiliary.float(), beside)
    return total, facts


def _teacher_scores(session: Session, pictures: Tensor) -> Tensor:
    assert session.teacher is not None
    with torch.no_grad(), _autocast(session):
        return torch.sigmoid(classify(session.teacher, pictures).logits.float())


def _taught(heads: list[Tensor], scores: Tensor) -> Tensor:
    return torch.stack([F.binary_cross_entropy_with_logits(logits, scores) for logits in heads]).mean()


def _report(epoch: int, session: Session, facts: dict[str, float]) -> None:
    rounded = {name: round(value, 4) for name, value in facts.items()}
    with (session.run_folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"epoch": epoch, **rounded}) + "\n")
    words = " ".join(f"{name} {value}" for name, value in rounded.items())
    sys.stderr.write(f"{session.recipe.name} epoch {epoch}/{session.recipe.total_epochs} {words}\n")
    sys.stderr.flush()


def _resume(state: TrainingState, session: Session) -> None:
    recipe = session.recipe
    saved = read_checkpoint(recipe, session.run_folder)
    if saved is None:
        return
    state.network.load_state_dict(saved["network"])
    state.average.load_state_dict(saved["average"])
    if int(saved["epoch"]) > recipe.epochs:
        state.schedule = make_schedule(state.optimiser, recipe, session.pictures.steps, second=True)
    # after the schedule, which writes its own start into the optimiser
    state.optimiser.load_state_dict(saved["optimiser"])
    state.schedule.load_state_dict(saved["schedule"])
    state.scaler.load_state_dict(saved["scaler"])
    state.epoch, state.step = int(saved["epoch"]), int(saved["step"])
    if session.world.leads:
        sys.stderr.write(f"{recipe.name} continues after epoch {state.epoch}\n")
