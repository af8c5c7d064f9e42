"""Read the workstation's training bundle (its export of signed labels) and believe nothing in it unchecked.

manifest.json   {"formatVersion":1,"task","labelSet":{id,version},"labels":[keys],
                 "files":[{"path","sha256"}],"splits":{"train":n,"validation":n,"test":n}}
labels.csv      image, patient, split, then one column per label key: 1, 0 or empty (not answered: masked)
images/*.png
"""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from ctranscnn.data.pictures import Picture, Subset, Targets
from ctranscnn.errors import TrainingError
from ctranscnn.labels import LabelSet, read_label_set
from ctranscnn.split import refuse_divided_patients
from ctranscnn.strict import build, read_json

LEADING_COLUMNS = ("image", "patient", "split")
SPLITS = ("train", "validation", "test")
CELLS = {"1": 1.0, "0": 0.0, "": float("nan")}


@dataclass(frozen=True)
class LabelSetName:
    """Which label set the columns belong to."""

    id: str
    version: int


@dataclass(frozen=True)
class BundleFile:
    """One file of the bundle and the hash it must have."""

    path: str
    sha256: str


@dataclass(frozen=True)
class SplitCounts:
    """How many pictures each side of the split has."""

    train: int
    validation: int
    test: int


@dataclass(frozen=True)
class BundlePictures:
    """The pictures of one bundle, all sides of its split together."""

    folder: Path
    task: str
    label_set: LabelSet
    labels: tuple[str, ...]
    names: list[str]
    patients: list[str]
    splits: list[str]
    targets: Targets
    auxiliary: None = None
    name: str = "Training bundle of the workstation"
    source: str = "signed labels of the site's readers"
    licence: str = "the site's own"

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.names)

    def picture(self, index: int) -> Picture:
        """Grey [H, W] or RGB [H, W, 3]. Raises TrainingError `bundle.picture`."""
        path = self.folder / self.names[index]
        try:
            with Image.open(path) as image:
                grey = image.mode in ("L", "1")
                return np.asarray(image.convert("L" if grey else "RGB"))
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise TrainingError("bundle.picture", f"{self.names[index]} cannot be read: {error}.") from error

    def mask(self, index: int) -> None:
        """A bundle carries no masks."""
        del index

    def side(self, split: str) -> Subset:
        """The pictures of one side: train, validation or test."""
        return Subset(self, [index for index, value in enumerate(self.splits) if value == split])


@dataclass(frozen=True)
class _Manifest:
    format_version: int
    task: str
    label_set: LabelSetName
    labels: tuple[str, ...]
    files: tuple[BundleFile, ...]
    splits: SplitCounts


def read_bundle(folder: Path) -> BundlePictures:
    """Read and check a bundle.

    Raises TrainingError: `bundle.missing`, `bundle.version`, `bundle.labels`, `bundle.path`, `bundle.hash`,
    `bundle.columns`, `bundle.cell` (naming row and column), `bundle.splitCounts`, `split.patientDivided`.
    """
    manifest = _read_manifest(folder)
    _check_files(folder, manifest)
    rows = _read_rows(folder, manifest.labels)
    listed = {file.path for file in manifest.files}
    names = [f"images/{row['image']}" for row in rows]
    for number, name in enumerate(names):
        if name not in listed:
            raise _bad_cell(number, "image", f"'{name}' is not among the manifest's files")
    patients = [row["patient"] for row in rows]
    splits = [row["split"] for row in rows]
    refuse_divided_patients(patients, splits)
    _check_counts(splits, manifest.splits)
    targets = np.asarray([[CELLS[row[label]] for label in manifest.labels] for row in rows], np.float32)
    return BundlePictures(
        folder=folder,
        task=manifest.task,
        label_set=read_label_set(manifest.label_set.id),
        labels=manifest.labels,
        names=names,
        patients=patients,
        splits=splits,
        targets=targets.reshape(len(rows), len(manifest.labels)),
    )


def _read_manifest(folder: Path) -> _Manifest:
    path = folder / "manifest.json"
    if not path.is_file():
        raise TrainingError("bundle.missing", f"{folder} is not a training bundle: manifest.json is missing.")
    values: Any = read_json(path)
    renamed = {"formatVersion": "format_version", "labelSet": "label_set"}
    if not isinstance(values, dict):
        raise TrainingError("facts.wrongType", "manifest.json must be an object.")
    known = {renamed.get(str(key), str(key)): value for key, value in values.items()}
    fields = set(_Manifest.__dataclass_fields__)
    # a newer workstation may say more; what this reader needs it checks
    manifest = build(
        _Manifest, {key: value for key, value in known.items() if key in fields}, "manifest.json"
    )
    if manifest.format_version != 1:
        raise TrainingError("bundle.version", f"Bundle format {manifest.format_version} is not known.")
    label_set = read_label_set(manifest.label_set.id)
    if label_set.version != manifest.label_set.version:
        raise TrainingError(
            "bundle.labels", f"Label set {label_set.id} here has version {label_set.version}."
        )
    unknown = [label for label in manifest.labels if label not in label_set.keys]
    if unknown or not manifest.labels or len(set(manifest.labels)) != len(manifest.labels):
        raise TrainingError("bundle.labels", f"The labels do not fit {label_set.id}: {', '.join(unknown)}.")
    return manifest


def _check_files(folder: Path, manifest: _Manifest) -> None:
    for file in manifest.files:
        parts = PurePosixPath(file.path)
        if parts.is_absolute() or ".." in parts.parts:
            raise TrainingError("bundle.path", f"{file.path} leads out of the bundle.")
        path = folder / parts
        if not path.is_file():
            raise TrainingError("bundle.hash", f"{file.path} is listed but missing.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise TrainingError("bundle.hash", f"{file.path} is not the file that was exported.")
    if "labels.csv" not in {file.path for file in manifest.files}:
        raise TrainingError("bundle.hash", "labels.csv is not among the manifest's files.")


def _read_rows(folder: Path, labels: tuple[str, ...]) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        expected = [*LEADING_COLUMNS, *labels]
        if reader.fieldnames is None or list(reader.fieldnames) != expected:
            raise TrainingError("bundle.columns", f"labels.csv must have the columns {', '.join(expected)}.")
        rows: list[dict[str, Any]] = list(reader)
    for number, row in enumerate(rows):
        _check_row(number, row, labels)
    return rows


def _check_row(number: int, row: dict[Any, Any], labels: tuple[str, ...]) -> None:
    if None in row or None in row.values():
        raise TrainingError("bundle.cell", f"labels.csv row {number + 2} has another number of cells.")
    if not row["patient"]:
        raise _bad_cell(number, "patient", "it is empty")
    if row["split"] not in SPLITS:
        raise _bad_cell(number, "split", f"'{row['split']}' is none of {', '.join(SPLITS)}")
    for label in labels:
        if row[label] not in CELLS:
            raise _bad_cell(number, label, f"'{row[label]}' is none of 1, 0 and empty")


def _bad_cell(number: int, column: str, reason: str) -> TrainingError:
    # the header is row 1, as a spreadsheet counts
    return TrainingError("bundle.cell", f"labels.csv row {number + 2}, column {column}: {reason}.")


def _check_counts(splits: list[str], counts: SplitCounts) -> None:
    for split in SPLITS:
        if splits.count(split) != getattr(counts, split):
            raise TrainingError(
                "bundle.splitCounts",
                f"The manifest counts {getattr(counts, split)} {split} pictures, "
                f"labels.csv {splits.count(split)}.",
            )
