"""Label files of the paper's form, and who the patients are where labels do not say."""

from pathlib import Path

import numpy as np
import pytest

from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenOptions
from tests.loader_samples import (
    label_line,
    refusal,
    write_label_files,
    write_ranzcr,
)


def test_label_files_give_sides_and_patients_by_name(tmp_path: Path) -> None:
    data = open_pictures(write_label_files(tmp_path), "chestxray14")
    assert data.kind == "label-files"
    # in the order of the files' names
    assert data.pictures.sides == ["test", "train", "train", "validation"]
    assert list(data.pictures.patients) == ["00000003", "00000001", "00000001", "00000002"]
    np.testing.assert_array_equal(np.flatnonzero(data.pictures.targets[2]), [2, 3])
    single = open_pictures(tmp_path / "train.txt", "chestxray14")
    assert single.pictures.sides is None
    assert len(single.pictures) == 2


def test_the_columns_of_label_files_may_be_in_another_order(tmp_path: Path) -> None:
    folder = write_label_files(tmp_path)
    labels = list(open_pictures(folder, "chestxray14").pictures.labels)
    turned = open_pictures(folder, "chestxray14", OpenOptions(label_order=tuple(labels[::-1])))
    np.testing.assert_array_equal(np.flatnonzero(turned.pictures.targets[0]), [13])
    with refusal("labels.order"):
        open_pictures(folder, "chestxray14", OpenOptions(label_order=("hernia",)))


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("img/00000001_000.png 0,1\n", "labels.line", "train.txt row 2: it needs a path, one tab"),
        ("img/00000001_000.png\t0,1\n", "labels.line", "row 2: 2 labels instead of 14"),
        (label_line("../00000001_000.png"), "labels.line", "row 2, column 1 .path.: .*leads out"),
        (label_line("img/x.png").replace("0", "7", 1), "labels.line", "row 2, column atelectasis: '7'"),
        (
            label_line("img/00000003_000.png"),
            "labels.duplicate",
            "train.txt row 2: .* in test.txt row 1",
        ),
        (label_line("img/00000003_001.png"), "split.patientDivided", "Patient 00000003"),
        (label_line("img/other.png"), "patients.unknown", "finds no patient in img/other.png"),
    ],
)
def test_a_bad_line_of_a_label_file_is_named(tmp_path: Path, text: str, code: str, words: str) -> None:
    folder = write_label_files(tmp_path, train=label_line("img/00000001_000.png") + text)
    with refusal(code, words):
        open_pictures(folder, "chestxray14", OpenOptions(allow_missing=True))


def test_two_files_of_one_side_are_refused(tmp_path: Path) -> None:
    folder = write_label_files(tmp_path, train_new=label_line("img/00000001_000.png"))
    with refusal("labels.twoFiles", r"train\.txt and train_new\.txt"):
        open_pictures(folder, "chestxray14")


def test_a_side_whose_first_line_is_wrong_does_not_vanish(tmp_path: Path) -> None:
    folder = write_label_files(tmp_path, train="img/00000001_000.png 0,1\n")
    with refusal("labels.line", r"train\.txt row 1"):
        open_pictures(folder, "chestxray14")


def test_patients_by_pattern_by_table_or_each_their_own(tmp_path: Path) -> None:
    folder = write_ranzcr(tmp_path)
    lines = "".join(f"train/1.2.826.{index}.jpg\t{','.join('0' * 11)}\n" for index in range(6))
    (folder / "list.txt").write_text(lines)

    def patients(options: OpenOptions) -> list[str]:
        return list(open_pictures(folder / "list.txt", "chestxray11", options).pictures.patients)

    assert patients(OpenOptions(patient_table=folder / "train.csv")) == ["p0", "p0", "p1", "p1", "p2", "p2"]
    assert patients(OpenOptions(patient_pattern=r"826\.(?<patient>\d)")) == list("012345")
    assert len(set(patients(OpenOptions(patient_pattern="each")))) == 6
    with refusal("patients.unknown", "Nothing says whose pictures these are"):
        patients(OpenOptions())
    with refusal("patients.pattern", "needs a group"):
        patients(OpenOptions(patient_pattern=r"\d+"))
    with refusal("patients.pattern", "not valid"):
        patients(OpenOptions(patient_pattern="("))
    for text, code in (
        ("image,patient\n1.2.826.0,a\n", "patients.unknown"),
        ("image,patient\n1.2.826.0,a\n1.2.826.0.jpg,b\n", "table.cell"),
        ("image,age\n", "table.columns"),
    ):
        (tmp_path / "own.csv").write_text(text)
        with refusal(code):
            patients(OpenOptions(patient_table=tmp_path / "own.csv"))
