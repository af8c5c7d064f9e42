"""The one shape that training and evaluation know of a data set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""[H, W] grey or [H, W, 3] RGB."""

Targets = NDArray[np.float32]
"""[n, C]: 1 present, 0 absent, NaN not answered (masked in loss and metrics, never a zero)."""


class LabelledPictures(Protocol):
    """n pictures, their patients and their answers."""

    @property
    def labels(self) -> Sequence[str]:
        """C label keys, in the order of the columns of `targets`."""
        ...

    @property
    def patients(self) -> Sequence[str]:
        """One patient per picture: a split may never divide a patient."""
        ...

    @property
    def targets(self) -> Targets:
        """[n, C] answers."""
        ...

    @property
    def auxiliary(self) -> Targets | None:
        """[n, A] further facts in 0..1 to learn beside the labels (never exported), or None."""
        ...

    def __len__(self) -> int:
        """Number of pictures."""
        ...

    def picture(self, index: int) -> Picture:
        """The picture at its own size."""
        ...

    def mask(self, index: int) -> Picture | None:
        """[H, W] 0/255 mask of the tongue at the picture's size where the input region is `tongue`, else
        None.
        """
        ...


@dataclass(frozen=True)
class Subset:
    """Some pictures of a source, in a given order."""

    source: LabelledPictures
    indices: Sequence[int]

    @property
    def labels(self) -> Sequence[str]:
        """As in the source."""
        return self.source.labels

    @property
    def patients(self) -> Sequence[str]:
        """One patient per chosen picture."""
        return [self.source.patients[index] for index in self.indices]

    @property
    def targets(self) -> Targets:
        """[n, C] answers of the chosen pictures."""
        return self.source.targets[list(self.indices)]

    @property
    def auxiliary(self) -> Targets | None:
        """[n, A] auxiliary facts of the chosen pictures."""
        values = self.source.auxiliary
        return None if values is None else values[list(self.indices)]

    def __len__(self) -> int:
        """Number of chosen pictures."""
        return len(self.indices)

    def picture(self, index: int) -> Picture:
        """The chosen picture at its own size."""
        return self.source.picture(self.indices[index])

    def mask(self, index: int) -> Picture | None:
        """The chosen picture's mask."""
        return self.source.mask(self.indices[index])


@dataclass(frozen=True)
class PicturesInMemory:
    """Pictures that are already arrays: for generated sets and tests."""

    labels: Sequence[str]
    patients: Sequence[str]
    targets: Targets
    pictures: Sequence[Picture]
    masks: Sequence[Picture] | None = None
    auxiliary: Targets | None = None

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.pictures)

    def picture(self, index: int) -> Picture:
        """The picture at its own size."""
        return self.pictures[index]

    def mask(self, index: int) -> Picture | None:
        """The picture's mask, where there are masks."""
        return None if self.masks is None else self.masks[index]
