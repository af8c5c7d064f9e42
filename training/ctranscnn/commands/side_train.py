"""`ctranscnn side-train`: train, measure and ship what warns of a mirrored film."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.nih import read_nih_films
from ctranscnn.data.pictures import Picture
from ctranscnn.export.facts import DataFacts
from ctranscnn.gates.film_package import MeasuredGate, write_gate
from ctranscnn.gates.film_sources import TEST_FOLD, VALIDATION_FOLD, film_folds
from ctranscnn.gates.side_package import SIDE_GATE, side_metrics
from ctranscnn.gates.side_training import SideRecipe, train_side
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER, SPLITS_FOLDER, inside_project
from ctranscnn.segmentation.folding import with_folded_norms

SOURCE_SIDE_PX = 192


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    recipe = SideRecipe()
    parser = subparsers.add_parser("side-train", help="train, measure and ship what warns of a mirrored film")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest")
    parser.add_argument("--split", type=Path, default=SPLITS_FOLDER / "frontal-film.json")
    parser.add_argument("--out", type=Path, default=MODELS_FOLDER / "film-side")
    parser.add_argument("--seed", type=int, default=recipe.seed)
    parser.add_argument("--steps", type=int, default=recipe.steps)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train, measure, write the model folder."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    films = read_nih_films(options.films)
    folds = film_folds(options.split, films)
    pictures = [films.picture(index) for index in range(len(films))]
    small = [_small(picture) for picture in pictures]
    seen = (folds != TEST_FOLD) & (folds != VALIDATION_FOLD)
    training = [small[int(index)] for index in np.flatnonzero(seen)]
    validation = [small[int(index)] for index in np.flatnonzero(folds == VALIDATION_FOLD)]
    recipe = dataclasses.replace(SideRecipe(), seed=options.seed, steps=options.steps)
    gate = train_side(recipe, training, validation)
    metrics = side_metrics(gate, [pictures[int(index)] for index in np.flatnonzero(folds == TEST_FOLD)])
    data = DataFacts(
        name="NIH ChestX-ray14 films and their mirror images",
        source="NIH Clinical Center; Wang et al., ChestX-ray8, CVPR 2017, pp. 3462-3471",
        licence="no restrictions on use; acknowledge the NIH Clinical Center and cite the paper",
        images=len(films),
        patients=len(set(films.patients)),
        split_file=inside_project(options.split),
    )
    differences = write_gate(
        options.out, with_folded_norms(gate), MeasuredGate(metrics, data, options.seed), SIDE_GATE
    )
    report = {name: dataclasses.asdict(metric) for name, metric in metrics.items()}
    sys.stdout.write(json.dumps({"model": str(options.out), "metrics": report, "parity": differences}) + "\n")


def _small(film: Picture) -> Picture:
    image = Image.fromarray(film).resize((SOURCE_SIDE_PX, SOURCE_SIDE_PX), Image.Resampling.BICUBIC)
    return np.asarray(image)
