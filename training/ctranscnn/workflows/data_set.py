"""Train on any data set the loaders know: split by patient, one run per seed, measured on the test side."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import nn

from ctranscnn.calibrate import Calibration, describe_calibration, fit_calibration
from ctranscnn.data.opened import OpenedData
from ctranscnn.data.pictures import LabelledPictures, Subset
from ctranscnn.data.shard_pictures import ShardPictures
from ctranscnn.distributed import World
from ctranscnn.errors import TrainingError
from ctranscnn.evaluate import Evaluation, HeldOut, evaluate
from ctranscnn.export.classifier_package import code_version
from ctranscnn.model.build import build_network
from ctranscnn.model.cost import cost_of
from ctranscnn.predict import Predictions, predict
from ctranscnn.recipe import Recipe
from ctranscnn.runs import HeldOutPredictions, RunFacts, write_run
from ctranscnn.split import patient_split, picture_name, read_split, refuse_divided_patients, write_split
from ctranscnn.stream_batches import StreamedSide
from ctranscnn.train import Means, train

SHARES = (0.7, 0.2, 0.1)
"""Training, validation and test, as in the paper, but by patient."""


@dataclass(frozen=True)
class DataRun:
    """What is trained, where, and with whom."""

    recipe: Recipe
    seeds: Sequence[int]
    run_folder: Path
    split_file: Path
    """Written where the data brings no split."""
    world: World
    stream: bool = False
    """Read the training side of shards as a stream instead of into memory."""


def train_on_data(opened: OpenedData, run: DataRun) -> None:
    """One run per seed in `seed-<n>` below the run folder, each as `ctranscnn report` reads it.

    Raises TrainingError `data.side` where the training or the test side is empty, `data.stream` where there
    are no shards to stream, and what train, the loaders and the split raise.
    """
    sides = _sides(opened, run)
    training, validation, test = (_side(opened, sides, name) for name in ("train", "validation", "test"))
    if len(training) < 2 or len(test) == 0:
        raise TrainingError("data.side", "The training or the test side of the split is empty.")
    for seed in run.seeds:
        recipe = replace(run.recipe, seed=seed)
        folder = run.run_folder / f"seed-{seed}"
        started = time.perf_counter()
        means = Means(validation if len(validation) else None, run.world)
        network = train(recipe, _streamed(opened) if run.stream else training, folder, means)
        if not run.world.leads:
            continue
        predictions = predict(network, test, recipe.input)
        facts = _facts(opened, recipe, len(training), run)
        held_out = _held_out(opened, test, predictions)
        write_run(folder, replace(facts, seconds=round(time.perf_counter() - started, 1)), held_out)
        calibration = _calibration(network, validation, recipe)
        measured = evaluate(HeldOut(test.labels, test.patients, test.targets, predictions), calibration)
        report = {
            "seed": seed,
            "pictures": {"train": len(training), "validation": len(validation), "test": len(test)},
            "evaluation": measured.as_json(),
            "calibration": describe_calibration(test.labels, calibration),
        }
        (folder / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(_sentence(seed, measured, len(test)))


def _sentence(seed: int, measured: Evaluation, pictures: int) -> str:
    interval, labels = measured.macro_auc, ", ".join(measured.measured)
    if not labels:
        return f"seed {seed}: {pictures} test pictures, no label with enough positives to be measured\n"
    return (
        f"seed {seed}: macro AUC {interval.value:.4f} ({interval.low:.4f} – {interval.high:.4f}) "
        f"on {pictures} test pictures, over {labels}\n"
    )


def _sides(opened: OpenedData, run: DataRun) -> Sequence[str]:
    pictures = opened.pictures
    if pictures.sides is not None:
        refuse_divided_patients(pictures.patients, pictures.sides)
        return pictures.sides
    if not run.split_file.is_file() and run.world.leads:
        drawn = patient_split(pictures.patients, pictures.targets, SHARES, run.recipe.seed)
        facts = {"source": opened.kind, "shares": list(SHARES), "seed": run.recipe.seed}
        write_split(run.split_file, pictures.names, drawn, facts)
    run.world.wait()
    return read_split(run.split_file, pictures.names, pictures.patients)


def _side(opened: OpenedData, sides: Sequence[str], name: str) -> Subset:
    return Subset(opened.pictures, [index for index, side in enumerate(sides) if side == name])


def _streamed(opened: OpenedData) -> StreamedSide:
    if not isinstance(opened.pictures, ShardPictures) or opened.pictures.sides is None:
        raise TrainingError("data.stream", "Only shards that bring a split can be streamed: see `shards`.")
    return StreamedSide(opened.pictures.index, "train")


def _calibration(network: nn.Module, validation: LabelledPictures, recipe: Recipe) -> Calibration:
    classes = recipe.network.classes
    if len(validation) == 0:
        return Calibration([0.0] * classes, [1.0] * classes, [0.5] * classes)
    return fit_calibration(predict(network, validation, recipe.input).logits, validation.targets)


def _facts(opened: OpenedData, recipe: Recipe, training: int, run: DataRun) -> RunFacts:
    cost = cost_of(build_network(recipe.network), recipe.network.image_px)
    return RunFacts(
        name=recipe.name,
        study=opened.found,
        task=opened.task,
        seed=recipe.seed,
        split="test side of a split by patient",
        data=f"{len(opened.pictures)} pictures: {opened.found}",
        recipe=recipe,
        parameters=cost.parameters,
        macs=cost.macs,
        images_seen=recipe.total_epochs * (training // recipe.batch_size) * recipe.batch_size,
        seconds=0.0,
        device=run.world.device,
        code=code_version(),
    )


def _held_out(opened: OpenedData, test: Subset, predictions: Predictions) -> HeldOutPredictions:
    return HeldOutPredictions(
        labels=list(test.labels),
        names=np.asarray([picture_name(opened.pictures.names[index]) for index in test.indices]),
        patients=np.asarray([picture_name(patient) for patient in test.patients]),
        folds=np.zeros(len(test), np.intp),
        targets=test.targets,
        logits=predictions.logits.astype(np.float32),
    )
