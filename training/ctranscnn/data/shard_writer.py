"""Write WebDataset shards: tar files that stream well, with an index of counts and hashes."""

import csv
import hashlib
import hmac
import io
import json
import math
import shutil
import tarfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.opened import EncodedPicture, OpenedData
from ctranscnn.data.shard_index import (
    PICTURES_FILE,
    WHOLE,
    LabelCount,
    ShardFacts,
    ShardFile,
    ShardIndex,
    file_sha256,
    read_index,
    write_index,
)
from ctranscnn.errors import TrainingError
from ctranscnn.split import SIDES, picture_name, refuse_divided_patients

LEADING_COLUMNS = ("picture", "patient", "side", "shard", "suffix", "offset", "bytes", "sha256")
BLOCK_BYTES = 512
"""Everything in a tar file starts at a multiple of this."""

OVERHEAD_BYTES = tarfile.RECORDSIZE + 8 * BLOCK_BYTES
"""What a picture's headers and answers and the end of the file take at most."""


@dataclass(frozen=True)
class ShardPlan:
    """How to write shards."""

    largest_bytes: int = 128 << 20
    """A shard is closed before it grows beyond this (one picture fits always)."""
    seed: int = 0
    """Pictures are written in the shuffled order of this seed, so that every shard is a mixture."""
    patient_key: bytes = b""
    """Key of the patients' hashes (HMAC-SHA256); the same key gives the same patient the same name."""
    sides: Sequence[str] | None = None
    """A side per picture instead of the data's own."""


@dataclass(frozen=True)
class _Written:
    """One line of pictures.csv."""

    picture: str
    patient: str
    side: str
    shard: str
    suffix: str
    offset: int
    bytes: int
    sha256: str


def hashed_patient(patient: str, key: bytes) -> str:
    """First 16 hex digits of a patient's HMAC-SHA256: without the key nobody can try out hospital numbers."""
    return hmac.new(key, patient.encode(), hashlib.sha256).hexdigest()[:16]


def write_shards(data: OpenedData, out: Path, plan: ShardPlan) -> ShardIndex:
    """Write all pictures' bytes, unchanged, with their answers. The folder appears whole or not at all.

    Raises TrainingError `shards.exists` (the folder is not empty), `shards.sides`, `shards.names` (two names
    with one hash), `split.patientDivided`, and `picture.unreadable` for a file that vanished.
    """
    sides = _checked_sides(data, plan)
    partial = _fresh_folder(out)
    try:
        writer = _ShardWriter(data, partial, plan)
        for side in sorted(set(sides)):
            chosen = np.asarray([index for index, value in enumerate(sides) if value == side], np.intp)
            writer.write_side(side, np.random.default_rng(plan.seed).permutation(chosen))
        _write_table(data, partial / PICTURES_FILE, writer.rows)
        write_index(partial, _facts(data, partial, writer.shards))
        if out.exists():
            out.rmdir()
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return read_index(out)


def _checked_sides(data: OpenedData, plan: ShardPlan) -> list[str]:
    pictures = data.pictures
    if len(pictures) == 0:
        raise TrainingError("shards.empty", "There are no pictures to write.")
    if len({picture_name(name) for name in pictures.names}) != len(pictures):
        raise TrainingError("shards.names", "Two pictures have names with the same hash.")
    sides = plan.sides if plan.sides is not None else pictures.sides
    if sides is None:
        return [WHOLE] * len(pictures)
    if len(sides) != len(pictures) or not set(sides) <= set(SIDES):
        raise TrainingError("shards.sides", f"Every picture needs a side, one of {', '.join(SIDES)}.")
    refuse_divided_patients(pictures.patients, sides)
    return list(sides)


def _fresh_folder(out: Path) -> Path:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise TrainingError("shards.exists", f"{out} is there already and not empty.")
    partial = out.with_name(f"{out.name}.partial")
    # what an interrupted run left
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    return partial


class _ShardWriter:
    """Writes pictures one after the other and begins a new shard where one is full."""

    def __init__(self, data: OpenedData, folder: Path, plan: ShardPlan) -> None:
        self.data = data
        self.folder = folder
        self.plan = plan
        self.rows: list[tuple[int, _Written]] = []
        """Each picture's place in the data, and what was written of it."""
        self.shards: list[ShardFile] = []

    def write_side(self, side: str, order: NDArray[np.intp]) -> None:
        """Write the shards of one side, [n] places of pictures in the order to write them."""
        left = [int(place) for place in order]
        number = 0
        while left:
            path = self.folder / f"{side}-{number:06d}.tar"
            written = self._write_shard(path, side, left)
            self.shards.append(ShardFile(path.name, side, written, path.stat().st_size, file_sha256(path)))
            left = left[written:]
            number += 1

    def _write_shard(self, path: Path, side: str, places: Sequence[int]) -> int:
        """Write as many of the pictures as fit, at least one, and give their number."""
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
            for count, index in enumerate(places):
                encoded = self.data.pictures.encoded(index)
                if count and tar.offset + len(encoded.content) > self.plan.largest_bytes - OVERHEAD_BYTES:
                    return count
                self.rows.append((index, self._add_picture(tar, (path.name, side), index, encoded)))
        return len(places)

    def _add_picture(
        self, tar: tarfile.TarFile, place: tuple[str, str], index: int, encoded: EncodedPicture
    ) -> _Written:
        shard, side = place
        key = picture_name(self.data.pictures.names[index])
        patient = hashed_patient(self.data.pictures.patients[index], self.plan.patient_key)
        # the header is one block: names are short, and USTAR has no further ones
        offset = tar.offset + BLOCK_BYTES
        _add(tar, f"{key}{encoded.suffix}", encoded.content)
        digest = hashlib.sha256(encoded.content).hexdigest()
        facts = {"picture": key, "patient": patient, "side": side, "sha256": digest}
        content = json.dumps(facts | _answers(self.data, index), separators=(",", ":"))
        _add(tar, f"{key}.json", content.encode())
        return _Written(key, patient, side, shard, encoded.suffix, offset, len(encoded.content), digest)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    # no time, no owner: the same pictures give the same shard
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _answers(data: OpenedData, index: int) -> dict[str, Any]:
    auxiliary = data.pictures.auxiliary
    return {
        "labels": {
            label: None if math.isnan(value) else int(value)
            for label, value in zip(data.pictures.labels, data.pictures.targets[index], strict=True)
        },
        "auxiliary": [] if auxiliary is None else [_number(value) for value in auxiliary[index]],
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 6)


def _write_table(data: OpenedData, path: Path, rows: Sequence[tuple[int, _Written]]) -> None:
    width = 0 if data.pictures.auxiliary is None else data.pictures.auxiliary.shape[1]
    auxiliary = [f"auxiliary:{number}" for number in range(width)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*LEADING_COLUMNS, *data.pictures.labels, *auxiliary])
        for index, written in rows:
            answers = _answers(data, index)
            cells = [*asdict(written).values(), *answers["labels"].values(), *answers["auxiliary"]]
            writer.writerow(["" if cell is None else cell for cell in cells])


def _facts(data: OpenedData, folder: Path, shards: Sequence[ShardFile]) -> ShardFacts:
    pictures = data.pictures
    counts = tuple(
        LabelCount(
            label,
            positives=int((pictures.targets[:, place] == 1).sum()),
            negatives=int((pictures.targets[:, place] == 0).sum()),
            unanswered=int(np.isnan(pictures.targets[:, place]).sum()),
        )
        for place, label in enumerate(pictures.labels)
    )
    return ShardFacts(
        task=data.task,
        label_set_id=data.label_set.id,
        label_set_version=data.label_set.version,
        labels=tuple(pictures.labels),
        auxiliary=0 if pictures.auxiliary is None else pictures.auxiliary.shape[1],
        pictures=len(pictures),
        patients=len(set(pictures.patients)),
        counts=counts,
        pictures_file_sha256=file_sha256(folder / PICTURES_FILE),
        shards=tuple(shards),
        source=data.found,
    )
