"""What a data set is once it is opened: pictures with names and sides, and what was noticed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from ctranscnn.data.pictures import LabelledPictures, Subset
from ctranscnn.errors import TrainingError
from ctranscnn.labels import LabelSet

DataKind = Literal["bundle", "ranzcr", "nih", "label-files", "table", "shards"]


@dataclass(frozen=True)
class EncodedPicture:
    """A picture as it lies on disk. `suffix` is lower case with its dot, e.g. `.png`."""

    content: bytes
    suffix: str


class NamedPictures(LabelledPictures, Protocol):
    """Labelled pictures that have names, perhaps sides, and can be copied without decoding them."""

    @property
    def names(self) -> Sequence[str]:
        """One unique name per picture, as the source writes it."""
        ...

    @property
    def sides(self) -> Sequence[str] | None:
        """One of split.SIDES per picture where the source brings a split, else None."""
        ...

    def encoded(self, index: int) -> EncodedPicture:
        """The picture's bytes. Raises TrainingError `picture.unreadable`."""
        ...

    def size_px(self, index: int) -> tuple[int, int]:
        """Width and height of the upright picture. Raises TrainingError `picture.unreadable`."""
        ...


@dataclass(frozen=True)
class OpenOptions:
    """How to open a data set. Everything is refused unless it is allowed here."""

    images: Path | None = None
    """Folder of the pictures, where they do not lie beside the table."""
    allow_missing: bool = False
    """Go on without the pictures that are missing (they are reported)."""
    missing_list: Path | None = None
    """File to write the names of all missing pictures to, one a line."""
    keep_split: bool = True
    """Read the split that the data brings; False leaves it out, so that a divided one can be replaced."""
    patient_pattern: str | None = None
    """Regular expression with a group `patient`, for pictures' names; `each`: every picture is a patient."""
    patient_table: Path | None = None
    """Table of pictures and patients, where the labels name none."""
    label_order: tuple[str, ...] | None = None
    """The order of the columns of label files; default is the label set's."""
    compare_contents: bool = True
    """Look for the same picture under two names."""


@dataclass(frozen=True)
class Noticed:
    """What was noticed on opening and is no reason to refuse."""

    missing: tuple[str, ...] = ()
    converted: int = 0
    """Pictures found under another ending than the table's (`.jpg` for `.png`)."""
    duplicates: tuple[tuple[str, ...], ...] | None = None
    """Groups of names of one patient whose files are the same; None where nobody looked."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenedData:
    """A data set that was recognised, read and checked."""

    kind: DataKind
    found: str
    """What was recognised, in words."""
    task: str
    label_set: LabelSet
    pictures: NamedPictures
    noticed: Noticed = field(default_factory=Noticed)

    def side(self, name: str) -> Subset:
        """The pictures of one side. Raises TrainingError `open.noSplit` where the data brings no split."""
        sides = self.pictures.sides
        if sides is None:
            raise TrainingError("open.noSplit", f"{self.found} brings no split.")
        return Subset(self.pictures, [index for index, side in enumerate(sides) if side == name])
