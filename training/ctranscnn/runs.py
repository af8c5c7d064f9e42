"""A finished run on disk: who was predicted by what. Small enough to be committed; reports are made of these.

run.json          what was trained and how (RunFacts)
predictions.npz   names, patients (both hashed), fold, labels, targets and logits of every held-out picture
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ctranscnn.errors import TrainingError
from ctranscnn.recipe import Recipe
from ctranscnn.strict import build, read_json

FACTS_FILE = "run.json"
PREDICTIONS_FILE = "predictions.npz"
UNREADABLE = (OSError, ValueError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What NumPy and the archive it reads raise for a damaged file."""


IMAGES_SEEN_TOLERANCE = 0.05
"""Runs are filled up to whole batches: recipes of other batch sizes see a few pictures more or less."""


def saw_alike(counts: Iterable[int]) -> bool:
    """Whether runs saw the same number of images, but for whole batches."""
    seen = sorted(counts)
    return seen[-1] - seen[0] <= IMAGES_SEEN_TOLERANCE * seen[-1]


@dataclass(frozen=True)
class RunFacts:
    """What a run was."""

    name: str
    """Which network and recipe, e.g. `ctranscnn`, `model-5`, `resnet34`: runs that differ in the seed alone
    share it.
    """
    study: str
    """Runs are compared within one study: same pictures, same folds, same number of images seen."""
    task: str
    seed: int
    split: str
    """How the predictions are held out, e.g. `5 folds by patient`."""
    data: str
    """The pictures, in words."""
    recipe: Recipe
    parameters: int
    macs: int
    images_seen: int
    """By each fold's network."""
    seconds: float
    """Of training, all folds together."""
    device: str
    code: str | None = None
    demonstration: bool = False
    format_version: Literal[1] = 1


@dataclass(frozen=True)
class HeldOutPredictions:
    """n pictures, C labels."""

    labels: Sequence[str]
    names: NDArray[np.str_]
    """[n] hashed (split.picture_name)."""
    patients: NDArray[np.str_]
    """[n] hashed likewise."""
    folds: NDArray[np.intp]
    """[n] the fold that held the picture out."""
    targets: NDArray[np.float32]
    """[n, C] 1, 0, NaN not answered."""
    logits: NDArray[np.float32]
    """[n, C]"""


@dataclass(frozen=True)
class Run:
    """Facts and predictions of one finished run, and its folder."""

    folder: Path
    facts: RunFacts
    predictions: HeldOutPredictions


def write_run(folder: Path, facts: RunFacts, predictions: HeldOutPredictions) -> None:
    """Write both files; the facts last, so that a run without them is an unfinished one."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{PREDICTIONS_FILE}.partial"
    with partial.open("wb") as file:
        np.savez_compressed(
            file,
            labels=np.asarray(predictions.labels, np.str_),
            names=predictions.names,
            patients=predictions.patients,
            folds=predictions.folds.astype(np.uint8),
            targets=predictions.targets.astype(np.float16),
            logits=predictions.logits.astype(np.float32),
        )
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / PREDICTIONS_FILE)
    text = json.dumps(asdict(facts), indent=1) + "\n"
    partial = folder / f"{FACTS_FILE}.partial"
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / FACTS_FILE)


def is_finished(folder: Path) -> bool:
    """Whether the folder holds a finished run."""
    return (folder / FACTS_FILE).is_file()


def read_run(folder: Path) -> Run:
    """Read one finished run. Raises TrainingError `run.missing` or `run.damaged`."""
    if not is_finished(folder):
        raise TrainingError("run.missing", f"{folder} holds no finished run ({FACTS_FILE} is missing).")
    facts = build(RunFacts, read_json(folder / FACTS_FILE), f"{folder.name}/{FACTS_FILE}")
    try:
        with np.load(folder / PREDICTIONS_FILE, allow_pickle=False) as saved:
            predictions = HeldOutPredictions(
                labels=[str(label) for label in saved["labels"]],
                names=saved["names"],
                patients=saved["patients"],
                folds=saved["folds"].astype(np.intp),
                targets=saved["targets"].astype(np.float32),
                logits=saved["logits"],
            )
    except UNREADABLE as error:
        raise TrainingError("run.damaged", f"{folder / PREDICTIONS_FILE} cannot be read: {error}.") from error
    count = len(predictions.names)
    shape = (count, len(predictions.labels))
    if predictions.targets.shape != shape or predictions.logits.shape != shape:
        raise TrainingError("run.damaged", f"The arrays of {folder / PREDICTIONS_FILE} do not fit together.")
    return Run(folder, facts, predictions)


def read_runs(places: Sequence[Path]) -> list[Run]:
    """The finished runs in and below the given folders, in the order of their paths.

    Raises TrainingError `run.missing` where a place holds none.
    """
    runs: list[Run] = []
    for place in places:
        folders = sorted(file.parent for file in place.rglob(FACTS_FILE)) if place.is_dir() else []
        if not folders:
            raise TrainingError("run.missing", f"{place} holds no finished run ({FACTS_FILE} is missing).")
        runs += [read_run(folder) for folder in folders]
    return runs
