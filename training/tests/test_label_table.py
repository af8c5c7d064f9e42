"""A site's own table, Chinese or English; every bad entry is named by row and column."""

from pathlib import Path

import numpy as np
import pytest

from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenOptions
from ctranscnn.data.report import report
from tests.loader_samples import (
    changed,
    csv_text,
    refusal,
    tongue_rows,
    write_tongues,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_table_gives_the_seven_constitutions(tmp_path: Path, encoding: str) -> None:
    data = open_pictures(write_tongues(tmp_path, csv_text(tongue_rows()).encode(encoding)), "tcmtd")
    assert data.kind == "table"
    assert list(data.pictures.patients) == ["甲", "甲", "乙", "丙"]
    expected = [
        [1, 0, 0, 0, 0, 0, 0],
        [1, 0, np.nan, 0, 0, 0, 0],
        [0, 1, 1, 0, 0, 0, 0],
        [0, 0, 0, 1, 1, 1, 0],
    ]
    np.testing.assert_array_equal(data.pictures.targets, np.asarray(expected, np.float32))
    assert report(data).without_positives == ("tebing",)


def test_an_english_table_in_another_order_with_a_split(tmp_path: Path) -> None:
    header = ["Split", "tebing", "Qi deficiency", "Blood stasis", "yinxu", "damp-heat"]
    header += ["Phlegm-dampness", "Qi_Stagnation", "Image", "patient_id"]
    rows = [["train", 1, 0, 0, 0, 0, 0, 0, "a.png", 7], ["test", 0, 1, 0, 0, 0, 0, 0, "d.png", 8]]
    folder = write_tongues(tmp_path, csv_text([header, *rows]))
    data = open_pictures(folder, "tcmtd")
    np.testing.assert_array_equal(data.pictures.targets, np.eye(7)[[6, 0]])
    assert data.pictures.sides == ["train", "test"]
    rows[1][-1] = 7
    write_tongues(tmp_path, csv_text([header, *rows]))
    with refusal("split.patientDivided"):
        open_pictures(folder, "tcmtd")
    assert open_pictures(folder, "tcmtd", OpenOptions(keep_split=False)).pictures.sides is None
    rows[0][0] = "holdout"
    write_tongues(tmp_path, csv_text([header, *rows]))
    with refusal("table.cell", "row 2, column Split: 'holdout' is none of"):
        open_pictures(folder, "tcmtd")


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ((3, 2), "是", ("table.cell", "labels.csv row 3, column 气虚质: '是' is none of 1, 0 and empty")),
        ((3, 1), "", ("table.cell", "row 3, column 患者编号: it is empty")),
        ((4, 0), "照片/a.png", ("table.duplicate", "row 4, column 图像: .* row 2")),
        ((4, 0), "照片/../../a.png", ("table.cell", "row 4, column 图像: .*leads out")),
        ((1, 2), "年龄", ("table.columns", "the column '年龄' is no label of tcmtd")),
        ((1, 3), "气虚", ("table.columns", "'气虚质' and '气虚' are both qixu")),
        ((1, 1), "图片", ("table.columns", "'图像' and '图片' mean the same")),
        ((1, 1), "", ("table.columns", "the column '' is no label")),
    ],
)
def test_a_bad_entry_of_a_table_is_named(
    tmp_path: Path, place: tuple[int, int], value: str, expected: tuple[str, str]
) -> None:
    with refusal(*expected):
        open_pictures(write_tongues(tmp_path, csv_text(changed(tongue_rows(), *place, value))), "tcmtd")


def test_a_table_without_a_label_or_a_patient_is_refused(tmp_path: Path) -> None:
    with refusal("table.columns", "lacks the labels: tebing"):
        open_pictures(write_tongues(tmp_path, csv_text([row[:-1] for row in tongue_rows()])), "tcmtd")
    without = csv_text([[row[0], *row[2:]] for row in tongue_rows()])
    with refusal("patients.unknown"):
        open_pictures(write_tongues(tmp_path, without), "tcmtd")
    data = open_pictures(tmp_path, "tcmtd", OpenOptions(patient_pattern="each"))
    assert len(set(data.pictures.patients)) == 4


def test_two_rows_that_mean_one_file_are_refused(tmp_path: Path) -> None:
    rows = changed(tongue_rows(), 3, 0, "照片/a.jpg")
    with refusal("pictures.sameFile", "照片/a.png and 照片/a.jpg are one file"):
        open_pictures(write_tongues(tmp_path, csv_text(rows)), "tcmtd")
