"""Whatever happens to a table: it loads, or a TrainingError says why. Never anything else."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenOptions
from ctranscnn.errors import TrainingError
from tests.loader_samples import (
    csv_text,
    nih_rows,
    ranzcr_rows,
    tongue_rows,
    write_label_files,
    write_nih,
    write_ranzcr,
    write_tongues,
)

ROUNDS = 120
SPLICES = [
    *(b",", b'"', b"\n", b"\r", b"\t", b"..", b"/", b"\\", b"|", b"\x85", b"\x0c"),
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", "气".encode(), "气".encode("gb18030")),
    *(b"2", b"1.0", b"nan", b"1e309", b"[[", b"]]", b"null", b"'=1+1", b"../../etc/passwd", b"No Finding"),
    *(b"9" * 5000, b"x" * 140_000),
]
LINES = b'StudyInstanceUID,label,data\n1.2.826.1,ETT - Normal,"[[10, 20], [10, 60]]"\n'


def mutated(content: bytes, random: np.random.Generator) -> bytes:
    """One to three random changes: bytes spliced in, cut out, doubled, replaced or shuffled by lines."""
    for _ in range(random.integers(1, 4)):
        first, last = sorted(random.integers(0, len(content) + 1, 2))
        piece = SPLICES[random.integers(len(SPLICES))]
        kind = random.integers(6)
        if kind == 0:
            content = content[:first] + piece + content[first:]
        elif kind == 1:
            content = content[:first] + content[last:]
        elif kind == 2:
            content = content[:last] + content[first:]
        elif kind == 3:
            content = content[:first] + piece + content[first + len(piece) :]
        elif kind == 4:
            content = content[:first] + bytes([random.integers(256)]) + content[first + 1 :]
        else:
            lines = content.splitlines(keepends=True)
            content = b"".join(lines[place] for place in random.permutation(len(lines)))
        if not content:
            return b""
    return content


def ranzcr(folder: Path) -> tuple[Path, str]:
    write_ranzcr(folder, lines=LINES.decode())
    return folder / "train.csv", "chestxray11"


def ranzcr_lines(folder: Path) -> tuple[Path, str]:
    write_ranzcr(folder, lines=LINES.decode())
    return folder / "train_annotations.csv", "chestxray11"


def nih(folder: Path) -> tuple[Path, str]:
    write_nih(folder)
    return folder / "Data_Entry_2017_v2020.csv", "chestxray14"


def tongues(folder: Path) -> tuple[Path, str]:
    write_tongues(folder)
    return folder / "labels.csv", "tcmtd"


def label_files(folder: Path) -> tuple[Path, str]:
    write_label_files(folder)
    return folder / "train.txt", "chestxray14"


@pytest.mark.parametrize("kind", [ranzcr, ranzcr_lines, nih, tongues, label_files])
def test_a_mutated_table_loads_or_is_refused(
    tmp_path: Path, kind: Callable[[Path], tuple[Path, str]]
) -> None:
    path, task = kind(tmp_path)
    original = path.read_bytes()
    random = np.random.default_rng(len(original))
    loaded = 0
    for number in range(ROUNDS):
        content = mutated(original, random)
        path.write_bytes(content)
        # the folder and the file itself are recognised in different ways
        place = path if number % 4 == 0 and kind is not ranzcr_lines else tmp_path
        try:
            data = open_pictures(place, task, OpenOptions(allow_missing=number % 2 == 0))
        except TrainingError as error:
            assert error.code
            assert str(error).endswith(".")
            continue
        loaded += 1
        pictures = data.pictures
        assert pictures.targets.shape == (len(pictures), len(pictures.labels))
        assert set(np.unique(pictures.targets[~np.isnan(pictures.targets)])) <= {0.0, 1.0}
        assert len(pictures.names) == len(pictures.patients) == len(pictures) > 0
    assert 0 < loaded < ROUNDS


def test_a_mutated_compressed_table_loads_or_is_refused(tmp_path: Path) -> None:
    write_nih(tmp_path)
    (tmp_path / "Data_Entry_2017_v2020.csv").unlink()
    path = tmp_path / "Data_Entry_2017.csv.gz"
    original = gzip.compress(csv_text(nih_rows()).encode())
    random = np.random.default_rng(0)
    refused = 0
    for _ in range(ROUNDS // 2):
        path.write_bytes(mutated(original, random))
        try:
            open_pictures(tmp_path, "chestxray14")
        except TrainingError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("rows", [ranzcr_rows(), nih_rows(), tongue_rows()])
def test_the_unchanged_tables_hold_no_chance_error(tmp_path: Path, rows: list[list[object]]) -> None:
    tasks = {13: (write_ranzcr, "chestxray11"), 11: (write_nih, "chestxray14"), 9: (write_tongues, "tcmtd")}
    write, task = tasks[len(rows[0])]
    assert len(open_pictures(write(tmp_path), task).pictures) == len(rows) - 1
