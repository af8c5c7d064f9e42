"""`ctranscnn tips-train`: train what suggests tubes and their tips, on tubes drawn over real films."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import cv2
import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.paths import REAL_DATA_FOLDER, RECIPES_FOLDER, RUNS_FOLDER
from ctranscnn.phantoms.backgrounds import backgrounds_of
from ctranscnn.strict import build, read_json
from ctranscnn.tubes.examples import FILM_SIDE_PX
from ctranscnn.tubes.labelled import read_labelled_films
from ctranscnn.tubes.sources import example_source, films_sha256
from ctranscnn.tubes.training import TubeRecipe, TubeRun, train_tubes

WEIGHTS_NAME = "weights.pt"
GENERATED_FILMS = 24
"""Drawn films among the real ones: what lies under the tubes of a film without any real one is known."""


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "tips-train", help="train what suggests tubes and tips (goes on with an unfinished run)"
    )
    parser.add_argument("--recipe", type=Path, default=RECIPES_FOLDER / "line-tips.json")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest")
    parser.add_argument(
        "--lines", type=Path, default=None, help="folder of train.csv and train_annotations.csv (RANZCR CLiP)"
    )
    parser.add_argument("--images", type=Path, default=None, help="where the films of --lines lie")
    parser.add_argument("--run", type=Path, default=RUNS_FOLDER / "line-tips", dest="run_folder")
    parser.add_argument("--seed", type=int, default=None, help="in place of the recipe's")
    parser.add_argument("--steps", type=int, default=None, help="in place of the recipe's")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes that draw ahead")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train and leave the averaged weights in the run folder."""
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    recipe = build(TubeRecipe, read_json(options.recipe), str(options.recipe))
    given = {name: value for name in ("seed", "steps") if (value := getattr(options, name)) is not None}
    recipe = dataclasses.replace(recipe, **given)
    labelled = None if options.lines is None else read_labelled_films(options.lines, options.images)
    backgrounds = backgrounds_of("train", options.films, FILM_SIDE_PX, GENERATED_FILMS)
    source = example_source(backgrounds, labelled)
    films = films_sha256(backgrounds, labelled)
    tube_run = TubeRun(options.run_folder, films, 0 if labelled is None else len(labelled), options.workers)
    network = train_tubes(recipe, source, tube_run)
    torch.save(network.state_dict(), options.run_folder / WEIGHTS_NAME)
    sys.stdout.write(f"{options.run_folder / WEIGHTS_NAME}\n")
