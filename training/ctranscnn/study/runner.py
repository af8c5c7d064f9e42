"""Run a study: every entry and seed over all folds, each fold resumable, each finished run kept for good."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock, Timeout
from torch import nn

from ctranscnn.calibrate import is_sufficient
from ctranscnn.checkpoint import CHECKPOINT_FILE, WEIGHTS_FILE
from ctranscnn.crossval import Fold, list_folds, pooled_predictions
from ctranscnn.data.pictures import PicturesInMemory, Subset
from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier_package import code_version
from ctranscnn.metrics import macro_auc
from ctranscnn.model.build import build_network
from ctranscnn.predict import predict
from ctranscnn.presets import preset_recipe, shortened
from ctranscnn.recipe import Distillation, Recipe
from ctranscnn.runs import HeldOutPredictions, RunFacts, is_finished, write_run
from ctranscnn.split import picture_name
from ctranscnn.study.data import StudyData, StudySource, study_data
from ctranscnn.study.networks import named_network, network_cost
from ctranscnn.study.plan import Entry, StudyPlan
from ctranscnn.train import Means, train


@dataclass(frozen=True)
class Study:
    """A plan with the places where it reads and writes."""

    plan: StudyPlan
    source: StudySource
    run_folder: Path
    """Checkpoints and weights of every fold: large, not committed."""
    results: Path
    """Finished runs: small, committed."""

    def result_folder(self, entry: Entry, seed: int) -> Path:
        """Where the finished run of one entry and seed lies."""
        return self.results / self.plan.name / f"{entry.name}-seed-{seed}"

    def work_folder(self, entry_name: str, seed: int) -> Path:
        """Where its folds are trained."""
        return self.run_folder / self.plan.name / f"{entry_name}-seed-{seed}"


def run_study(study: Study, only: str | None = None) -> None:
    """All seeds of all entries in the plan's order (seeds outermost), or `only` one entry.

    What is finished, or at work in another process, is skipped. An entry that fails is passed over and named
    at the end: TrainingError `study.failed`.
    """
    failed: list[str] = []
    entries = study.plan.entries if only is None else (study.plan.entry(only),)
    data = study_data(study.plan, study.source)
    for seed in study.plan.seeds:
        for entry in entries:
            with claimed(study.work_folder(entry.name, seed)) as ours:
                if not ours or is_finished(study.result_folder(entry, seed)):
                    continue
                try:
                    _run(study, (entry, seed), data)
                except (TrainingError, RuntimeError) as error:
                    # one network that cannot be trained must not cost the night's other networks
                    failed.append(f"{entry.name} seed {seed}: {error}")
                    sys.stderr.write(f"{failed[-1]}\n")
    if failed:
        raise TrainingError("study.failed", f"Not finished: {'; '.join(failed)}")


@contextmanager
def claimed(folder: Path) -> Generator[bool]:
    """Whether this process may work in the folder: several processes can share a study, one entry each.

    The claim is the operating system's lock on a file: it ends with the process, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "claim.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def entry_recipe(plan: StudyPlan, entry: Entry, seed: int) -> Recipe:
    """The recipe of one entry: the study's preset with the entry's network and changes."""
    changes = entry.changes
    size = entry.size or plan.size
    recipe = preset_recipe(changes.preset or plan.preset, plan.task, named_network(entry.network, size))
    recipe = shortened(recipe, max(1, round(plan.epochs * changes.epochs_factor)))
    taught = None if changes.teacher is None else Distillation(changes.teacher, changes.teacher_weight)
    return replace(
        recipe,
        name=entry.name,
        seed=seed,
        precision=plan.precision,
        batch_size=plan.batch_size or recipe.batch_size,
        loss=changes.loss or recipe.loss,
        auxiliary_weight=changes.auxiliary_weight or 0.0,
        distillation=taught,
    )


def describe(study: Study) -> list[str]:
    """One line per entry and seed: its cost and how far it is."""
    folds = 1 if study.plan.phantoms is not None else study.plan.folds
    lines: list[str] = []
    for entry in study.plan.entries:
        cost = network_cost(entry_recipe(study.plan, entry, 0).network)
        for seed in study.plan.seeds:
            done = is_finished(study.result_folder(entry, seed))
            trained = len(list(study.work_folder(entry.name, seed).glob("fold-*/held-out.npz")))
            state = "finished" if done else f"{trained} of {folds} folds"
            lines.append(
                f"{entry.name} seed {seed}: {state}, {cost.macs / 1e9:.3f} GMAC, "
                f"{cost.parameters / 1e6:.2f} M parameters"
            )
    return lines


def _run(study: Study, what: tuple[Entry, int], data: StudyData) -> None:
    entry, seed = what
    pictures = data.pictures
    recipe = entry_recipe(study.plan, entry, seed)
    work = study.work_folder(entry.name, seed)
    chosen = list_folds(pictures, data.folds, work)
    for fold in chosen:
        _train_fold(study, recipe, pictures, fold)
    predictions = pooled_predictions(pictures, chosen)
    cost = network_cost(recipe.network)
    training = len(chosen[0].training)
    facts = RunFacts(
        name=entry.name,
        study=study.plan.name,
        task=study.plan.task,
        seed=seed,
        split=data.split,
        data=data.source,
        recipe=recipe,
        parameters=cost.parameters,
        macs=cost.macs,
        images_seen=recipe.total_epochs * (training // recipe.batch_size) * recipe.batch_size,
        seconds=round(sum(_seconds(fold) for fold in chosen), 1),
        device="cpu",
        code=code_version(),
        demonstration=data.demonstration,
    )
    rows = data.measured
    held_out = HeldOutPredictions(
        labels=list(pictures.labels),
        names=np.asarray([picture_name(data.names[row]) for row in rows]),
        patients=np.asarray([picture_name(pictures.patients[row]) for row in rows]),
        folds=data.folds[rows],
        targets=pictures.targets[rows],
        logits=predictions.logits[rows].astype(np.float32),
    )
    write_run(study.result_folder(entry, seed), facts, held_out)
    sys.stderr.write(f"{entry.name} seed {seed}: macro AUC {_macro(held_out):.4f} on held-out pictures\n")


def _macro(predictions: HeldOutPredictions) -> float:
    columns = [c for c in range(len(predictions.labels)) if is_sufficient(predictions.targets[:, c])]
    return macro_auc(predictions.logits, predictions.targets, columns)


def _train_fold(study: Study, recipe: Recipe, pictures: PicturesInMemory, fold: Fold) -> None:
    if fold.predictions_file.is_file():
        return
    started = time.perf_counter()
    held_out = Subset(pictures, fold.held_out)
    means = Means(teacher=_teacher(study, recipe, fold))
    network = train(recipe, Subset(pictures, fold.training), fold.run_folder, means)
    predictions = predict(network, held_out, recipe.input)
    (fold.run_folder / CHECKPOINT_FILE).unlink(missing_ok=True)
    np.savez(
        fold.predictions_file,
        indices=np.asarray(fold.held_out),
        logits=predictions.logits,
        conv_logits=predictions.conv_logits,
        transformer_logits=predictions.transformer_logits,
        seconds=time.perf_counter() - started,
    )
    value = macro_auc(predictions.logits, held_out.targets)
    sys.stderr.write(f"{recipe.name} seed {recipe.seed} fold {fold.number}: macro AUC {value:.4f}\n")


def _seconds(fold: Fold) -> float:
    with np.load(fold.predictions_file) as saved:
        return float(saved["seconds"])


def _teacher(study: Study, recipe: Recipe, fold: Fold) -> nn.Module | None:
    if recipe.distillation is None:
        return None
    entry = study.plan.entry(recipe.distillation.teacher)
    return fold_network(study, entry, recipe.seed, fold.number)


def fold_network(study: Study, entry: Entry, seed: int, fold: int) -> nn.Module:
    """The trained network of one fold, in evaluation mode. Raises TrainingError `study.weights`."""
    weights = study.work_folder(entry.name, seed) / f"fold-{fold}" / WEIGHTS_FILE
    if not weights.is_file():
        raise TrainingError("study.weights", f"{weights} is missing: train {entry.name} (seed {seed}) first.")
    network = build_network(entry_recipe(study.plan, entry, seed).network)
    network.load_state_dict(torch.load(weights, weights_only=True))
    return network.eval()
