"""The real chest films of `shared/data/nih-chest` (NIH ChestX-ray14; Wang et al., CVPR 2017)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ctranscnn.data.pictures import Picture, Targets
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set

NO_FINDING = "No Finding"


@dataclass(frozen=True)
class NihFilms:
    """Films with the 14 findings; the auxiliary facts are view (AP = 1), sex (M = 1) and age / 100."""

    folder: Path
    names: Sequence[str]
    labels: Sequence[str]
    patients: Sequence[str]
    targets: Targets
    auxiliary: Targets | None

    def __len__(self) -> int:
        """Number of films."""
        return len(self.names)

    def picture(self, index: int) -> Picture:
        """Grey film [H, W]."""
        with Image.open(self.folder / "images" / self.names[index]) as image:
            return np.asarray(image.convert("L"))

    def mask(self, index: int) -> None:
        """Films have no region."""
        del index


def read_nih_films(folder: Path) -> NihFilms:
    """Read `labels.csv` and check that every film is there.

    Raises TrainingError `nih.missing`, `nih.unknownFinding` or `nih.filmMissing`.
    """
    table = folder / "labels.csv"
    if not table.is_file():
        raise TrainingError("nih.missing", f"There are no films at {folder}: labels.csv is missing.")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    label_set = read_label_set("chestxray14")
    column = label_set.index_of_dataset_name()
    targets = np.zeros((len(rows), len(label_set.keys)), np.float32)
    for number, row in enumerate(rows):
        if not (folder / "images" / row["image"]).is_file():
            raise TrainingError("nih.filmMissing", f"Row {number + 2}: {row['image']} is missing.")
        for finding in row["findings"].split("|"):
            if finding == NO_FINDING:
                continue
            if finding not in column:
                raise TrainingError("nih.unknownFinding", f"Row {number + 2}: unknown finding '{finding}'.")
            targets[number, column[finding]] = 1
    return NihFilms(
        folder=folder,
        names=[row["image"] for row in rows],
        labels=label_set.keys,
        patients=[row["patient_id"] for row in rows],
        targets=targets,
        auxiliary=np.asarray([_circumstances(row) for row in rows], np.float32),
    )


def _circumstances(row: dict[str, str]) -> list[float]:
    age = float(row["age"]) / 100 if row["age"] else float("nan")
    return [float(row["view"] == "AP"), float(row["sex"] == "M"), min(age, 1.0)]
