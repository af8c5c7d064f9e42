"""Training pictures that are streamed from shards: for sets that fit neither memory nor one disk."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch

from ctranscnn.batches import OVERSIZE, Part, Plan, seed_of
from ctranscnn.data.shard_index import ShardIndex
from ctranscnn.data.shard_stream import ShardSample, ShardStream, StreamPlan, StreamPosition
from ctranscnn.errors import TrainingError
from ctranscnn.preprocess import resized
from ctranscnn.recipe import Recipe


@dataclass(frozen=True)
class StreamedSide:
    """One side of a sharded set, as training takes it."""

    index: ShardIndex
    side: str | None

    @property
    def labels(self) -> tuple[str, ...]:
        """C label keys."""
        return self.index.facts.labels

    @property
    def auxiliary_width(self) -> int:
        """Auxiliary facts per picture."""
        return self.index.facts.auxiliary

    def __len__(self) -> int:
        """Number of pictures."""
        return sum(shard.pictures for shard in self.index.of_side(self.side))


class PicturesInStream:
    """The parts of an epoch from each process's own share of the shards, decoded as they come."""

    def __init__(self, training: StreamedSide, recipe: Recipe, plan: Plan) -> None:
        if recipe.input.region != "whole":
            raise TrainingError(
                "stream.region", "Shards carry no masks; the recipe's region must be 'whole'."
            )
        self.plan = plan
        self.width = recipe.network.classes + recipe.network.auxiliary
        self.facts = replace(
            recipe.input,
            width_px=round(OVERSIZE * recipe.input.width_px),
            height_px=round(OVERSIZE * recipe.input.height_px),
        )
        self.stream = ShardStream(
            training.index, StreamPlan(side=training.side, seed=recipe.seed, ranks=plan.world_size)
        )

    @property
    def steps(self) -> int:
        """Whole batches per epoch: as many as the process with the fewest pictures can fill."""
        own_share = self.plan.batch_size // self.plan.world_size
        return self.stream.pictures_per_consumer(1) // own_share

    def epoch(self, number: int, rank: int) -> Iterator[list[Part]]:
        """This process's parts, step by step."""
        plan = self.plan
        stream = ShardStream(
            self.stream.index, replace(self.stream.plan, rank=rank), StreamPosition(epoch=number)
        )
        samples = iter(stream)
        size = plan.batch_size // plan.parts
        for step in range(self.steps):
            yield [
                self._part([next(samples) for _ in range(size)], seed_of(plan.seed, number, step, part))
                for part in range(rank, plan.parts, plan.world_size)
            ]

    def _part(self, samples: list[ShardSample], seed: int) -> Part:
        pictures = np.stack([resized(sample.picture(), self.facts) for sample in samples])
        pixels = torch.from_numpy(pictures)
        pixels = pixels[:, None] if pixels.ndim == 3 else pixels.permute(0, 3, 1, 2).contiguous()
        known = [torch.cat([sample.targets, sample.auxiliary]) for sample in samples]
        return Part(pixels, torch.stack(known)[:, : self.width], seed)
