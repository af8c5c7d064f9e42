"""The two demonstration models: their phantoms, their training, what they reach and what they cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ctranscnn.data.phantoms import PhantomPlan, film_phantoms, tongue_phantoms
from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.paths import RECIPES_FOLDER, RUNS_FOLDER
from ctranscnn.phantoms.backgrounds import Part, backgrounds_of
from ctranscnn.recipe import Recipe, read_recipe

DemonstrationName = Literal["tcmtd", "chestxray11"]

SEEDS: dict[Part, int] = {"train": 11, "validation": 12, "test": 13}


@dataclass(frozen=True)
class DemonstrationSize:
    """How many phantoms of each part, drawn at `drawn_px`; training keeps them smaller, at `kept_px`."""

    train: int
    validation: int
    test: int
    drawn_px: int
    kept_px: int
    generated: int = 0
    """Generated films beside the real ones: all for training, a quarter each for validation and test."""


SIZES: dict[DemonstrationName, DemonstrationSize] = {
    "tcmtd": DemonstrationSize(train=4000, validation=500, test=1200, drawn_px=224, kept_px=224),
    "chestxray11": DemonstrationSize(
        train=6000, validation=600, test=1500, drawn_px=320, kept_px=200, generated=80
    ),
}


@dataclass(frozen=True)
class DemonstrationData:
    """All parts; `control` has the labels and nuisances of `test`, but the signs are not drawn."""

    train: LabelledPictures
    validation: LabelledPictures
    test: LabelledPictures
    control: LabelledPictures


def demonstration_recipe(name: DemonstrationName) -> Recipe:
    """The committed recipe."""
    return read_recipe(RECIPES_FOLDER / f"{name}.json")


def demonstration_folder(name: DemonstrationName) -> Path:
    """Where its run lives."""
    return RUNS_FOLDER / name


def demonstration_data(
    name: DemonstrationName, films: Path | None, size: DemonstrationSize | None = None
) -> DemonstrationData:
    """Phantoms of three disjoint seeds. `films` is the folder of real films (None: generated films only).

    Films of the three parts come from different patients, generated ones from different seeds.
    """
    size = SIZES[name] if size is None else size
    plan = PhantomPlan("tongue" if name == "tcmtd" else "film", size.train, 0, size.drawn_px, size.kept_px)
    counts: dict[Part, int] = {"train": size.train, "validation": size.validation, "test": size.test}
    found: dict[str, LabelledPictures] = {}
    for part, count in counts.items():
        # Test phantoms keep the size they were drawn at, so that they take the way of any film through the
        # resize.
        kept = size.drawn_px if part == "test" else size.kept_px
        here = replace(plan, count=count, seed=SEEDS[part], kept_px=kept)
        generated = size.generated if part == "train" else size.generated // 4
        backgrounds = [] if name == "tcmtd" else backgrounds_of(part, films, size.drawn_px, generated)
        for key, drawn in ((part, True), ("control", False)) if part == "test" else ((part, True),):
            chosen = replace(here, signs_drawn=drawn)
            if name == "tcmtd":
                found[key] = tongue_phantoms(chosen)
            else:
                found[key] = film_phantoms(chosen, backgrounds, part)
    return DemonstrationData(found["train"], found["validation"], found["test"], found["control"])
