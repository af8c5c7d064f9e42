"""Stream shards: for training sets that are larger than memory, over several workers and machines.

The order of an epoch follows from its seed and the index alone. Shards are shuffled and dealt to the
consumers (every worker of every rank is one); each consumer reads a window of shards and gives their pictures
in shuffled order. Nothing of that order depends on timing, so a stream begins again anywhere: windows that
lie before the position are not even opened.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info
from webdataset.tariterators import group_by_keys, tar_file_expander

from ctranscnn.data.decoding import decode_picture
from ctranscnn.data.folders import PICTURE_SUFFIXES
from ctranscnn.data.pictures import Picture
from ctranscnn.data.shard_index import ShardFile, ShardIndex
from ctranscnn.errors import TrainingError


@dataclass(frozen=True)
class ShardSample:
    """One picture of a stream."""

    name: str
    """Hashed, as in the index."""
    patient: str
    """Hashed."""
    targets: torch.Tensor
    """[C] float32: 1, 0, NaN not answered."""
    auxiliary: torch.Tensor
    """[A] float32, NaN unknown; A may be 0."""
    encoded: bytes

    def picture(self) -> Picture:
        """Grey [H, W] or RGB [H, W, 3]. Raises TrainingError `picture.unreadable`."""
        return decode_picture(self.encoded, self.name)


@dataclass(frozen=True)
class StreamPlan:
    """What is streamed, and to whom."""

    side: str | None = None
    """Only the shards of this side; None for all."""
    seed: int | None = 0
    """None: in stored order."""
    window: int = 2
    """How many shards are mixed at a time; a worker holds their pictures (encoded) in memory."""
    batch_size: int = 1
    """Pictures that a worker gives in one piece to its loader; positions count whole batches."""
    rank: int = 0
    ranks: int = 1
    complete: bool = False
    """False: every consumer gets equally many pictures, the rest waits for another epoch. True: every
    picture, for measuring; then the consumers' numbers differ.
    """


@dataclass(frozen=True)
class StreamPosition:
    """Where a stream begins: after `pictures` pictures that this rank has received in `epoch`."""

    epoch: int = 0
    pictures: int = 0


class ShardStream(IterableDataset[ShardSample]):
    """Streams the pictures of one epoch from a position on.

    With several loader workers the loader must take their batches in turn, as torch's does. Raises
    TrainingError `stream.plan` for a plan or a position that does not fit, `shards.few` where there are fewer
    shards than consumers, and, while streaming, `shards.damaged`.
    """

    def __init__(
        self, index: ShardIndex, plan: StreamPlan | None = None, position: StreamPosition | None = None
    ) -> None:
        super().__init__()
        self.index = index
        self.plan = plan or StreamPlan()
        self.position = position or StreamPosition()
        self.shards = index.of_side(self.plan.side)
        if min(self.plan.window, self.plan.batch_size, self.plan.ranks) < 1:
            raise TrainingError("stream.plan", "window, batch_size and ranks must be at least 1.")
        if not 0 <= self.plan.rank < self.plan.ranks:
            raise TrainingError("stream.plan", f"Rank {self.plan.rank} is none of {self.plan.ranks} ranks.")
        if self.position.epoch < 0 or self.position.pictures < 0:
            raise TrainingError("stream.plan", "A position cannot be negative.")
        if self.position.pictures % self.plan.batch_size:
            raise TrainingError("stream.plan", "A position must be a whole number of batches.")

    def at(self, position: StreamPosition) -> "ShardStream":
        """The same stream from another position on."""
        return ShardStream(self.index, self.plan, position)

    def pictures_per_consumer(self, workers: int) -> int:
        """How many pictures each of `workers` workers gives in this epoch, unless the plan is `complete`."""
        return min(sum(shard.pictures for shard in part) for part in self._parts(workers))

    def __iter__(self) -> Iterator[ShardSample]:
        """This worker's share of the epoch."""
        info = get_worker_info()
        worker, workers = (0, 1) if info is None else (info.id, info.num_workers)
        batches = self.position.pictures // self.plan.batch_size
        if self.plan.complete and self.position.pictures and workers > 1:
            raise TrainingError("stream.plan", "A complete stream begins at 0 where it has several workers.")
        # a loader asks worker 0 first; whose turn it really is depends on how many batches came before
        turn = (worker + batches) % workers
        own = self._parts(workers)[self.plan.rank * workers + turn]
        total = sum(shard.pictures for shard in own)
        limit = total if self.plan.complete else self.pictures_per_consumer(workers)
        given = min(limit, self.plan.batch_size * ((batches - turn + workers - 1) // workers))
        return self._from(own, given, limit)

    def _parts(self, workers: int) -> list[tuple[ShardFile, ...]]:
        """The shards of every consumer in this epoch, in their order."""
        consumers = self.plan.ranks * workers
        if len(self.shards) < consumers:
            raise TrainingError(
                "shards.few",
                f"{len(self.shards)} shards cannot be dealt to {consumers} workers; write smaller shards or "
                "use fewer workers.",
            )
        order = list(range(len(self.shards)))
        if self.plan.seed is not None:
            order = [int(place) for place in self._random(0).permutation(len(self.shards))]
        return [tuple(self.shards[place] for place in order[first::consumers]) for first in range(consumers)]

    def _from(self, own: Sequence[ShardFile], given: int, limit: int) -> Iterator[ShardSample]:
        """The pictures number `given` to `limit` of a consumer."""
        begin = 0
        for first in range(0, len(own), self.plan.window):
            window = own[first : first + self.plan.window]
            end = begin + sum(shard.pictures for shard in window)
            if given < end and begin < limit:
                order = np.arange(end - begin)
                if self.plan.seed is not None:
                    order = self._random(1 + self.shards.index(window[0])).permutation(end - begin)
                samples = [sample for shard in window for sample in self._read(shard)]
                for place in order[max(0, given - begin) : limit - begin]:
                    yield samples[place]
                # freed before the next window is read
                del samples
            begin = end

    def _random(self, purpose: int) -> np.random.Generator:
        return np.random.default_rng([self.plan.seed or 0, self.position.epoch, purpose])

    def _read(self, shard: ShardFile) -> list[ShardSample]:
        path = self.index.folder / shard.file
        try:
            with path.open("rb") as file:
                members = tar_file_expander([{"url": shard.file, "stream": file}])
                samples = [self._sample(values) for values in group_by_keys(members)]
        except (
            OSError,
            tarfile.TarError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            EOFError,
        ) as error:
            raise TrainingError("shards.damaged", f"{shard.file} cannot be read: {error}.") from error
        if len(samples) != shard.pictures:
            raise TrainingError(
                "shards.damaged", f"{shard.file} holds {len(samples)} pictures instead of {shard.pictures}."
            )
        return samples

    def _sample(self, values: dict[str, Any]) -> ShardSample:
        facts: Any = json.loads(values["json"])
        endings = [ending for ending in values if f".{ending}" in PICTURE_SUFFIXES]
        if len(endings) != 1:
            raise ValueError(f"{values['__key__']} has {len(endings)} pictures")
        encoded: bytes = values[endings[0]]
        if hashlib.sha256(encoded).hexdigest() != facts["sha256"]:
            raise ValueError(f"{values['__key__']} is not the picture that was written")
        answers = [facts["labels"][label] for label in self.index.facts.labels]
        return ShardSample(
            name=str(facts["picture"]),
            patient=str(facts["patient"]),
            targets=_tensor(answers),
            auxiliary=_tensor(facts["auxiliary"]),
            encoded=encoded,
        )


def _tensor(values: Sequence[float | None]) -> torch.Tensor:
    return torch.tensor([float("nan") if value is None else value for value in values], dtype=torch.float32)
