"""`ctranscnn demonstration`: draw, train, measure and ship one demonstration model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.demonstration import (
    DemonstrationName,
    demonstration_data,
    demonstration_folder,
    demonstration_recipe,
)
from ctranscnn.demonstration_report import measure, ship
from ctranscnn.errors import TrainingError
from ctranscnn.model.build import own_network
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER
from ctranscnn.train import Means, train

LOWEST_MACRO_AUC = 0.9
WIDEST_CONTROL = 0.05
"""How far from 0.5 the control may lie: more would mean that something but the signs betrays the labels."""


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "demonstration", help="train and ship a demonstration model on phantoms (resumable)"
    )
    parser.add_argument("--model", choices=get_args(DemonstrationName), required=True)
    parser.add_argument(
        "--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest", help="real films to draw on"
    )
    parser.add_argument("--run", type=Path, dest="run_folder", help="default: runs/<model>")
    parser.add_argument("--out", type=Path, help="default: models/<model>")
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train (or continue), measure on unseen phantoms and on the control, and write the model folder."""
    name: DemonstrationName = options.model
    torch.set_num_threads(options.threads)
    recipe = demonstration_recipe(name)
    data = demonstration_data(name, options.films)
    run_folder = options.run_folder or demonstration_folder(name)
    network = own_network(train(recipe, data.train, run_folder, Means(data.validation)))
    measured = measure(network, data, recipe)
    for key, metric in measured.metrics.items():
        sys.stderr.write(f"{key} {metric.value:.3f} [{metric.low}, {metric.high}]\n")
    reached, control = measured.metrics["macroAuc"].value, measured.metrics["macroAucControl"].value
    if reached < LOWEST_MACRO_AUC or abs(control - 0.5) > WIDEST_CONTROL:
        raise TrainingError(
            "demonstration.weak", f"Macro AUC {reached:.3f}, control {control:.3f}: not shipped."
        )
    folder: Path = options.out or MODELS_FOLDER / name
    differences = ship(name, network, measured, (folder, recipe))
    sys.stderr.write(" ".join(f"{role} {value:.2g}" for role, value in differences.items()) + "\n")
    sys.stdout.write(f"{folder}\n")
