"""`ctranscnn train`: from a data set to a model folder, in one command that can be repeated and continued."""

import argparse
from pathlib import Path

import torch

from ctranscnn.errors import TrainingError
from ctranscnn.paths import RUNS_FOLDER, SPLITS_FOLDER
from ctranscnn.recipe import read_recipe
from ctranscnn.workflows.bundle import train_on_bundle
from ctranscnn.workflows.films import FilmsRun, train_on_films


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "train",
        help="train a classifier on the real films or on a training bundle of the workstation",
        description="Train a classifier. A run that was interrupted continues where it stopped.",
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--films", type=Path, help="folder of real films (labels.csv, images/)")
    source.add_argument("--data", type=Path, help="training bundle of the workstation, or a training pack")
    parser.add_argument("--recipe", type=Path, help="recipe file; a bundle has one by its task")
    parser.add_argument(
        "--run", type=Path, dest="run_folder", help="folder of the run (default: runs/<name>)"
    )
    parser.add_argument("--out", type=Path, help="model folder to write, e.g. models/chestxray14")
    parser.add_argument("--split", type=Path, help="fold file, written if it is missing (films only)")
    parser.add_argument("--only", help="films: one part of the run, fold-0 … fold-4, final or export")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's (bundles only)")
    parser.add_argument("--threads", type=int, default=2)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train, evaluate and, with --out, export."""
    torch.set_num_threads(options.threads)
    if options.data is not None:
        run_folder = options.run_folder or RUNS_FOLDER / options.data.resolve().name
        train_on_bundle(options.data, run_folder, options)
        return
    if options.recipe is None:
        raise TrainingError(
            "train.recipe", "Training on films needs --recipe, e.g. training/recipes/chestxray14.json."
        )
    recipe = read_recipe(options.recipe)
    films = FilmsRun(
        films=options.films,
        recipe=recipe,
        split_file=options.split or SPLITS_FOLDER / f"{recipe.name}.json",
        run_folder=options.run_folder or RUNS_FOLDER / recipe.name,
        model_folder=options.out,
    )
    train_on_films(films, options.only)
