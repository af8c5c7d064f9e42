"""Small generated data sets of every kind that the loaders read."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenedData
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set

RANZCR_LABELS = [str(name) for name in read_label_set("chestxray11").dataset_names]
NIH_HEADER = [
    *("Image Index", "Finding Labels", "Follow-up #", "Patient ID", "Patient Age", "Patient Gender"),
    *("View Position", "OriginalImage[Width", "Height]", "OriginalImagePixelSpacing[x", "y]"),
]
TONGUE_HEADER = ["图像", "患者编号", "气虚质", "阴虚", "痰湿质", "湿热质", "血瘀质", "气郁质", "特禀质"]


def refusal(code: str, words: str | None = None) -> pytest.RaisesExc[TrainingError]:
    """Expects a TrainingError of a code whose sentence holds `words` (a regular expression)."""
    return pytest.RaisesExc(TrainingError, match=words, check=lambda error: error.code == code)


def csv_text(rows: Sequence[Sequence[object]]) -> str:
    """Rows as the text of a table."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def changed(rows: list[list[object]], row: int, column: int, value: object) -> list[list[object]]:
    """The rows with one cell replaced; row 1 is the header, as the messages count."""
    copy = [list(cells) for cells in rows]
    copy[row - 1][column] = value
    return copy


def write_picture(path: Path, number: int, size_px: tuple[int, int] = (24, 20)) -> None:
    """A grey picture that no other number gives."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(number).integers(0, 256, (size_px[1], size_px[0]), np.uint8)
    Image.fromarray(pixels).save(path)


def ranzcr_rows(count: int = 6) -> list[list[object]]:
    """Header and rows of `train.csv`: two pictures a patient, label i % 11 set."""
    rows: list[list[object]] = [["StudyInstanceUID", *RANZCR_LABELS, "PatientID"]]
    for index in range(count):
        answers = [int(place == index % 11) for place in range(11)]
        rows.append([f"1.2.826.{index}", *answers, f"p{index // 2}"])
    return rows


def write_ranzcr(
    folder: Path, rows: Sequence[Sequence[object]] | None = None, lines: str | None = None
) -> Path:
    """`train.csv`, `train/*.jpg` and, where given, the text of `train_annotations.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "train.csv").write_text(csv_text(rows or ranzcr_rows()), encoding="utf-8")
    for index in range(6):
        write_picture(folder / "train" / f"1.2.826.{index}.jpg", index, (100, 80))
    if lines is not None:
        (folder / "train_annotations.csv").write_text(lines, encoding="utf-8")
    return folder


def nih_rows() -> list[list[object]]:
    """Header and four rows of `Data_Entry_2017_v2020.csv`."""
    shared = [1, 2500, 2048, 0.168, 0.168]
    facts = [
        ("00000001_000.png", "Cardiomegaly|Effusion", "1", "58", "M", "PA"),
        ("00000001_001.png", "No Finding", "1", "058Y", "M", "AP"),
        ("00000002_000.png", "Hernia", "2", "414", "F", "PA"),
        ("00000013_000.png", "Pleural_Thickening", "13", "6", "F", "AP"),
    ]
    rows: list[list[object]] = [[*NIH_HEADER]]
    for name, findings, patient, age, sex, view in facts:
        rows.append([name, findings, shared[0], patient, age, sex, view, *shared[1:]])
    return rows


def write_nih(folder: Path, rows: Sequence[Sequence[object]] | None = None) -> Path:
    """The table and pictures in two folders, as the archives unpack."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Data_Entry_2017_v2020.csv").write_text(csv_text(rows or nih_rows()), encoding="utf-8")
    for index, row in enumerate(nih_rows()[1:]):
        part = "images_001" if index < 2 else "images_002"
        write_picture(folder / part / "images" / str(row[0]), 100 + index)
    return folder


def write_lists(folder: Path, training: Sequence[str], test: Sequence[str]) -> None:
    """The official lists."""
    (folder / "train_val_list.txt").write_text("\n".join(training), encoding="utf-8")
    (folder / "test_list.txt").write_text("\n".join(test), encoding="utf-8")


def tongue_rows() -> list[list[object]]:
    """Header and four rows of a site's table of constitutions, one cell not answered."""
    return [
        [*TONGUE_HEADER],
        ["照片/a.png", "甲", 1, 0, 0, 0, 0, 0, 0],
        ["照片/b.png", "甲", 1, 0, "", 0, 0, 0, 0],
        ["照片/c.png", "乙", 0, 1, 1, 0, 0, 0, 0],
        ["照片/d.png", "丙", 0, 0, 0, 1, 1, 1, 0],
    ]


def write_tongues(folder: Path, text: str | bytes | None = None) -> Path:
    """`labels.csv` and four pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    content = csv_text(tongue_rows()) if text is None else text
    encoded = content if isinstance(content, bytes) else content.encode()
    (folder / "labels.csv").write_bytes(encoded)
    for index, name in enumerate("abcd"):
        write_picture(folder / "照片" / f"{name}.png", 200 + index)
    return folder


def label_line(name: str, *positive: int) -> str:
    """One line of a label file of chestxray14."""
    return f"{name}\t{','.join(str(int(place in positive)) for place in range(14))}\n"


def write_label_files(folder: Path, **texts: str) -> Path:
    """`train.txt`, `val.txt` and `test.txt` with pictures in `img/`; `texts` replace them by their stem."""
    names = ["00000001_000.png", "00000001_001.png", "00000002_000.png", "00000003_000.png"]
    standard = {
        "train": label_line(f"img/{names[0]}", 1) + label_line(f"img/{names[1]}", 2, 3),
        "val": label_line(f"img/{names[2]}"),
        "test": label_line(f"img/{names[3]}", 0),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in (standard | texts).items():
        (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
    for index, name in enumerate(names):
        write_picture(folder / "img" / name, 300 + index)
    return folder


def film_table(folder: Path, count: int) -> OpenedData:
    """`count` films in a table, two a patient, one answer empty."""
    keys = read_label_set("chestxray14").keys
    folder.mkdir(exist_ok=True)
    lines = [",".join(["image", "patient", *keys])]
    for index in range(count):
        write_picture(folder / f"{index}.png", index)
        answers = [str(int(place == index % 14)) for place in range(14)]
        answers[13] = "" if index == 3 else answers[13]
        lines.append(",".join([f"{index}.png", f"patient-{index // 2}", *answers]))
    (folder / "labels.csv").write_text("\n".join(lines))
    return open_pictures(folder, "chestxray14")
