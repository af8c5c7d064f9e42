"""`ctranscnn gate-train`: train, measure and ship the gate before the film models."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from PIL import Image

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.nih import read_nih_films
from ctranscnn.export.facts import DataFacts
from ctranscnn.gates.film_network import FilmGate
from ctranscnn.gates.film_package import MeasuredGate, gate_metrics, write_gate
from ctranscnn.gates.film_sources import GateSources, film_folds, gate_sources
from ctranscnn.gates.film_training import GateRecipe, train_gate
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER, RUNS_FOLDER, SPLITS_FOLDER, inside_project
from ctranscnn.segmentation.folding import with_folded_norms

TEST_PHOTO_OFFSET = 1
"""Photos that training took as others are every fifth from the first; these are not among them."""


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    recipe = GateRecipe()
    parser = subparsers.add_parser("gate-train", help="train, measure and ship the frontal-film gate")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest")
    parser.add_argument("--photos", type=Path, default=REAL_DATA_FOLDER / "tongue-segmentation" / "images")
    parser.add_argument("--split", type=Path, default=SPLITS_FOLDER / "frontal-film.json")
    parser.add_argument("--run", type=Path, default=RUNS_FOLDER / "frontal-film", dest="run_folder")
    parser.add_argument("--out", type=Path, default=MODELS_FOLDER / "frontal-film")
    parser.add_argument("--seed", type=int, default=recipe.seed)
    parser.add_argument("--steps", type=int, default=recipe.steps)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train unless this recipe's weights are there, then measure and write the model folder."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    films = read_nih_films(options.films)
    folds = film_folds(options.split, films)
    photos = sorted(options.photos.glob("*.jpg"))
    sources = gate_sources(films, folds, photos)
    recipe = dataclasses.replace(GateRecipe(), seed=options.seed, steps=options.steps)
    gate = _trained(recipe, sources, options.run_folder)
    unseen = [_rgb(path) for path in photos[TEST_PHOTO_OFFSET::5]]
    metrics = gate_metrics(gate, sources, unseen)
    data = DataFacts(
        name="NIH ChestX-ray14 films, with drawn films and pictures to refuse",
        source="NIH Clinical Center; Wang et al., ChestX-ray8, CVPR 2017, pp. 3462-3471",
        licence="no restrictions on use; acknowledge the NIH Clinical Center and cite the paper",
        images=len(films),
        patients=len(set(films.patients)),
        split_file=inside_project(options.split),
    )
    differences = write_gate(options.out, with_folded_norms(gate), MeasuredGate(metrics, data, options.seed))
    report: dict[str, Any] = {name: dataclasses.asdict(metric) for name, metric in metrics.items()}
    sys.stdout.write(json.dumps({"model": str(options.out), "metrics": report, "parity": differences}) + "\n")


def _trained(recipe: GateRecipe, sources: GateSources, folder: Path) -> FilmGate:
    path, facts = folder / "weights.pt", dataclasses.asdict(recipe)
    if path.is_file():
        content = torch.load(path, weights_only=True)
        if content["recipe"] == facts:
            gate = FilmGate()
            gate.load_state_dict(content["weights"])
            return gate.eval()
    gate = train_gate(recipe, sources.training, sources.validation)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"recipe": facts, "weights": gate.state_dict()}, path)
    return gate


def _rgb(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))
