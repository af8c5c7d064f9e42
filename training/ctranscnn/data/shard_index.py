"""The index of a folder of shards: what is in it, by counts and hashes.

shards.json           task, label set, labels, counts, and each shard's file, side, pictures, bytes, SHA-256
pictures.csv          one line a picture: where its bytes lie, their SHA-256, hashed patient, side, answers
<side>-000000.tar     WebDataset shards: <picture>.<ending> and <picture>.json
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from ctranscnn.errors import TrainingError
from ctranscnn.labels import LabelSet, read_label_set
from ctranscnn.strict import build, read_json

INDEX_FILE = "shards.json"
PICTURES_FILE = "pictures.csv"
NOTICE = "Research use only. Not for diagnosis or treatment."
WHOLE = "all"
"""What stands for the side in the names of shards that belong to none."""

SHARD_NAME = re.compile(r"(all|train|validation|test)-\d{6}\.tar")


@dataclass(frozen=True)
class ShardFile:
    """One shard."""

    file: str
    side: str
    """`train`, `validation`, `test`, or `all` where there is no split."""
    pictures: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class LabelCount:
    """How one label is answered over all pictures."""

    label: str
    positives: int
    negatives: int
    unanswered: int


@dataclass(frozen=True)
class ShardFacts:
    """What shards.json says."""

    task: str
    label_set_id: str
    label_set_version: int
    labels: tuple[str, ...]
    auxiliary: int
    """How many auxiliary facts every picture has."""
    pictures: int
    patients: int
    counts: tuple[LabelCount, ...]
    pictures_file_sha256: str
    shards: tuple[ShardFile, ...]
    source: str
    """What the pictures were taken from, in words."""
    notice: str = NOTICE
    format_version: Literal[1] = 1


@dataclass(frozen=True)
class ShardIndex:
    """A folder of shards whose index was read and fits its files by name and size."""

    folder: Path
    facts: ShardFacts

    @property
    def task(self) -> str:
        """The task of the labels."""
        return self.facts.task

    @property
    def shards(self) -> tuple[ShardFile, ...]:
        """All shards, in the order of their names."""
        return self.facts.shards

    def label_set(self) -> LabelSet:
        """The label set of the labels."""
        return read_label_set(self.facts.label_set_id)

    def of_side(self, side: str | None) -> tuple[ShardFile, ...]:
        """The shards of one side, all for None. Raises TrainingError `shards.side` where there are none."""
        chosen = tuple(shard for shard in self.shards if side in (None, shard.side))
        if not chosen:
            known = ", ".join(sorted({shard.side for shard in self.shards}))
            raise TrainingError("shards.side", f"There are no shards of the side '{side}', only: {known}.")
        return chosen


def write_index(folder: Path, facts: ShardFacts) -> None:
    """Write shards.json."""
    text = json.dumps(asdict(facts), indent=1) + "\n"
    (folder / INDEX_FILE).write_text(text, encoding="utf-8")


def read_index(folder: Path) -> ShardIndex:
    """Read shards.json; every shard must be there in its length, and pictures.csv unchanged.

    Raises TrainingError `shards.missing`, `shards.labels`, `shards.path`, `shards.damaged`, and as build.
    """
    path = folder / INDEX_FILE
    if not path.is_file():
        raise TrainingError("shards.missing", f"{folder} holds no shards: {INDEX_FILE} is missing.")
    values: Any = read_json(path)
    facts = build(ShardFacts, values, INDEX_FILE)
    label_set = read_label_set(facts.label_set_id)
    unknown = [label for label in facts.labels if label not in label_set.keys]
    if unknown or not facts.labels or label_set.version != facts.label_set_version:
        raise TrainingError(
            "shards.labels", f"The shards' labels do not fit {label_set.id} version {label_set.version}."
        )
    for shard in facts.shards:
        if SHARD_NAME.fullmatch(shard.file) is None or not shard.file.startswith(f"{shard.side}-"):
            raise TrainingError(
                "shards.path", f"{shard.file[:80]!r} is no name of a shard of {shard.side!r}."
            )
        file = folder / shard.file
        if not file.is_file():
            raise TrainingError("shards.damaged", f"{shard.file} is missing.")
        if file.stat().st_size != shard.bytes:
            raise TrainingError(
                "shards.damaged", f"{shard.file} has {file.stat().st_size} bytes instead of {shard.bytes}."
            )
    if file_sha256(folder / PICTURES_FILE) != facts.pictures_file_sha256:
        raise TrainingError("shards.damaged", f"{PICTURES_FILE} is not the file that was written.")
    return ShardIndex(folder, facts)


def verify_shards(index: ShardIndex) -> None:
    """Compare every shard with its SHA-256 (reads all of them). Raises TrainingError `shards.damaged`."""
    for shard in index.shards:
        if file_sha256(index.folder / shard.file) != shard.sha256:
            raise TrainingError("shards.damaged", f"{shard.file} is not the shard that was written.")


def file_sha256(path: Path) -> str:
    """Hash a file. Raises TrainingError `shards.damaged` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TrainingError("shards.damaged", f"{path.name} cannot be read: {error}.") from error
