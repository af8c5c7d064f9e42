"""Shards: written whole, read at random and as a stream, continued anywhere, refused where damaged."""

import json
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from torch.utils.data import DataLoader

from ctranscnn.cli import main
from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenedData
from ctranscnn.data.shard_index import ShardIndex, read_index, verify_shards
from ctranscnn.data.shard_pictures import read_shards
from ctranscnn.data.shard_stream import ShardSample, ShardStream, StreamPlan, StreamPosition
from ctranscnn.data.shard_writer import ShardPlan, hashed_patient, write_shards
from ctranscnn.labels import read_label_set
from ctranscnn.split import patient_split, picture_name, read_split, write_split
from tests.loader_samples import refusal, write_nih, write_picture, write_ranzcr, write_tongues

COUNT = 40
SMALL = ShardPlan(largest_bytes=24 << 10, patient_key=b"a key of the tests")


def source(folder: Path, count: int = COUNT) -> OpenedData:
    """`count` films in a table, two a patient, one answer empty."""
    keys = read_label_set("chestxray14").keys
    lines = [",".join(["image", "patient", *keys])]
    for index in range(count):
        write_picture(folder / f"{index}.png", index)
        answers = [str(int(place == index % 14)) for place in range(14)]
        answers[13] = "" if index == 3 else answers[13]
        lines.append(",".join([f"{index}.png", f"patient-{index // 2}", *answers]))
    (folder / "labels.csv").write_text("\n".join(lines))
    return open_pictures(folder, "chestxray14")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> OpenedData:
    return source(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def index(data: OpenedData, tmp_path_factory: pytest.TempPathFactory) -> ShardIndex:
    return write_shards(data, tmp_path_factory.mktemp("shards"), SMALL)


def names(samples: Sequence[ShardSample]) -> list[str]:
    return [sample.name for sample in samples]


def test_the_index_counts_and_hashes_what_was_written(index: ShardIndex) -> None:
    facts = index.facts
    assert (facts.pictures, facts.patients, facts.task) == (COUNT, COUNT // 2, "chestxray14")
    assert len(index.shards) >= 4
    assert sum(shard.pictures for shard in index.shards) == COUNT
    assert all(shard.bytes <= SMALL.largest_bytes for shard in index.shards)
    assert [count.positives for count in facts.counts] == [3] * 12 + [2, 2]
    assert facts.counts[13].unanswered == 1
    verify_shards(index)
    text = "".join(path.read_text(errors="replace") for path in index.folder.iterdir())
    assert "patient-" not in text
    assert hashed_patient("patient-0", SMALL.patient_key) in text


def test_shards_are_the_same_for_the_same_key_and_hide_patients_under_another(
    data: OpenedData, index: ShardIndex, tmp_path: Path
) -> None:
    again = write_shards(data, tmp_path / "again", SMALL)
    assert again.facts == index.facts
    other = write_shards(data, tmp_path / "other", replace(SMALL, patient_key=b"another"))
    assert set(read_shards(other.folder).patients).isdisjoint(read_shards(index.folder).patients)


def test_random_access_gives_the_very_pictures_and_answers(data: OpenedData, index: ShardIndex) -> None:
    shards = open_pictures(index.folder, "chestxray14")
    assert (shards.kind, len(shards.pictures)) == ("shards", COUNT)
    place_of = {name: place for place, name in enumerate(shards.pictures.names)}
    for place, name in enumerate(data.pictures.names):
        stored = place_of[picture_name(name)]
        assert shards.pictures.encoded(stored) == data.pictures.encoded(place)
        np.testing.assert_array_equal(shards.pictures.picture(stored), data.pictures.picture(place))
        np.testing.assert_array_equal(shards.pictures.targets[stored], data.pictures.targets[place])
        assert shards.pictures.size_px(stored) == (24, 20)
    with refusal("open.otherTask"):
        open_pictures(index.folder, "tcmtd")


def test_auxiliary_facts_travel_along(tmp_path: Path) -> None:
    data = open_pictures(write_nih(tmp_path / "nih"), "chestxray14")
    index = write_shards(data, tmp_path / "out", ShardPlan())
    shards = read_shards(index.folder)
    assert data.pictures.auxiliary is not None
    assert shards.auxiliary is not None
    order = [shards.names.index(picture_name(name)) for name in data.pictures.names]
    np.testing.assert_allclose(shards.auxiliary[order], data.pictures.auxiliary, atol=1e-6)
    streamed = {sample.name: sample for sample in ShardStream(index)}
    for name, facts in zip(shards.names, shards.auxiliary, strict=True):
        np.testing.assert_allclose(streamed[name].auxiliary.numpy(), facts, atol=1e-6)


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


def test_sides_get_shards_of_their_own(data: OpenedData, tmp_path: Path) -> None:
    sides = patient_split(data.pictures.patients, data.pictures.targets)
    path = tmp_path / "split.json"
    write_split(path, data.pictures.names, sides, {})
    index = write_shards(data, tmp_path / "out", replace(SMALL, sides=sides))
    shards = read_shards(index.folder)
    assert shards.sides is not None
    side_of = dict(zip(shards.names, shards.sides, strict=True))
    for side in ("train", "validation", "test"):
        streamed = names(list(ShardStream(index, StreamPlan(side=side))))
        assert len(streamed) == sides.count(side)
        assert {side_of[name] for name in streamed} == {side}
    # a split file of the originals fits their hashed names
    assert read_split(path, shards.names, shards.patients) == shards.sides
    divided = list(sides)
    divided[0] = next(side for side in ("train", "test") if side != sides[1])
    with refusal("split.patientDivided"):
        write_shards(data, tmp_path / "divided", replace(SMALL, sides=divided))
    with refusal("shards.sides"):
        write_shards(data, tmp_path / "short", replace(SMALL, sides=sides[1:]))
    assert not (tmp_path / "divided").exists()


def copied(index: ShardIndex, folder: Path) -> Path:
    folder.mkdir()
    for path in index.folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def change_facts(folder: Path, **changes: object) -> None:
    path = folder / "shards.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def rename_shard(folder: Path) -> None:
    shards = json.loads((folder / "shards.json").read_text())["shards"]
    shards[0]["file"] = "../all-000000.tar"
    change_facts(folder, shards=shards)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda folder: (folder / "all-000001.tar").unlink(), "shards.damaged"),
        (lambda folder: (folder / "all-000001.tar").write_bytes(b""), "shards.damaged"),
        (lambda folder: (folder / "pictures.csv").unlink(), "shards.damaged"),
        (lambda folder: flip(folder / "pictures.csv", 500), "shards.damaged"),
        (lambda folder: (folder / "shards.json").unlink(), "shards.missing"),
        (lambda folder: (folder / "shards.json").write_text("{"), "file.notJson"),
        (lambda folder: change_facts(folder, format_version=2), "facts.wrongType"),
        (lambda folder: change_facts(folder, labels=["teeth"]), "shards.labels"),
        (lambda folder: change_facts(folder, label_set_version=9), "shards.labels"),
        (lambda folder: change_facts(folder, pictures=39), "shards.damaged"),
        (rename_shard, "shards.path"),
    ],
)
def test_a_damaged_folder_is_refused(
    index: ShardIndex, tmp_path: Path, damage: Callable[[Path], None], code: str
) -> None:
    folder = copied(index, tmp_path / "copy")
    damage(folder)
    with refusal(code):
        read_shards(folder)


def test_a_changed_byte_in_a_shard_is_found_where_it_is_read(index: ShardIndex, tmp_path: Path) -> None:
    folder = copied(index, tmp_path / "copy")
    shards = read_shards(folder)
    flip(folder / shards.places[0].shard, shards.places[0].offset + 40)
    with refusal("shards.damaged", "is not what was written"):
        shards.picture(0)
    with refusal("shards.damaged", "is not the picture that was written"):
        list(ShardStream(read_index(folder)))
    with refusal("shards.damaged", "is not the shard that was written"):
        verify_shards(read_index(folder))


def test_a_shard_that_is_no_tar_or_lacks_pictures_stops_the_stream(index: ShardIndex, tmp_path: Path) -> None:
    folder = copied(index, tmp_path / "copy")
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


def test_a_folder_that_is_not_empty_is_kept_and_an_unreadable_picture_leaves_nothing(
    data: OpenedData, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with refusal("shards.exists"):
        write_shards(data, tmp_path / "full", SMALL)
    (tmp_path / "films").mkdir()
    lost = source(tmp_path / "films", 6)
    (tmp_path / "films" / "5.png").unlink()
    with refusal("picture.unreadable", r"5\.png"):
        write_shards(lost, tmp_path / "out", SMALL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["films", "full"]


def test_the_command_writes_shards_and_a_split_that_inspect_data_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "films").mkdir()
    source(tmp_path / "films", 20)
    key, split, out = tmp_path / "key", tmp_path / "split.json", tmp_path / "out"
    key.write_bytes(b"sixteen bytes or more")
    options = ["--data", str(tmp_path / "films"), "--task", "chestxray14", "--patient-key", str(key)]
    assert main(["shards", *options, "--out", str(out), "--shard-mb", "1", "--split", str(split)]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert [shard["file"] for shard in facts["shards"]] == [
        "test-000000.tar",
        "train-000000.tar",
        "validation-000000.tar",
    ]
    assert json.loads(split.read_text())["shares"] == [0.7, 0.2, 0.1]
    assert main(["inspect-data", str(out), "--task", "chestxray14", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["pictures"], report["patients"]) == (20, 10)
    assert sum(report["sides"].values()) == 20
    flip(out / "train-000000.tar", 600)
    assert main(["inspect-data", str(out), "--task", "chestxray14"]) == 3
    key.write_bytes(b"short")
    assert main(["shards", *options, "--out", str(tmp_path / "two")]) == 3
    assert main(["shards", *options[:4], "--out", str(tmp_path / "two"), "--shard-mb", "0"]) == 3


@pytest.mark.parametrize(("write", "task"), [(write_ranzcr, "chestxray11"), (write_tongues, "tcmtd")])
def test_other_kinds_become_shards_too(tmp_path: Path, write: Callable[[Path], Path], task: str) -> None:
    data = open_pictures(write(tmp_path / "in"), task)
    index = write_shards(data, tmp_path / "out", ShardPlan())
    streamed = {sample.name: sample.targets.numpy() for sample in ShardStream(index)}
    for name, targets in zip(data.pictures.names, data.pictures.targets, strict=True):
        np.testing.assert_array_equal(streamed[picture_name(name)], targets)
