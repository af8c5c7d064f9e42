"""What a path is, which pictures are missing or twice, and what the command reports."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ctranscnn.cli import main
from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenOptions
from ctranscnn.data.report import report
from ctranscnn.paths import REAL_DATA_FOLDER
from tests.loader_samples import (
    ranzcr_rows,
    refusal,
    write_picture,
    write_ranzcr,
    write_tongues,
)
from tests.test_bundle import write_bundle


def test_missing_pictures_are_counted_listed_and_refused_unless_allowed(tmp_path: Path) -> None:
    folder = write_ranzcr(tmp_path / "data", ranzcr_rows(40))
    listed = tmp_path / "missing.txt"
    with refusal("pictures.missing", r"34 of 40 pictures are missing: 1\.2\.826\.6\.jpg, .*, …") as refused:
        open_pictures(folder, "chestxray11", OpenOptions(missing_list=listed))
    assert str(refused.value).count(".jpg") == 20
    assert listed.read_text().splitlines() == [f"1.2.826.{index}.jpg" for index in range(6, 40)]
    data = open_pictures(folder, "chestxray11", OpenOptions(allow_missing=True))
    assert len(data.pictures) == 6
    assert len(data.noticed.missing) == 34
    assert data.pictures.targets.shape == (6, 11)
    (tmp_path / "elsewhere").mkdir()
    with refusal("pictures.none", "None of the 40"):
        open_pictures(folder, "chestxray11", OpenOptions(allow_missing=True, images=tmp_path / "elsewhere"))
    with refusal("pictures.missingList"):
        open_pictures(folder, "chestxray11", OpenOptions(missing_list=tmp_path / "none" / "m.txt"))


def test_the_same_picture_under_two_patients_is_refused_and_under_one_reported(tmp_path: Path) -> None:
    folder = write_ranzcr(tmp_path)
    write_picture(folder / "train" / "1.2.826.1.jpg", 0, (100, 80))
    data = open_pictures(folder, "chestxray11")
    assert data.noticed.duplicates == (("1.2.826.0.jpg", "1.2.826.1.jpg"),)
    write_picture(folder / "train" / "1.2.826.5.jpg", 0, (100, 80))
    with refusal("pictures.twoPatients", r"826\.0\.jpg \(patient p0\) and 1\.2\.826\.5\.jpg \(patient p2\)"):
        open_pictures(folder, "chestxray11")
    unseen = open_pictures(folder, "chestxray11", OpenOptions(compare_contents=False))
    assert unseen.noticed.duplicates is None
    assert "not looked for" in report(unseen).as_text()


def test_equal_length_and_equal_end_are_not_enough_for_a_double(tmp_path: Path) -> None:
    folder = write_ranzcr(tmp_path)
    for index, start in ((0, b"a"), (4, b"b")):
        (folder / "train" / f"1.2.826.{index}.jpg").write_bytes(start + bytes(9000))
    assert open_pictures(folder, "chestxray11").noticed.duplicates == ()


def test_a_bundle_opens_like_any_other_set(tmp_path: Path) -> None:
    data = open_pictures(write_bundle(tmp_path), "chestxray14")
    assert data.kind == "bundle"
    assert [len(data.side(side)) for side in ("train", "validation", "test")] == [8, 3, 3]
    assert data.pictures.picture(0).shape == (70, 60)
    with refusal("open.otherTask", "bundle of the task chestxray14"):
        open_pictures(tmp_path, "tcmtd")


def test_what_is_nothing_known_is_refused_with_what_was_looked_for(tmp_path: Path) -> None:
    with refusal("open.unknown", r"manifest\.json .* train\.csv with StudyInstanceUID .* Data_Entry_2017"):
        open_pictures(tmp_path, "tcmtd")
    with refusal("open.missing", "does not exist"):
        open_pictures(tmp_path / "none", "tcmtd")
    with refusal("labels.unknown"):
        open_pictures(tmp_path, "teeth")
    (tmp_path / "notes.md").write_text("hello")
    with refusal("open.unknown"):
        open_pictures(tmp_path / "notes.md", "tcmtd")
    (tmp_path / "notes.txt").write_text("hello")
    with refusal("labels.line", "notes.txt row 1: it needs a path, one tab and the labels"):
        open_pictures(tmp_path / "notes.txt", "tcmtd")
    (tmp_path / "notes.csv").write_text("name,qixu\n")
    with refusal("table.columns", "no column for pictures"):
        open_pictures(tmp_path / "notes.csv", "tcmtd")
    with refusal("open.otherTask", "its task is chestxray11"):
        open_pictures(write_ranzcr(tmp_path / "ranzcr"), "chestxray14")
    write_tongues(tmp_path / "two")
    (tmp_path / "two" / "more.csv").write_text("image,patient\n")
    with refusal("open.ambiguous", r"labels\.csv, more\.csv|more\.csv, labels\.csv"):
        open_pictures(tmp_path / "two", "tcmtd")


def test_a_bundle_whose_table_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path)
    content = "image\n".encode("utf-16")
    (folder / "labels.csv").write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [file for file in manifest["files"] if file["path"] != "labels.csv"]
    manifest["files"].append({"path": "labels.csv", "sha256": hashlib.sha256(content).hexdigest()})
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with refusal("bundle.malformed"):
        open_pictures(folder, "chestxray14")


def test_the_command_reports_in_words_and_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_tongues(tmp_path)
    (folder / "照片" / "d.png").write_bytes(b"broken")
    assert main(["inspect-data", str(folder), "--task", "tcmtd"]) == 0
    text = capsys.readouterr().out
    assert "4 pictures of 3 patients" in text
    assert "labels without positives: tebing" in text
    assert "unreadable pictures: 1 (照片/d.png)" in text
    assert "Research use only. Not for diagnosis or treatment." in text
    assert main(["inspect-data", str(folder), "--task", "tcmtd", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["labels"][2] == {
        "label": "tanshi",
        "positives": 1,
        "negatives": 2,
        "unanswered": 1,
        "positive_patients": 1,
    }
    assert found["sizes"]["smallest"] == [24, 20]
    assert found["sizes"]["unreadable"] == ["照片/d.png"]


def test_the_command_refuses_missing_pictures_unless_told_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_ranzcr(tmp_path, ranzcr_rows(8))
    assert main(["inspect-data", str(folder), "--task", "chestxray11"]) == 3
    assert "2 of 8 pictures are missing" in capsys.readouterr().err
    listed = tmp_path / "m.txt"
    options = ["--allow-missing", "--missing-list", str(listed), "--skip-sizes", "--skip-content"]
    assert main(["inspect-data", str(folder), "--task", "chestxray11", *options]) == 0
    assert "missing pictures: 2 (1.2.826.6.jpg, 1.2.826.7.jpg)" in capsys.readouterr().out
    assert len(listed.read_text().splitlines()) == 2


def test_real_films_open_as_they_lie() -> None:
    folder = REAL_DATA_FOLDER / "nih-chest"
    if not folder.is_dir():
        pytest.skip("the real films of ../shared/data/nih-chest are not here")
    data = open_pictures(folder, "chestxray14")
    assert len(data.pictures) == 878
    with Image.open(folder / "images" / data.pictures.names[0]) as image:
        np.testing.assert_array_equal(data.pictures.picture(0), np.asarray(image.convert("L")))
