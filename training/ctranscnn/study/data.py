"""What the networks of a study learn from and are measured on: the real films, or phantoms."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.nih import NihFilms, read_nih_films
from ctranscnn.data.phantoms import PhantomPlan, film_phantoms, tongue_phantoms
from ctranscnn.data.pictures import PicturesInMemory
from ctranscnn.errors import TrainingError
from ctranscnn.phantoms.backgrounds import GENERATED_SEED, Part, generated_backgrounds
from ctranscnn.split import patient_folds, read_folds, write_folds
from ctranscnn.study.plan import Phantoms, StudyPlan

TRAINING_ONLY = -1
"""In place of a fold: every network learns from the picture and none is measured on it."""


@dataclass(frozen=True)
class StudySource:
    """Where the real films and their folds lie; a study on phantoms needs neither."""

    films: Path | None
    split_file: Path
    """Drawn where it is missing."""


@dataclass(frozen=True)
class StudyData:
    """n pictures in memory, and which network is measured on which."""

    pictures: PicturesInMemory
    names: Sequence[str]
    folds: NDArray[np.intp]
    """[n] the fold that holds the picture out, or TRAINING_ONLY."""
    split: str
    """In words, as `source` is."""
    source: str
    demonstration: bool

    @property
    def measured(self) -> list[int]:
        """Indices of the pictures that some fold holds out."""
        return [index for index, fold in enumerate(self.folds) if fold != TRAINING_ONLY]


def study_data(plan: StudyPlan, source: StudySource) -> StudyData:
    """Read or draw the study's pictures. Raises TrainingError `study.films`, and as the readers do."""
    if plan.phantoms is not None:
        return _drawn(plan, plan.phantoms)
    if source.films is None:
        raise TrainingError("study.films", "This study reads real films: name their folder with --films.")
    films = read_nih_films(source.films)
    # decoded once: a study reads every film for every fold of every entry
    pictures = [films.picture(index) for index in range(len(films))]
    return StudyData(
        PicturesInMemory(films.labels, films.patients, films.targets, pictures, auxiliary=films.auxiliary),
        films.names,
        _film_folds(plan, films, source.split_file),
        split=f"{plan.folds} folds by patient",
        source=f"{len(films)} frontal films of NIH ChestX-ray14",
        demonstration=False,
    )


def _film_folds(plan: StudyPlan, films: NihFilms, path: Path) -> NDArray[np.intp]:
    if not path.is_file():
        drawn = patient_folds(films.patients, films.targets, plan.folds, 0)
        write_folds(path, films.names, drawn, {"source": "nih-chest", "folds": plan.folds, "seed": 0})
    return read_folds(path, films.names, films.patients)


def _drawn(plan: StudyPlan, phantoms: Phantoms) -> StudyData:
    training, test = _part(plan, phantoms, "train"), _part(plan, phantoms, "test")
    folds = np.asarray([TRAINING_ONLY] * len(training) + [0] * len(test), np.intp)
    what = "tongues" if plan.task == "tcmtd" else "lines on drawn films"
    patients = [*training.patients, *test.patients]
    masks = None
    if training.masks is not None and test.masks is not None:
        masks = [*training.masks, *test.masks]
    return StudyData(
        PicturesInMemory(
            training.labels,
            patients,
            np.concatenate([training.targets, test.targets]),
            [*training.pictures, *test.pictures],
            masks,
        ),
        patients,
        folds,
        split=f"{len(test)} phantoms of a seed that training never saw ({len(training)} to train on)",
        source=f"drawn {what} (ctranscnn phantoms)",
        demonstration=True,
    )


def _part(plan: StudyPlan, phantoms: Phantoms, part: Part) -> PicturesInMemory:
    testing = part == "test"
    drawing = PhantomPlan(
        "tongue" if plan.task == "tcmtd" else "film",
        phantoms.test if testing else phantoms.train,
        phantoms.test_seed if testing else phantoms.seed,
        phantoms.picture_px,
        phantoms.picture_px,
    )
    if drawing.kind == "tongue":
        return tongue_phantoms(drawing)
    # what lies behind the lines is new to the networks, too
    behind = generated_backgrounds(phantoms.backgrounds, GENERATED_SEED[part], phantoms.picture_px)
    return film_phantoms(drawing, behind, part)
