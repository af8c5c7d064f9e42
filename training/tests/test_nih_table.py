"""ChestX-ray14's tables and official lists; every bad entry is named by row and column."""

import gzip
import time
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.data.nih_table import read_nih_table
from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenOptions
from ctranscnn.paths import REAL_DATA_FOLDER
from tests.loader_samples import (
    changed,
    csv_text,
    nih_rows,
    refusal,
    write_lists,
    write_nih,
)


def test_nih_films_in_several_folders_with_findings_view_sex_and_age(tmp_path: Path) -> None:
    data = open_pictures(write_nih(tmp_path), "chestxray14")
    labels = list(data.pictures.labels)
    found = [[labels[place] for place in np.flatnonzero(row)] for row in data.pictures.targets]
    assert found == [["cardiomegaly", "effusion"], [], ["hernia"], ["pleural-thickening"]]
    assert list(data.pictures.patients) == ["00000001", "00000001", "00000002", "00000013"]
    auxiliary = data.pictures.auxiliary
    assert auxiliary is not None
    np.testing.assert_allclose(auxiliary[:, :2], [[0, 1], [1, 1], [0, 0], [1, 0]])
    np.testing.assert_allclose(auxiliary[:, 2], [0.58, 0.58, np.nan, 0.06], rtol=1e-6)
    assert data.noticed.notes == ("1 ages above 110 are taken as unknown.",)


def test_the_older_table_with_its_trailing_comma_reads_the_same(tmp_path: Path) -> None:
    older = [[*row, ""] for row in nih_rows()]
    path = tmp_path / "Data_Entry_2017.csv.gz"
    path.write_bytes(gzip.compress(csv_text(older).encode()))
    rows, newer = (
        read_nih_table(path),
        read_nih_table(write_nih(tmp_path / "n") / "Data_Entry_2017_v2020.csv"),
    )
    assert rows.names == newer.names
    np.testing.assert_array_equal(rows.targets, newer.targets)


def test_the_official_lists_give_the_sides(tmp_path: Path) -> None:
    names = [str(row[0]) for row in nih_rows()[1:]]
    folder = write_nih(tmp_path)
    write_lists(folder, names[:3], [*names[3:], "00009999_000.png"])
    data = open_pictures(folder, "chestxray14")
    assert data.pictures.sides == ["train", "train", "train", "test"]
    assert list(data.side("test").patients) == ["00000013"]
    assert "The official lists name 1 more pictures than the table." in data.noticed.notes
    assert open_pictures(folder, "chestxray14", OpenOptions(keep_split=False)).pictures.sides is None


@pytest.mark.parametrize(
    ("training", "test", "expected"),
    [
        ([0, 2], [1, 3], ("split.patientDivided", "Patient 00000001")),
        ([0, 1], [3], ("nih.list", "1 pictures are in neither official list, first 00000002_000.png")),
        ([0, 1, 2], [2, 3], ("nih.list", "test_list.txt row 1: '00000002_000.png' is in both lists")),
    ],
)
def test_official_lists_that_do_not_fit_are_refused(
    tmp_path: Path, training: list[int], test: list[int], expected: tuple[str, str]
) -> None:
    names = [str(row[0]) for row in nih_rows()[1:]]
    folder = write_nih(tmp_path)
    write_lists(folder, [names[place] for place in training], [names[place] for place in test])
    with refusal(*expected):
        open_pictures(folder, "chestxray14")


def test_one_list_alone_is_refused(tmp_path: Path) -> None:
    folder = write_nih(tmp_path)
    (folder / "test_list.txt").write_text("00000013_000.png\n")
    with refusal("nih.list", r"train_val_list\.txt is missing"):
        open_pictures(folder, "chestxray14")


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ((2, 1), "Cardiomegaly|Gout", "row 2, column Finding Labels: unknown finding 'Gout'"),
        ((2, 1), "Hernia|No Finding", "row 2, column Finding Labels: 'No Finding' stands beside"),
        ((3, 1), "", "row 3, column Finding Labels: it is empty"),
        ((4, 5), "X", "row 4, column Patient Gender: 'X' is neither M nor F"),
        ((4, 6), "LL", "row 4, column View Position: 'LL' is neither"),
        ((5, 4), "-3", "row 5, column Patient Age: '-3' is no age"),
        ((5, 3), " ", "row 5, column Patient ID: it is empty"),
        ((5, 0), "/etc/passwd", "row 5, column Image Index.*leads out"),
    ],
)
def test_a_bad_nih_entry_is_named(tmp_path: Path, place: tuple[int, int], value: str, words: str) -> None:
    with refusal("table.cell", words):
        open_pictures(write_nih(tmp_path, changed(nih_rows(), *place, value)), "chestxray14")


def test_the_whole_published_table_loads_in_seconds() -> None:
    table = REAL_DATA_FOLDER / "nih-chest" / "Data_Entry_2017_v2020.csv.gz"
    if not table.is_file():
        pytest.skip("the table of ../shared/data/nih-chest is not here")
    started = time.process_time()
    rows = read_nih_table(table)
    assert time.process_time() - started < 15
    assert (len(rows), len(set(rows.patients))) == (112_120, 30_805)
    counts = dict(zip(rows.labels, rows.targets.sum(axis=0).astype(int).tolist(), strict=True))
    # as published with the data set
    assert (counts["hernia"], counts["infiltration"], counts["effusion"]) == (227, 19_894, 13_317)
