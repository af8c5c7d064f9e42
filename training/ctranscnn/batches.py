"""The order of training pictures, cut into steps and parts; the same for any number of processes.

What is random about a part (augmentation, dropout, dropped paths) is seeded by run, epoch, step and part, not
by the process that works on it or by what ran before: two processes with one part each make the same step as
one process with both, and a run that is continued needs no generator's state.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.errors import TrainingError
from ctranscnn.recipe import Recipe
from ctranscnn.tensors import uint8_tensor

OVERSIZE = 1.25
"""Training pictures are kept this much larger than the input, so that zooming in finds real pixels."""


@dataclass(frozen=True)
class Part:
    """A part of one step's batch."""

    pixels: Tensor
    """[b, 1, 3 or 6, s, s] uint8, oversized."""
    targets: Tensor
    """[b, C + A]; NaN unknown."""
    seed: int


class TrainingPictures(Protocol):
    """Where the parts of an epoch come from."""

    @property
    def steps(self) -> int:
        """Steps per epoch."""
        ...

    def epoch(self, number: int, rank: int) -> Iterator[list[Part]]:
        """For each step the parts that the process `rank` works on."""
        ...


@dataclass(frozen=True)
class Plan:
    """How an epoch is cut."""

    batch_size: int
    parts: int
    """Parts per step, over all processes."""
    world_size: int
    seed: int

    @staticmethod
    def of(recipe: Recipe, world_size: int) -> "Plan":
        """Each process gets the same number of parts.

        Raises TrainingError `training.parts` where batch, parts and processes do not divide.
        """
        parts = max(recipe.accumulate, world_size)
        if parts % world_size != 0 or recipe.batch_size % parts != 0:
            raise TrainingError(
                "training.parts",
                f"A batch of {recipe.batch_size} in {parts} parts does not suit {world_size} processes.",
            )
        return Plan(recipe.batch_size, parts, world_size, recipe.seed)


class PicturesInTensor:
    """All pictures resized once and held in memory."""

    def __init__(self, pictures: LabelledPictures, recipe: Recipe, plan: Plan) -> None:
        self.pixels = uint8_tensor(pictures, recipe.input, OVERSIZE)
        """[n, 1, 3 or 6, s, s]"""
        self.targets = known_facts(pictures, recipe)
        self.plan = plan

    @property
    def steps(self) -> int:
        """Whole batches per epoch: what is left over waits for the next epoch's order."""
        return len(self.pixels) // self.plan.batch_size

    def epoch(self, number: int, rank: int) -> Iterator[list[Part]]:
        """The pictures in this epoch's order."""
        plan = self.plan
        generator = torch.Generator().manual_seed(seed_of(plan.seed, number))
        order = torch.randperm(len(self.pixels), generator=generator)
        size = plan.batch_size // plan.parts
        own = range(rank, plan.parts, plan.world_size)
        for step in range(self.steps):
            batch = order[step * plan.batch_size : (step + 1) * plan.batch_size]
            yield [
                Part(
                    self.pixels[batch[part * size : (part + 1) * size]],
                    self.targets[batch[part * size : (part + 1) * size]],
                    seed_of(plan.seed, number, step, part),
                )
                for part in own
            ]


def known_facts(pictures: LabelledPictures, recipe: Recipe) -> Tensor:
    """[n, C + A]: the labels, then the auxiliary facts where the recipe learns them; NaN unknown."""
    targets = torch.from_numpy(pictures.targets)
    if recipe.network.auxiliary == 0 or pictures.auxiliary is None:
        return targets
    return torch.cat([targets, torch.from_numpy(pictures.auxiliary)], dim=1)


def seed_of(*numbers: int) -> int:
    """One seed from several numbers, far apart for neighbours."""
    digest = hashlib.sha256(repr(numbers).encode()).digest()
    return int.from_bytes(digest[:7], "big")
