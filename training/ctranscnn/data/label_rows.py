"""What every table of labels comes down to, before any picture is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ctranscnn.data.pictures import Targets


@dataclass(frozen=True)
class LabelRows:
    """n pictures by name. Names are relative paths with forward slashes, unique and checked."""

    labels: tuple[str, ...]
    names: list[str]
    patients: list[str]
    targets: Targets
    """[n, C]"""
    sides: list[str] | None = None
    auxiliary: Targets | None = None
    """[n, A]"""
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.names)

    def kept(self, indices: Sequence[int]) -> LabelRows:
        """Only the rows of the given places, in that order."""
        chosen = list(indices)
        return replace(
            self,
            names=[self.names[index] for index in chosen],
            patients=[self.patients[index] for index in chosen],
            targets=self.targets[chosen],
            sides=None if self.sides is None else [self.sides[index] for index in chosen],
            auxiliary=None if self.auxiliary is None else self.auxiliary[chosen],
        )


def name_fault(name: str) -> str | None:
    """Why a name from a table cannot be looked up as a picture below a folder; None where it can."""
    if not name.strip():
        return "it is empty"
    if any(ord(character) < 32 for character in name):
        return f"{name[:60]!r} holds a control character"
    if "\\" in name:
        return f"{name[:60]!r} has a backslash; write '/' between folders"
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":"):
        return f"{name[:60]!r} leads out of the data's folder"
    return None
