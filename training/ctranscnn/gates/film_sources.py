"""Where the film gate's pictures come from, and which films it never sees before the test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ctranscnn.data.nih import NihFilms
from ctranscnn.data.pictures import Picture
from ctranscnn.gates.film_pictures import SOURCE_SIDE_PX, FilmSources
from ctranscnn.gates.photographs import sample_photographs
from ctranscnn.phantoms.film_background import draw_film_background
from ctranscnn.phantoms.noise import to_picture
from ctranscnn.split import patient_folds, read_folds, write_folds

FOLDS = 6
SPLIT_SEED = 0
TEST_FOLD, VALIDATION_FOLD = 0, 1
DRAWN_SEED = 3
DRAWN_COUNTS = {"training": 72, "validation": 18, "test": 30}
DRAWN_SIDE_PX = 256
PHOTO_SIDE_PX = 128
PHOTO_STEP = 5


@dataclass(frozen=True)
class GateSources:
    """training and validation sources; the test films at their own size; test films drawn."""

    training: FilmSources
    validation: FilmSources
    test_films: list[Picture]
    test_drawn: list[Picture]


def film_folds(path: Path, films: NihFilms) -> NDArray[np.intp]:
    """The fold of each film, [n]; patients stay together. Writes the split where there is none yet."""
    if not path.is_file():
        folds = patient_folds(films.patients, films.targets, FOLDS, SPLIT_SEED)
        facts = {
            "source": "NIH ChestX-ray14",
            "seed": SPLIT_SEED,
            "folds": FOLDS,
            "test": TEST_FOLD,
            "validation": VALIDATION_FOLD,
        }
        write_folds(path, films.names, folds, facts)
    return read_folds(path, films.names, films.patients)


def gate_sources(films: NihFilms, folds: NDArray[np.intp], photos: list[Path]) -> GateSources:
    """Films by fold, drawn films by seed; every PHOTO_STEP-th photo and the sample photographs as others."""
    others = [*sample_photographs(), *(_photo(path) for path in photos[::PHOTO_STEP])]
    drawn = [_drawn(index) for index in range(sum(DRAWN_COUNTS.values()))]
    validation_start, test_start = DRAWN_COUNTS["training"], len(drawn) - DRAWN_COUNTS["test"]
    thumbnails = {
        fold: [_small(films.picture(int(i))) for i in np.flatnonzero(folds == fold)]
        for fold in range(1, FOLDS)
    }
    training = [film for fold in range(2, FOLDS) for film in thumbnails[fold]]
    return GateSources(
        FilmSources(training, [_small(film) for film in drawn[:validation_start]], others),
        FilmSources(
            thumbnails[VALIDATION_FOLD], [_small(film) for film in drawn[validation_start:test_start]], others
        ),
        [films.picture(int(i)) for i in np.flatnonzero(folds == TEST_FOLD)],
        drawn[test_start:],
    )


def _drawn(index: int) -> Picture:
    return to_picture(draw_film_background(np.random.default_rng([DRAWN_SEED, index]), DRAWN_SIDE_PX).values)


def _small(film: Picture) -> Picture:
    image = Image.fromarray(film).resize((SOURCE_SIDE_PX, SOURCE_SIDE_PX), Image.Resampling.BICUBIC)
    return np.asarray(image)


def _photo(path: Path) -> Picture:
    with Image.open(path) as image:
        return np.asarray(
            image.convert("RGB").resize((PHOTO_SIDE_PX, PHOTO_SIDE_PX), Image.Resampling.BICUBIC)
        )
