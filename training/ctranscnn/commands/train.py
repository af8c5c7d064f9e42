"""`ctranscnn train`: from a data set to a trained network, in one command that can be repeated and continued.

Several processes: `torchrun --nproc-per-node=2 training/.venv/bin/ctranscnn train …`, the same options.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from ctranscnn.commands.data_options import add_data_options, open_options
from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.open import open_pictures
from ctranscnn.distributed import joined_world
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set
from ctranscnn.model.sizes import SIZES, sized
from ctranscnn.pack import is_pack
from ctranscnn.paths import RUNS_FOLDER, SPLITS_FOLDER
from ctranscnn.presets import default_px, preset_recipe
from ctranscnn.recipe import Recipe, read_recipe
from ctranscnn.study.networks import named_network
from ctranscnn.workflows.bundle import train_on_bundle
from ctranscnn.workflows.data_set import DataRun, train_on_data
from ctranscnn.workflows.films import FilmsRun, train_on_films


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "train",
        help="train a classifier on the real films, on a training bundle, or on a data set (--task)",
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--films", type=Path, help="folder of real films (labels.csv, images/): the shipped model"
    )
    source.add_argument(
        "--data", type=Path, help="bundle of the workstation, training pack, or, with --task, any data set"
    )
    recipe = parser.add_mutually_exclusive_group()
    recipe.add_argument("--recipe", type=Path, help="recipe file; a bundle has one by its task")
    recipe.add_argument(
        "--preset", choices=["paper", "strong"], help="data sets: the recipe (default: paper)"
    )
    parser.add_argument("--network", default="ctranscnn", help="data sets: a network of `study` (ctranscnn)")
    parser.add_argument("--size", choices=list(SIZES), default="full", help="data sets: of CTransCNN")
    parser.add_argument("--image-px", type=int, help="data sets: side of the input (paper 224, strong 512)")
    parser.add_argument("--seeds", default="0", help="data sets: seeds by comma; one run each (paper: 5)")
    parser.add_argument("--stream", action="store_true", help="shards: stream the training side")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--accumulate", type=int, help="cut each step's batch into so many parts")
    parser.add_argument("--precision", choices=["bf16", "fp16", "fp32"], help="instead of the recipe's")
    parser.add_argument(
        "--run", type=Path, dest="run_folder", help="folder of the run (default: runs/<name>)"
    )
    parser.add_argument("--out", type=Path, help="films and bundles: model folder to write")
    parser.add_argument(
        "--model-version", default="1.0.0", help="bundles: version of the model of --out (1.0.0)"
    )
    parser.add_argument("--split", type=Path, help="split file, written if it is missing")
    parser.add_argument("--only", help="films: one part of the run, fold-0 … fold-4, final or export")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's (not for films)")
    parser.add_argument("--threads", type=int, default=2)
    add_data_options(parser, needs_task=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train, evaluate and, with --out, export."""
    torch.set_num_threads(options.threads)
    if options.data is not None and options.task is not None:
        _on_data(options)
    elif options.data is not None:
        run_folder = options.run_folder or RUNS_FOLDER / options.data.resolve().name
        if not is_pack(options.data) and not (options.data / "manifest.json").is_file():
            raise TrainingError(
                "bundle.missing",
                f"{options.data} is no bundle: manifest.json is missing. For other data, name --task.",
            )
        train_on_bundle(options.data, run_folder, options)
    else:
        _on_films(options)


def _on_films(options: argparse.Namespace) -> None:
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


def _on_data(options: argparse.Namespace) -> None:
    try:
        seeds = [int(seed) for seed in options.seeds.split(",")]
    except ValueError as error:
        raise TrainingError("train.seeds", f"--seeds must be whole numbers: {options.seeds}.") from error
    opened = open_pictures(options.data, options.task, open_options(options))
    recipe = _recipe(options)
    run_folder = options.run_folder or RUNS_FOLDER / f"{options.task}-{recipe.name}"
    with joined_world(options.device) as world:
        run_folder.mkdir(parents=True, exist_ok=True)
        split = options.split or run_folder / "split.json"
        train_on_data(opened, DataRun(recipe, seeds, run_folder, split, world, options.stream))


def _recipe(options: argparse.Namespace) -> Recipe:
    if options.recipe is not None:
        recipe = read_recipe(options.recipe)
    else:
        preset = options.preset or "paper"
        classes = len(read_label_set(options.task).keys)
        size = sized(options.size, classes, options.image_px or default_px(preset))
        recipe = preset_recipe(preset, options.task, named_network(options.network, size))
        recipe = replace(recipe, name=f"{options.network}-{preset}")
    changes = {
        name: getattr(options, name)
        for name in ("epochs", "accumulate", "precision")
        if getattr(options, name) is not None
    }
    return replace(recipe, **changes)
