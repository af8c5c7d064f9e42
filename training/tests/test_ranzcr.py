"""RANZCR CLiP: answers, patients, drawn lines; every bad entry is named by row and column."""

from pathlib import Path

import numpy as np
import pytest

from ctranscnn.data.line_masks import line_mask
from ctranscnn.data.open import open_pictures
from ctranscnn.data.ranzcr import DEVICES, RanzcrPictures
from tests.loader_samples import (
    changed,
    ranzcr_rows,
    refusal,
    write_ranzcr,
)

LINES = """StudyInstanceUID,label,data
1.2.826.1,ETT - Borderline,"[[10, 20], [10, 60]]"
1.2.826.1,CVC - Normal,"[[90, 70], [50, 40], [10.5, 1e1]]"
1.2.826.1,CVC - Normal,"[[5, 5]]"
"""


def test_ranzcr_films_have_their_eleven_answers_and_patients(tmp_path: Path) -> None:
    data = open_pictures(write_ranzcr(tmp_path), "chestxray11")
    assert (data.kind, data.found) == ("ranzcr", "RANZCR CLiP table train.csv")
    assert data.pictures.labels[0] == "ett-abnormal"
    np.testing.assert_array_equal(data.pictures.targets, np.eye(6, 11))
    assert list(data.pictures.patients) == ["p0", "p0", "p1", "p1", "p2", "p2"]
    assert data.pictures.picture(0).shape == (80, 100)
    assert data.pictures.sides is None
    with refusal("open.noSplit"):
        data.side("train")


def test_drawn_lines_become_masks_and_unknown_places_stay_unknown(tmp_path: Path) -> None:
    rows = ranzcr_rows()
    rows[2][8] = 1  # picture 1: CVC - Borderline, beside ETT - Borderline
    rows[2][4] = 1  # and NGT - Abnormal, which nobody drew
    pictures = open_pictures(write_ranzcr(tmp_path, rows, LINES), "chestxray11").pictures
    assert isinstance(pictures, RanzcrPictures)
    assert [line.device for line in pictures.polylines(1)] == ["ett", "cvc", "cvc"]
    assert pictures.polylines(0) == ()
    drawn = pictures.line_target(1, (50, 40))
    assert drawn.shape == (len(DEVICES), 40, 50)
    ett, ngt, cvc, swan_ganz = drawn
    rows_of_ett, columns_of_ett = np.nonzero(ett)
    assert set(columns_of_ett) <= {4, 5}
    assert (rows_of_ett.min(), rows_of_ett.max()) == (10, 30)
    assert cvc[2, 2] == 1
    assert cvc[35, 45] == 1
    assert np.isnan(ngt).all()
    assert not swan_ganz.any()
    undrawn = pictures.line_target(0, (50, 40))
    assert np.isnan(undrawn[0]).all()
    assert not undrawn[1:].any()


def test_a_line_and_its_reverse_give_one_mask_and_what_is_off_the_film_is_cut() -> None:
    line = np.asarray([[-50.0, 10.0], [40.0, 10.0], [40.0, 500.0]])
    mask = line_mask([line], (100, 80), (100, 80))
    np.testing.assert_array_equal(mask, line_mask([line[::-1]], (100, 80), (100, 80)))
    assert mask[10, :40].all()
    assert mask[20:, 40].all()
    assert set(np.unique(mask)) == {0, 1}
    with refusal("lines.size"):
        line_mask([line], (0, 80), (10, 10))


def test_a_contradiction_between_lines_and_labels_is_noted(tmp_path: Path) -> None:
    data = open_pictures(write_ranzcr(tmp_path, lines=LINES), "chestxray11")
    assert data.noticed.notes == (
        "Lines are drawn on 1 of 6 pictures.",
        "2 drawn lines belong to a label that the table answers with 0.",
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            '1.2.826.9,ETT - Normal,"[[1, 2]]"',
            "row 2, column StudyInstanceUID: '1.2.826.9' is not in",
        ),
        ('1.2.826.1,Tube,"[[1, 2]]"', "row 2, column label: unknown label 'Tube'"),
        ('1.2.826.1,ETT - Normal,"[[1, 2, 3]]"', "row 2, column data"),
        ('1.2.826.1,ETT - Normal,"[[1, null]]"', "row 2, column data"),
        ("1.2.826.1,ETT - Normal,[]", "row 2, column data.*no points"),
        ('1.2.826.1,ETT - Normal,"[[1, NaN]]"', "row 2, column data.*on no film"),
        ('1.2.826.1,ETT - Normal,"[[1, 1e9]]"', "row 2, column data.*on no film"),
        ("1.2.826.1,ETT - Normal," + "[" * 100_000, "row 2, column data"),
    ],
)
def test_a_bad_line_is_named_by_row_and_column(tmp_path: Path, row: str, words: str) -> None:
    with refusal("table.cell", words):
        open_pictures(write_ranzcr(tmp_path, lines=f"StudyInstanceUID,label,data\n{row}\n"), "chestxray11")


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ((3, 2), "2", ("table.cell", "train.csv row 3, column ETT - Borderline: '2' is none of")),
        ((4, 12), "", ("table.cell", "row 4, column PatientID: it is empty")),
        ((5, 0), "1.2.826.0", ("table.duplicate", "row 5, column StudyInstanceUID: .* also in row 2")),
        ((5, 0), "../train/1.2.826.0", ("table.cell", "row 5.*leads out")),
        ((5, 0), "sub/1.2.826.0", ("table.cell", "row 5.*is no study")),
        ((1, 12), "Patient", ("table.columns", "missing: 'PatientID'; unknown: 'Patient'")),
        ((1, 1), "ETT - Strange", ("table.columns", "missing: 'ETT - Abnormal'; unknown: 'ETT - Strange'")),
    ],
)
def test_a_bad_ranzcr_entry_is_named(
    tmp_path: Path, place: tuple[int, int], value: str, expected: tuple[str, str]
) -> None:
    with refusal(*expected):
        open_pictures(write_ranzcr(tmp_path, changed(ranzcr_rows(), *place, value)), "chestxray11")
