"""A training pack: what goes in comes out, small, hashed, deterministic; damage is refused."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.cli import main
from ctranscnn.data.pictures import PicturesInMemory
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set
from ctranscnn.pack import PackPlan, is_pack, read_pack, read_pack_as_bundle, write_pack
from ctranscnn.phantoms.backgrounds import generated_backgrounds
from ctranscnn.phantoms.film import draw_film
from ctranscnn.phantoms.tongue import draw_tongue, mask_picture
from ctranscnn.segmentation.photos import load_tongue_photos

NAMES = ["a.png", "b.png", "c.png"]


@pytest.fixture(scope="module")
def tongues() -> PicturesInMemory:
    phantoms = [draw_tongue(1, index, 160) for index in range(3)]
    targets = np.array([[1, 0], [np.nan, 1], [0, np.nan]], np.float32)
    pictures = [phantom.picture for phantom in phantoms]
    masks = [mask_picture(phantom.mask) for phantom in phantoms]
    return PicturesInMemory(("x", "y"), ["p", "p", "q"], targets, pictures, masks)


def plan(parts: list[str]) -> PackPlan:
    return PackPlan("tongue-photos", "tongue-segmentation", 96, "generated", "Apache-2.0", parts)


def test_round_trip(tmp_path: Path, tongues: PicturesInMemory) -> None:
    path = tmp_path / "pack.zip"
    size = write_pack(path, NAMES, tongues, plan(["0", "0", "1"]))
    assert size == path.stat().st_size
    pack = read_pack(path)
    assert is_pack(path)
    assert list(pack.names) == NAMES
    assert list(pack.parts) == ["0", "0", "1"]
    assert pack.pictures.labels == ("x", "y")
    assert np.array_equal(pack.pictures.targets, tongues.targets, equal_nan=True)
    assert pack.pictures.patients[0] == pack.pictures.patients[1] != pack.pictures.patients[2]
    for index in range(3):
        picture, mask = pack.pictures.picture(index), pack.pictures.mask(index)
        assert picture.shape == (96, 96, 3)
        assert mask is not None
        assert set(np.unique(mask)) == {0, 255}
        original = tongues.mask(index)
        assert original is not None
        assert (mask > 127).mean() == pytest.approx((original > 127).mean(), abs=0.01)


def film_pack(path: Path, patients: list[str]) -> PicturesInMemory:
    background = generated_backgrounds(1, 2, 96)
    phantoms = [draw_film(background, 3, index) for index in range(len(patients))]
    labels = read_label_set("chestxray14").keys
    targets = (np.random.default_rng(0).random((len(patients), len(labels))) < 0.3).astype(np.float32)
    targets[0, 0] = np.nan
    films = PicturesInMemory(labels, patients, targets, [phantom.picture for phantom in phantoms])
    fold_of = {patient: str(number % 5) for number, patient in enumerate(dict.fromkeys(patients))}
    names = [f"{patient}_{number}.png" for number, patient in enumerate(patients)]
    packing = PackPlan("films", "chestxray14", 72, "generated", "Apache-2.0", [fold_of[p] for p in patients])
    write_pack(path, names, films, packing)
    return films


def test_a_model_trains_on_a_pack_of_films(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pack.zip"
    films = film_pack(path, [f"p{number}" for number in range(30)])
    bundle = read_pack_as_bundle(path)
    assert np.array_equal(bundle.targets, films.targets, equal_nan=True)
    assert {split: bundle.splits.count(split) for split in ("train", "validation", "test")} == {
        "train": 18,
        "validation": 6,
        "test": 6,
    }
    run = ["train", "--data", str(path), "--epochs", "1", "--run", str(tmp_path / "run"), "--threads", "1"]
    assert main(run) == 0
    assert json.loads(capsys.readouterr().out)["pictures"] == {"train": 18, "validation": 6, "test": 6}
    assert (tmp_path / "run" / "weights.pt").is_file()


def test_packed_photos_are_photos_again(tmp_path: Path, tongues: PicturesInMemory) -> None:
    path = tmp_path / "pack.zip"
    write_pack(path, NAMES, tongues, plan(["0", "0", "1"]))
    photos = load_tongue_photos(path)
    assert photos.names == tuple(NAMES)
    assert photos.masks[0].shape == photos.photos[0].shape[:2] == (96, 96)
    with pytest.raises(TrainingError) as caught:
        read_pack_as_bundle(path)
    assert caught.value.code == "pack.kind"
    film_pack(tmp_path / "films.zip", ["p", "q"])
    with pytest.raises(TrainingError) as caught:
        load_tongue_photos(tmp_path / "films.zip")
    assert caught.value.code == "photos.noMask"


def test_names_and_patients_of_films_do_not_travel(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    film_pack(path, ["p", "q", "p"])
    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read("pack.json"))
    assert not any("_" in item["name"] for item in facts["items"])
    assert {item["patient"] for item in facts["items"]}.isdisjoint({"p", "q"})


def test_equal_pictures_make_equal_packs(tmp_path: Path, tongues: PicturesInMemory) -> None:
    for name in ("one.zip", "two.zip"):
        write_pack(tmp_path / name, NAMES, tongues, plan(["0", "0", "1"]))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_divided_patient_is_refused(tmp_path: Path, tongues: PicturesInMemory) -> None:
    with pytest.raises(TrainingError) as caught:
        write_pack(tmp_path / "pack.zip", NAMES, tongues, plan(["0", "1", "1"]))
    assert caught.value.code == "split.patientDivided"
    assert list(tmp_path.iterdir()) == []


def test_a_pack_above_the_limit_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8)
    pictures = PicturesInMemory(("x",), ["p"], np.zeros((1, 1), np.float32), [noise])
    monkeypatch.setattr("ctranscnn.pack.LARGEST_BYTES", 1000)
    with pytest.raises(TrainingError) as caught:
        write_pack(
            tmp_path / "pack.zip",
            ["a"],
            pictures,
            PackPlan("films", "chestxray14", 64, "generated", "Apache-2.0", ["0"]),
        )
    assert caught.value.code == "pack.large"
    assert list(tmp_path.iterdir()) == []


def test_a_changed_byte_is_noticed(tmp_path: Path, tongues: PicturesInMemory) -> None:
    path = tmp_path / "pack.zip"
    write_pack(path, NAMES, tongues, plan(["0", "0", "1"]))
    with zipfile.ZipFile(path) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    name = next(key for key in entries if key.startswith("pictures/"))
    entries[name] = entries[name][:-3] + b"\0" + entries[name][-2:]
    with zipfile.ZipFile(path, "w") as archive:
        for key, content in entries.items():
            archive.writestr(key, content)
    with pytest.raises(TrainingError) as caught:
        read_pack(path)
    assert caught.value.code == "pack.damaged"


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_pack_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    with pytest.raises(TrainingError) as caught:
        read_pack(path)
    assert caught.value.code == "pack.malformed"


def test_the_commands_refuse_bad_wishes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "--data", str(tmp_path), "--out", str(tmp_path / "x.zip")]) == 3
    assert "pack.noData" in capsys.readouterr().err
    assert main(["phantoms", "--kind", "film", "--size", "5", "--out", str(tmp_path)]) == 3
    assert "phantoms.size" in capsys.readouterr().err
    for wish in (["film"], ["tongue", "--no-signs"]):
        assert main(["phantoms", "--kind", *wish, "--curdy", "--out", str(tmp_path)]) == 3
        assert "phantoms.curdy" in capsys.readouterr().err


def test_the_phantoms_command_writes_pictures_and_truth(tmp_path: Path) -> None:
    for kind in ("film", "tongue"):
        folder = tmp_path / kind
        assert main(["phantoms", "--kind", kind, "--count", "2", "--size", "128", "--out", str(folder)]) == 0
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        assert len(truth["pictures"]) == 2
        assert "Research use only" in truth["notice"]
        for entry in truth["pictures"]:
            assert (folder / entry["file"]).is_file()
            assert (entry["widthPx"], entry["heightPx"]) == (128, 128)


def test_every_second_tongue_is_curdy_where_that_is_asked(tmp_path: Path) -> None:
    wish = ["phantoms", "--kind", "tongue", "--curdy", "--count", "4", "--size", "96", "--out", str(tmp_path)]
    assert main(wish) == 0
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert ["curdy" in entry["signs"] for entry in truth["pictures"]] == [False, True, False, True]
    assert [entry["drawn"]["curdy"] > 0 for entry in truth["pictures"]] == [False, True, False, True]
