"""What a study compares: one committed JSON file (`training/studies/`)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ctranscnn.errors import TrainingError
from ctranscnn.model.config import NetworkConfig
from ctranscnn.presets import PresetName
from ctranscnn.recipe import LossName
from ctranscnn.strict import build, read_json


@dataclass(frozen=True)
class Changes:
    """What an entry changes in the study's recipe; None leaves it."""

    preset: PresetName | None = None
    loss: LossName | None = None
    teacher: str | None = None
    """Name of the entry whose networks, fold by fold, teach this one."""
    teacher_weight: float = 0.5
    auxiliary_weight: float | None = None
    epochs_factor: float = 1.0
    """Share of the study's epochs; anything but 1 sees another number of pictures, and says so."""


@dataclass(frozen=True)
class Entry:
    """One network of the study."""

    name: str
    network: str
    """A name of `networks.named_network`."""
    changes: Changes = field(default_factory=Changes)
    size: NetworkConfig | None = None
    """Instead of the study's own size."""


@dataclass(frozen=True)
class Phantoms:
    """Drawn pictures instead of the real films: some to learn from, others, of another seed, to measure on.

    One split, no folds: as many new phantoms can be drawn as a test needs.
    """

    train: int
    test: int
    picture_px: int
    seed: int = 21
    test_seed: int = 22
    backgrounds: int = 60
    """Drawn films under the lines, for each part; tongues have none."""

    def __post_init__(self) -> None:
        if min(self.train, self.test, self.picture_px, self.backgrounds) < 1:
            raise TrainingError("study.phantoms", "Each part of the phantoms needs at least one picture.")
        if self.seed == self.test_seed:
            raise TrainingError("study.phantoms", "Training and test phantoms need different seeds.")


@dataclass(frozen=True)
class StudyPlan:
    """The whole comparison."""

    name: str
    task: Literal["chestxray14", "chestxray11", "tcmtd"]
    size: NetworkConfig
    """CTransCNN at the size of this study; comparators are scaled to its multiply-accumulates."""
    preset: PresetName
    epochs: int
    seeds: tuple[int, ...]
    entries: tuple[Entry, ...]
    folds: int = 5
    """Of the real films."""
    batch_size: int | None = None
    """Instead of the preset's."""
    precision: Literal["bf16", "fp32"] = "bf16"
    """The arithmetic that every network is trained in. A processor without bf16 of its own (AVX-512 BF16 or
    AMX) imitates it, several times slower than fp32: plans for such a machine say fp32."""
    phantoms: Phantoms | None = None
    """What is drawn; None: the real films, which are labelled for `chestxray14` alone."""

    def __post_init__(self) -> None:
        if (self.phantoms is None) != (self.task == "chestxray14"):
            raise TrainingError(
                "study.data", f"Studies of chestxray14 read real films, all others phantoms: {self.task}."
            )
        names = [entry.name for entry in self.entries]
        if len(set(names)) != len(names):
            raise TrainingError("study.names", "Two entries of the study have the same name.")
        for index, entry in enumerate(self.entries):
            teacher = entry.changes.teacher
            if teacher is not None and teacher not in names[:index]:
                raise TrainingError(
                    "study.teacher", f"{entry.name} learns from {teacher}, which must come before it."
                )

    def entry(self, name: str) -> Entry:
        """The entry of that name. Raises TrainingError `study.entry`."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise TrainingError("study.entry", f"The study has no entry '{name}'.")


def read_plan(path: Path) -> StudyPlan:
    """Read a study file. Raises TrainingError naming the key that does not fit."""
    return build(StudyPlan, read_json(path), path.name)
