"""Backgrounds for drawn lines: real films split by patient, and generated ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from ctranscnn.data.nih import NihFilms, read_nih_films
from ctranscnn.paths import SPLITS_FOLDER
from ctranscnn.phantoms.film_background import FilmBackground, draw_film_background
from ctranscnn.phantoms.noise import as_field, stream
from ctranscnn.phantoms.registration import estimate_frame
from ctranscnn.split import patient_folds, read_folds, write_folds

Part = Literal["train", "validation", "test"]

SPLIT_FILE = SPLITS_FOLDER / "chestxray11-backgrounds.json"
FOLDS = 6
FOLDS_OF: dict[Part, tuple[int, ...]] = {"train": (0, 1, 2, 3), "validation": (4,), "test": (5,)}
GENERATED_SEED: dict[Part, int] = {"train": 7001, "validation": 7002, "test": 7003}
# A film on which the drawn lungs match worse than this has no usable frame (collimated, turned, one lung
# white).
WORST_MATCH = 0.52
BACKGROUND = 20


def generated_backgrounds(count: int, seed: int, size_px: int) -> list[FilmBackground]:
    """Generated films of one seed."""
    return [draw_film_background(stream(seed, index, BACKGROUND), size_px) for index in range(count)]


def real_backgrounds(folder: Path, part: Part, size_px: int) -> list[FilmBackground]:
    """The postero-anterior films of one part of the split, resized to `size_px` squared, with estimated
    frames.

    Antero-posterior films are left out: most of these patients lie in bed, and many of their films already
    show real tubes that nobody has labelled.
    """
    films = read_nih_films(folder)
    chosen, folds = split_of(films, SPLIT_FILE)
    result: list[FilmBackground] = []
    for index, fold in zip(chosen, folds, strict=True):
        if int(fold) not in FOLDS_OF[part]:
            continue
        image = Image.fromarray(films.picture(index)).resize((size_px, size_px), Image.Resampling.BICUBIC)
        values = as_field(np.asarray(image, dtype=np.float32) / 255.0)
        frame, match = estimate_frame(values)
        if match >= WORST_MATCH:
            result.append(FilmBackground(values, frame, "nih-chest"))
    return result


def backgrounds_of(part: Part, folder: Path | None, size_px: int, generated: int) -> list[FilmBackground]:
    """Real films of a part (none where `folder` is None or absent, which is said) and generated ones beside
    them.
    """
    drawn = generated_backgrounds(generated, GENERATED_SEED[part], size_px)
    if folder is None or not (folder / "labels.csv").is_file():
        sys.stderr.write("no real films at hand: lines are drawn on generated films only\n")
        return drawn
    return real_backgrounds(folder, part, size_px) + drawn


def split_of(films: NihFilms, path: Path) -> tuple[list[int], np.ndarray]:
    """Indices of the usable (postero-anterior) films and their folds; the split file is written
    when missing.
    """
    if films.auxiliary is None:
        return [], np.zeros(0, np.intp)
    chosen = [int(index) for index in np.flatnonzero(films.auxiliary[:, 0] == 0.0)]
    names = [films.names[index] for index in chosen]
    patients = [films.patients[index] for index in chosen]
    if not path.is_file():
        folds = patient_folds(patients, films.targets[chosen], FOLDS, 0)
        facts = {
            "source": "nih-chest, postero-anterior films, backgrounds of drawn lines",
            "folds": FOLDS,
            "seed": 0,
            "parts": {part: list(members) for part, members in FOLDS_OF.items()},
        }
        write_folds(path, names, folds, facts)
    return chosen, read_folds(path, names, patients)
