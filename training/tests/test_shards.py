"""Shards: written whole, read at random and as a stream, continued anywhere, refused where damaged."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.cli import main
from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenedData
from ctranscnn.data.shard_index import ShardIndex, read_index, verify_shards
from ctranscnn.data.shard_pictures import read_shards
from ctranscnn.data.shard_stream import ShardStream, StreamPlan
from ctranscnn.data.shard_writer import ShardPlan, hashed_patient, write_shards
from ctranscnn.split import patient_split, picture_name, read_split, write_split
from tests.loader_samples import film_table, refusal, write_nih, write_picture, write_ranzcr, write_tongues

COUNT = 40
SMALL = ShardPlan(largest_bytes=24 << 10, patient_key=b"a key of the tests")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> OpenedData:
    return film_table(tmp_path_factory.mktemp("films"), COUNT)


@pytest.fixture(scope="module")
def index(data: OpenedData, tmp_path_factory: pytest.TempPathFactory) -> ShardIndex:
    return write_shards(data, tmp_path_factory.mktemp("shards"), SMALL)


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


def test_sides_get_shards_of_their_own(data: OpenedData, tmp_path: Path) -> None:
    sides = patient_split(data.pictures.patients, data.pictures.targets)
    path = tmp_path / "split.json"
    write_split(path, data.pictures.names, sides, {})
    index = write_shards(data, tmp_path / "out", replace(SMALL, sides=sides))
    shards = read_shards(index.folder)
    assert shards.sides is not None
    side_of = dict(zip(shards.names, shards.sides, strict=True))
    for side in ("train", "validation", "test"):
        streamed = [sample.name for sample in ShardStream(index, StreamPlan(side=side))]
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


def test_a_folder_that_is_not_empty_is_kept_and_an_unreadable_picture_leaves_nothing(
    data: OpenedData, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with refusal("shards.exists"):
        write_shards(data, tmp_path / "full", SMALL)
    lost = film_table(tmp_path / "films", 6)
    (tmp_path / "films" / "5.png").unlink()
    with refusal("picture.unreadable", r"5\.png"):
        write_shards(lost, tmp_path / "out", SMALL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["films", "full"]


def test_the_command_writes_shards_and_a_split_that_inspect_data_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film_table(tmp_path / "films", 20)
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


def test_doubles_are_told_by_the_hashes_of_the_index(tmp_path: Path) -> None:
    data = film_table(tmp_path / "films", 6)
    for copy in (1, 4):
        (tmp_path / "films" / f"{copy}.png").write_bytes((tmp_path / "films" / "0.png").read_bytes())
    index = write_shards(data, tmp_path / "out", ShardPlan())
    with refusal("pictures.twoPatients"):
        open_pictures(index.folder, "chestxray14")
    write_picture(tmp_path / "films" / "4.png", 4)
    index = write_shards(data, tmp_path / "again", ShardPlan())
    duplicates = open_pictures(index.folder, "chestxray14").noticed.duplicates
    assert duplicates is not None
    assert [set(group) for group in duplicates] == [{picture_name("0.png"), picture_name("1.png")}]
