"""What a training run keeps between epochs, so that it can stop at any moment and go on."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import LRScheduler

from ctranscnn.errors import TrainingError
from ctranscnn.recipe import Recipe
from ctranscnn.strict import build

CHECKPOINT_FILE = "checkpoint.pt"
WEIGHTS_FILE = "weights.pt"


@dataclass
class TrainingState:
    """Everything that changes while training."""

    network: nn.Module
    average: nn.Module
    optimiser: torch.optim.Optimizer
    schedule: LRScheduler
    scaler: torch.amp.GradScaler
    epoch: int = 0
    step: int = 0


def save_checkpoint(state: TrainingState, recipe: Recipe, run_folder: Path) -> None:
    """Write the checkpoint; the previous one stays until the new one is whole and on the disk.

    Raises TrainingError `run.notSaved`, e.g. on a full disk.
    """
    save_whole(
        {
            "recipe": json.dumps(asdict(recipe), sort_keys=True),
            "network": state.network.state_dict(),
            "average": state.average.state_dict(),
            "optimiser": state.optimiser.state_dict(),
            "schedule": state.schedule.state_dict(),
            "scaler": state.scaler.state_dict(),
            "epoch": state.epoch,
            "step": state.step,
        },
        run_folder / CHECKPOINT_FILE,
    )


def save_whole(content: Any, path: Path) -> None:  # noqa: ANN401 - whatever torch.save takes
    """Write beside, sync, then rename: an interrupted or failed save leaves the older file.

    Raises TrainingError `run.notSaved`.
    """
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except (OSError, RuntimeError) as error:
        partial.unlink(missing_ok=True)
        raise TrainingError(
            "run.notSaved",
            f"{path.name} could not be written to {path.parent}: {error}. The last checkpoint is unharmed; "
            "make room and start the same command again.",
        ) from error


def read_checkpoint(recipe: Recipe, run_folder: Path) -> dict[str, Any] | None:
    """The checkpoint of the folder, or None without one.

    Raises TrainingError `run.damaged`, or `run.otherRecipe` where it is another recipe's.
    """
    path = run_folder / CHECKPOINT_FILE
    if not path.is_file():
        return None
    try:
        saved: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
        known = build(Recipe, json.loads(saved["recipe"]), "checkpoint")
    except TrainingError:
        raise
    except Exception as error:  # torch raises many kinds for a damaged file
        raise TrainingError(
            "run.damaged", f"{path} cannot be read ({type(error).__name__}): delete it to start anew."
        ) from error
    if known != recipe:
        raise TrainingError(
            "run.otherRecipe", f"{run_folder} holds a run of another recipe; choose another folder."
        )
    return saved
