"""Shards with random access: small sets read straight out of their tar files."""

import hashlib
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ctranscnn.data.decoding import UNREADABLE, decode_picture
from ctranscnn.data.opened import EncodedPicture
from ctranscnn.data.pictures import Picture, Targets
from ctranscnn.data.shard_index import PICTURES_FILE, ShardIndex, read_index
from ctranscnn.data.tables import Table, read_table
from ctranscnn.errors import TrainingError
from ctranscnn.split import SIDES, refuse_divided_patients


@dataclass(frozen=True)
class PictureBytes:
    """Where a picture lies."""

    shard: str
    suffix: str
    offset: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ShardPictures:
    """Labelled pictures inside shards; names and patients are hashed."""

    index: ShardIndex
    labels: Sequence[str]
    patients: Sequence[str]
    targets: Targets
    names: Sequence[str]
    places: Sequence[PictureBytes]
    auxiliary: Targets | None = None
    sides: Sequence[str] | None = None

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.names)

    def encoded(self, index: int) -> EncodedPicture:
        """The picture's bytes, compared with their hash. Raises TrainingError `shards.damaged`."""
        place = self.places[index]
        try:
            with (self.index.folder / place.shard).open("rb") as file:
                file.seek(place.offset)
                content = file.read(place.bytes)
        except OSError as error:
            raise TrainingError("shards.damaged", f"{place.shard} cannot be read: {error}.") from error
        if hashlib.sha256(content).hexdigest() != place.sha256:
            raise TrainingError(
                "shards.damaged", f"{self.names[index]} in {place.shard} is not what was written."
            )
        return EncodedPicture(content, place.suffix)

    def same_contents(self) -> list[list[int]]:
        """Places of pictures with equal bytes, two or more each."""
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(self.places):
            groups[place.sha256].append(number)
        return [group for group in groups.values() if len(group) > 1]

    def picture(self, index: int) -> Picture:
        """Grey [H, W] or RGB [H, W, 3]. Raises TrainingError `shards.damaged` or `picture.unreadable`."""
        return decode_picture(self.encoded(index).content, self.names[index])

    def size_px(self, index: int) -> tuple[int, int]:
        """Width and height as stored. Raises TrainingError `shards.damaged` or `picture.unreadable`."""
        try:
            with Image.open(io.BytesIO(self.encoded(index).content)) as image:
                return image.size
        except UNREADABLE as error:
            raise TrainingError(
                "picture.unreadable", f"{self.names[index]} cannot be read: {error}."
            ) from error

    def mask(self, index: int) -> None:
        """Shards bring no masks."""
        del index


def read_shards(folder: Path) -> ShardPictures:
    """Open a folder of shards.

    Raises TrainingError as read_index and read_table do, and `split.patientDivided`.
    """
    index = read_index(folder)
    table = read_table(folder / PICTURES_FILE)
    facts = index.facts
    auxiliary = [f"auxiliary:{number}" for number in range(facts.auxiliary)]
    if len(table) != facts.pictures:
        raise TrainingError(
            "shards.damaged", f"{PICTURES_FILE} has {len(table)} pictures, the index {facts.pictures}."
        )
    patients, sides = table.filled("patient"), table.cells("side")
    refuse_divided_patients(patients, sides)
    return ShardPictures(
        index=index,
        labels=facts.labels,
        patients=patients,
        targets=table.answers(facts.labels),
        names=table.filled("picture"),
        places=_places(table),
        auxiliary=_numbers(table, auxiliary) if auxiliary else None,
        sides=sides if set(sides) <= set(SIDES) else None,
    )


def _places(table: Table) -> list[PictureBytes]:
    columns = ("shard", "suffix", "offset", "bytes", "sha256")
    cells = zip(*(table.filled(column) for column in columns), strict=True)
    places: list[PictureBytes] = []
    for row, (shard, suffix, offset, size, digest) in enumerate(cells):
        try:
            places.append(PictureBytes(shard, suffix, int(offset), int(size), digest))
        except ValueError as error:
            raise table.refusal(row, "offset", "it is no number") from error
    return places


def _numbers(table: Table, columns: Sequence[str]) -> Targets:
    values = np.empty((len(table), len(columns)), np.float32)
    for place, column in enumerate(columns):
        for row, cell in enumerate(table.cells(column)):
            try:
                values[row, place] = float(cell) if cell else float("nan")
            except ValueError as error:
                raise table.refusal(row, column, "it is no number") from error
    return values
