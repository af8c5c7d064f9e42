"""Streams of shards: every picture once, shared without overlap, continued anywhere, stopped by damage."""

import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from torch.utils.data import DataLoader

from ctranscnn.data.shard_index import ShardIndex, read_index
from ctranscnn.data.shard_pictures import read_shards
from ctranscnn.data.shard_stream import ShardSample, ShardStream, StreamPlan, StreamPosition
from ctranscnn.data.shard_writer import ShardPlan, write_shards
from tests.loader_samples import film_table, refusal

COUNT = 40
SMALL = ShardPlan(largest_bytes=24 << 10, patient_key=b"a key of the tests")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ShardIndex:
    data = film_table(tmp_path_factory.mktemp("films"), COUNT)
    return write_shards(data, tmp_path_factory.mktemp("shards"), SMALL)


def names(samples: Sequence[ShardSample]) -> list[str]:
    return [sample.name for sample in samples]


def test_a_stream_gives_every_picture_once_in_another_order_each_epoch(index: ShardIndex) -> None:
    shards = read_shards(index.folder)
    stream = ShardStream(index, StreamPlan(seed=5))
    first, again = list(stream), list(stream)
    later = list(stream.at(StreamPosition(epoch=1)))
    assert sorted(names(first)) == sorted(shards.names)
    assert names(first) == names(again)
    assert names(first) != names(later)
    assert sorted(names(first)) == sorted(names(later))
    assert names(list(ShardStream(index, StreamPlan(seed=None)))) == list(shards.names)
    for sample in first[:5]:
        place = list(shards.names).index(sample.name)
        np.testing.assert_array_equal(sample.picture(), shards.picture(place))
        np.testing.assert_array_equal(sample.targets.numpy(), shards.targets[place])
        assert sample.patient == shards.patients[place]


@pytest.mark.parametrize("begin", [0, 1, 13, 29, COUNT - 1, COUNT, COUNT + 7])
def test_a_stream_continues_at_any_picture(index: ShardIndex, begin: int) -> None:
    stream = ShardStream(index, StreamPlan(seed=2))
    rest = list(stream.at(StreamPosition(0, begin)))
    assert names(rest) == names(list(stream))[begin:]


def test_a_continued_stream_opens_no_window_that_lies_before_it(index: ShardIndex, tmp_path: Path) -> None:
    stream = ShardStream(index, StreamPlan(seed=None, window=1))
    last = index.shards[-1]
    damaged = ShardIndex(tmp_path, index.facts)
    (tmp_path / last.file).write_bytes((index.folder / last.file).read_bytes())
    begin = COUNT - last.pictures
    rest = list(ShardStream(damaged, stream.plan, StreamPosition(0, begin)))
    assert names(rest) == names(list(stream))[begin:]


def test_ranks_share_an_epoch_without_overlap_and_equally(index: ShardIndex) -> None:
    parts = [names(list(ShardStream(index, StreamPlan(seed=1, rank=rank, ranks=2)))) for rank in range(2)]
    assert len(parts[0]) == len(parts[1]) > 0
    assert set(parts[0]).isdisjoint(parts[1])
    complete = [
        names(list(ShardStream(index, StreamPlan(seed=1, rank=rank, ranks=2, complete=True))))
        for rank in range(2)
    ]
    assert sorted(complete[0] + complete[1]) == sorted(read_shards(index.folder).names)
    assert complete[0][: len(parts[0])] == parts[0]


def test_loader_workers_share_an_epoch_and_continue_in_the_same_order(index: ShardIndex) -> None:
    plan = StreamPlan(seed=3, batch_size=2)

    def loaded(position: StreamPosition) -> list[list[str]]:
        stream = ShardStream(index, plan, position)
        return list(DataLoader(stream, batch_size=2, num_workers=2, collate_fn=names))

    whole = loaded(StreamPosition())
    expected = 2 * ShardStream(index, plan).pictures_per_consumer(2)
    flat = [name for batch in whole for name in batch]
    assert len(flat) == len(set(flat)) == expected
    for batches in (1, 4):
        assert loaded(StreamPosition(0, 2 * batches)) == whole[batches:]


@pytest.mark.parametrize(
    ("plan", "position", "code"),
    [
        (StreamPlan(ranks=100), StreamPosition(), "shards.few"),
        (StreamPlan(rank=2, ranks=2), StreamPosition(), "stream.plan"),
        (StreamPlan(window=0), StreamPosition(), "stream.plan"),
        (StreamPlan(batch_size=4), StreamPosition(0, 6), "stream.plan"),
        (StreamPlan(), StreamPosition(-1), "stream.plan"),
        (StreamPlan(side="test"), StreamPosition(), "shards.side"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    index: ShardIndex, plan: StreamPlan, position: StreamPosition, code: str
) -> None:
    with refusal(code):
        list(ShardStream(index, plan, position))


def test_a_shard_that_is_no_tar_or_lacks_pictures_stops_the_stream(index: ShardIndex, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(index.folder, folder)
    shard = folder / index.shards[0].file
    length = shard.stat().st_size
    shard.write_bytes(b"x" * length)
    with refusal("shards.damaged", "cannot be read"):
        list(ShardStream(read_index(folder)))
    with tarfile.open(shard, "w"):
        pass
    shard.write_bytes(shard.read_bytes().ljust(length, b"\0"))
    with refusal("shards.damaged", "holds 0 pictures"):
        list(ShardStream(read_index(folder)))
