"""`ctranscnn tips-evaluate`: measure what suggests tubes, and ship it."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.commands.tips_train import WEIGHTS_NAME
from ctranscnn.data.nih import NihFilms, read_nih_films
from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.export.facts import DataFacts
from ctranscnn.export.rounding import rounded_to_half
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER, RUNS_FOLDER, inside_project
from ctranscnn.phantoms.backgrounds import FOLDS_OF, SPLIT_FILE, WORST_MATCH, split_of
from ctranscnn.phantoms.film_background import FilmBackground
from ctranscnn.phantoms.noise import as_field
from ctranscnn.phantoms.registration import estimate_frame
from ctranscnn.resample import resample
from ctranscnn.segmentation.folding import with_folded_norms
from ctranscnn.tubes.evaluation import TestFilm, drawn_metrics, empty_metrics
from ctranscnn.tubes.examples import FILM_SIDE_PX, draw_over
from ctranscnn.tubes.network import TubeNetwork, TubeProbabilities
from ctranscnn.tubes.package import MeasuredTubes, write_tubes
from ctranscnn.tubes.training import TubeRecipe, recipe_of

TEST_SEED = 5003
DRAWN_PER_FILM = 5


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("tips-evaluate", help="measure what suggests tubes and tips, and ship it")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest")
    parser.add_argument("--run", type=Path, default=RUNS_FOLDER / "line-tips", dest="run_folder")
    parser.add_argument("--out", type=Path, default=MODELS_FOLDER / "line-tips")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure on films of unseen patients and write the model folder."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    network = shipped_form(options.run_folder / WEIGHTS_NAME)
    seed, command = provenance(options.run_folder)
    films = read_nih_films(options.films)
    drawn, empty = test_films(films)
    metrics = drawn_metrics(network, drawn)
    metrics |= empty_metrics(network, empty, "nothing drawn, postero-anterior")
    metrics |= empty_metrics(
        network, bedside_films(films), "nothing drawn, antero-posterior (many show real tubes)"
    )
    chosen, _ = split_of(films, SPLIT_FILE)
    data = DataFacts(
        name="NIH ChestX-ray14 postero-anterior films with drawn tubes; generated films beside them",
        source="NIH Clinical Center; Wang et al., ChestX-ray8, CVPR 2017, pp. 3462-3471",
        licence="no restrictions on use; acknowledge the NIH Clinical Center and cite the paper",
        images=len(chosen),
        patients=len({films.patients[index] for index in chosen}),
        split_file=inside_project(SPLIT_FILE),
    )
    differences = write_tubes(options.out, network, MeasuredTubes(metrics, data, seed, command))
    report = {name: dataclasses.asdict(metric) for name, metric in metrics.items()}
    sys.stdout.write(json.dumps({"model": str(options.out), "metrics": report, "parity": differences}) + "\n")


def shipped_form(weights: Path) -> TubeProbabilities:
    """The network as it is shipped: norms folded, weights rounded to half precision.

    Raises TrainingError `tubes.noWeights`.
    """
    if not weights.is_file():
        raise TrainingError("tubes.noWeights", f"{weights} does not exist: run tips-train first.")
    network = TubeNetwork()
    network.load_state_dict(torch.load(weights, weights_only=True))
    folded = rounded_to_half(TubeProbabilities(with_folded_norms(network)))
    assert isinstance(folded, TubeProbabilities)
    return folded.eval()


def provenance(run_folder: Path) -> tuple[int, str]:
    """The seed that trained a run's weights, and the commands that repeat it.

    Raises TrainingError `tubes.noRun` where the run does not say, and `tubes.labelled` where labelled films
    were trained on: the card says of the weights that nobody labelled a real tube for them.
    """
    weights = torch.load(run_folder / WEIGHTS_NAME, weights_only=True)
    recipe, labelled = recipe_of(run_folder, weights)
    if labelled > 0:
        raise TrainingError(
            "tubes.labelled",
            f"{run_folder} was trained on {labelled} labelled films too, of which the package says nothing.",
        )
    usual = dataclasses.asdict(TubeRecipe(seed=recipe.seed))
    own = [f"{name} {value}" for name, value in dataclasses.asdict(recipe).items() if usual[name] != value]
    told = f" (recipe with {', '.join(own)})" if own else ""
    return recipe.seed, f"ctranscnn tips-train --seed {recipe.seed}{told}, then tips-evaluate"


def test_films(films: NihFilms) -> tuple[list[TestFilm], list[Picture]]:
    """Test films in DRAWN_PER_FILM drawings each, those without a tube left out; and as they lie."""
    chosen, folds = split_of(films, SPLIT_FILE)
    sizes = mm_per_px(films.folder)
    drawn: list[TestFilm] = []
    empty: list[Picture] = []
    for index, fold in zip(chosen, folds, strict=True):
        if int(fold) not in FOLDS_OF["test"]:
            continue
        picture = _small(films.picture(index))
        empty.append(picture)
        values = as_field(picture.astype(np.float32) / 255.0)
        frame, match = estimate_frame(values)
        if match < WORST_MATCH:
            continue
        background = FilmBackground(values, frame, "nih-chest")
        for number in range(DRAWN_PER_FILM):
            film = draw_over(background, np.random.default_rng([TEST_SEED, index, number]))
            if film.tubes:
                size = sizes.get(films.names[index], float("nan"))
                drawn.append(TestFilm(film, films.patients[index], size))
    return drawn, empty


def bedside_films(films: NihFilms) -> list[Picture]:
    """Every third antero-posterior film of patients of whom no film was trained on."""
    chosen, folds = split_of(films, SPLIT_FILE)
    trained = {
        films.patients[index]
        for index, fold in zip(chosen, folds, strict=True)
        if int(fold) in FOLDS_OF["train"]
    }
    assert films.auxiliary is not None
    bedside = [int(index) for index in np.flatnonzero(films.auxiliary[:, 0] == 1.0)]
    return [_small(films.picture(index)) for index in bedside if films.patients[index] not in trained][::3]


def mm_per_px(folder: Path) -> dict[str, float]:
    """By film: how many mm a column of the film at FILM_SIDE_PX stands for at the detector."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["image"]: float(row["original_width_px"]) * float(row["original_spacing_mm"]) / FILM_SIDE_PX
            for row in csv.DictReader(file)
            if row["original_spacing_mm"]
        }


def _small(film: Picture) -> Picture:
    if film.shape[0] == film.shape[1]:
        image = Image.fromarray(film).resize((FILM_SIDE_PX, FILM_SIDE_PX), Image.Resampling.BICUBIC)
        return np.asarray(image)
    return resample(film, FILM_SIDE_PX, FILM_SIDE_PX)
