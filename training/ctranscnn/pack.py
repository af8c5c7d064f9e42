"""A small resized training pack: one file that can travel to another machine and be trained on there.

A pack is a ZIP of `pack.json` and the pictures. Films are grey JPEG with their answers, tongue photos JPEG
with PNG masks. Names and patients are hashed; the fold of each picture travels along, so every machine splits
alike.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from ctranscnn.data.bundle import BundlePictures
from ctranscnn.data.pictures import LabelledPictures, Picture, PicturesInMemory, Targets
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set
from ctranscnn.split import picture_name, refuse_divided_patients

PackKind = Literal["films", "tongue-photos"]

FORMAT_VERSION = 1
FACTS_NAME = "pack.json"
LARGEST_BYTES = 20 * 1024 * 1024
JPEG_QUALITY = 88
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
SIDE_OF_FOLD = {"0": "test", "1": "validation"}


@dataclass(frozen=True)
class PackPlan:
    """How to pack: side in pixels, where the pictures come from, and the fold or part of each."""

    kind: PackKind
    task: str
    size_px: int
    source: str
    licence: str
    parts: Sequence[str]


@dataclass(frozen=True)
class Pack:
    """An opened pack: pictures in memory and the fold or part of each ("" where none was given)."""

    kind: PackKind
    names: Sequence[str]
    pictures: PicturesInMemory
    parts: Sequence[str]
    facts: dict[str, Any]


def write_pack(path: Path, names: Sequence[str], pictures: LabelledPictures, plan: PackPlan) -> int:
    """Write a pack and give its size in bytes. The same pictures give the same bytes.

    Raises TrainingError `pack.parts` (one part per picture), `split.patientDivided`, or `pack.large` above 20
    MiB, and then leaves no file behind.
    """
    if not len(names) == len(pictures) == len(plan.parts):
        raise TrainingError("pack.parts", "A pack needs one name and one part per picture.")
    refuse_divided_patients(pictures.patients, plan.parts)
    partial = path.with_name(path.name + ".partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    items: list[dict[str, Any]] = []
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        for index, name in enumerate(names):
            items.append(_add_item(archive, _travelling(name, plan), (pictures, index), plan))
        facts = {
            "formatVersion": FORMAT_VERSION,
            "kind": plan.kind,
            "task": plan.task,
            "sizePx": plan.size_px,
            "source": plan.source,
            "licence": plan.licence,
            "labels": list(pictures.labels),
            "items": items,
        }
        text = json.dumps(facts, indent=1, allow_nan=False)
        archive.writestr(zipfile.ZipInfo(FACTS_NAME, FIXED_TIME), text, zipfile.ZIP_DEFLATED)
    size = partial.stat().st_size
    if size >= LARGEST_BYTES:
        partial.unlink()
        raise TrainingError("pack.large", f"The pack would be {size} bytes; choose a smaller --size.")
    partial.replace(path)
    return size


def is_pack(path: Path) -> bool:
    """Whether a path is a pack rather than a folder of data."""
    return path.is_file() and zipfile.is_zipfile(path)


def read_pack(path: Path) -> Pack:
    """Open a pack and check every picture against its hash.

    Raises TrainingError `pack.missing`, `pack.malformed` or `pack.damaged`.
    """
    if not path.is_file():
        raise TrainingError("pack.missing", f"{path} does not exist.")
    try:
        with zipfile.ZipFile(path) as archive:
            facts: dict[str, Any] = json.loads(archive.read(FACTS_NAME))
            return _opened(archive, facts)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise TrainingError("pack.malformed", f"{path} is not a training pack: {error}.") from error


@dataclass(frozen=True)
class PackBundle(BundlePictures):
    """A pack of films in the shape of a training bundle, so that one training serves both."""

    packed: PicturesInMemory | None = None

    def picture(self, index: int) -> Picture:
        """Grey film [H, W]."""
        if self.packed is None:
            raise TrainingError("pack.malformed", "The pack holds no pictures.")
        return self.packed.picture(index)


def read_pack_as_bundle(path: Path) -> PackBundle:
    """A pack of films with its folds as sides: fold 0 tests, fold 1 validates, the others train.

    Raises TrainingError `pack.kind` for a pack of tongue photos, and all of read_pack's.
    """
    pack = read_pack(path)
    if pack.kind != "films":
        raise TrainingError("pack.kind", "These are tongue photos: use ctranscnn segment-train --data PACK.")
    task = str(pack.facts["task"])
    return PackBundle(
        folder=path,
        task=task,
        label_set=read_label_set(task),
        labels=tuple(pack.pictures.labels),
        names=list(pack.names),
        patients=list(pack.pictures.patients),
        splits=[SIDE_OF_FOLD.get(part, "train") for part in pack.parts],
        targets=pack.pictures.targets,
        name="Training pack of films",
        source=str(pack.facts["source"]),
        licence=str(pack.facts["licence"]),
        packed=pack.pictures,
    )


def _add_item(
    archive: zipfile.ZipFile, name: str, place: tuple[LabelledPictures, int], plan: PackPlan
) -> dict[str, Any]:
    pictures, index = place
    item: dict[str, Any] = {
        "name": name,
        "patient": picture_name(pictures.patients[index]),
        "part": plan.parts[index],
        "targets": _answers(pictures.targets[index]),
    }
    if pictures.auxiliary is not None:
        item["auxiliary"] = _answers(pictures.auxiliary[index])
    item["picture"] = _add(archive, f"pictures/{name}.jpg", _jpeg(pictures.picture(index), plan.size_px))
    mask = pictures.mask(index)
    if mask is not None:
        item["mask"] = _add(archive, f"masks/{name}.png", _mask_png(mask, plan.size_px))
    return item


def _travelling(name: str, plan: PackPlan) -> str:
    """Names of films may tell patients apart and are hashed; photos are numbered as their split file is."""
    return picture_name(name) if plan.kind == "films" else name


def _answers(row: Targets) -> list[float | None]:
    """Not answered stays not answered: null, never zero."""
    return [None if np.isnan(value) else round(float(value), 6) for value in row]


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> dict[str, str]:
    # A fixed time in the entry: equal pictures make equal packs, whenever they are packed.
    archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), content)
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest()}


def _jpeg(picture: Picture, size_px: int) -> bytes:
    buffer = io.BytesIO()
    image = Image.fromarray(picture).resize((size_px, size_px), Image.Resampling.BICUBIC)
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def _mask_png(mask: Picture, size_px: int) -> bytes:
    soft = np.asarray(Image.fromarray(mask).resize((size_px, size_px), Image.Resampling.BILINEAR))
    buffer = io.BytesIO()
    Image.fromarray(soft > 127).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _opened(archive: zipfile.ZipFile, facts: dict[str, Any]) -> Pack:
    if facts["formatVersion"] != FORMAT_VERSION:
        raise ValueError(f"format version {facts['formatVersion']}")
    items: list[dict[str, Any]] = facts["items"]
    masks = [_picture(archive, item["mask"], "L") for item in items if "mask" in item]
    if masks and len(masks) != len(items):
        raise ValueError("only some pictures have masks")
    labels = tuple(str(label) for label in facts["labels"])
    targets = np.array([[_answer(value) for value in item["targets"]] for item in items], np.float32)
    beside = [[_answer(value) for value in item["auxiliary"]] for item in items if "auxiliary" in item]
    mode = "L" if facts["kind"] == "films" else "RGB"
    pictures = PicturesInMemory(
        labels,
        [str(item["patient"]) for item in items],
        targets.reshape(len(items), len(labels)),
        [_picture(archive, item["picture"], mode) for item in items],
        masks or None,
        np.array(beside, np.float32) if beside else None,
    )
    names = [str(item["name"]) for item in items]
    parts = [str(item["part"]) for item in items]
    kept = ("task", "source", "licence", "sizePx")
    return Pack(facts["kind"], names, pictures, parts, {key: facts[key] for key in kept})


def _answer(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _picture(archive: zipfile.ZipFile, entry: dict[str, str], mode: str) -> Picture:
    content = archive.read(entry["file"])
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise TrainingError("pack.damaged", f"{entry['file']} is not what was packed.")
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert(mode))
