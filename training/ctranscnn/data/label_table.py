"""A table of a site's own labels: a picture, its patient, and one column per label (TCMTD and the like)."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ctranscnn.data.label_rows import LabelRows, name_fault
from ctranscnn.data.opened import OpenOptions
from ctranscnn.data.patients import patients_of
from ctranscnn.data.tables import Table, read_header, read_table
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set
from ctranscnn.paths import LABELS_FOLDER
from ctranscnn.strict import read_json

ENCODINGS = ("utf-8", "gb18030")
"""Spreadsheets save Chinese tables in either; GB 18030 is tried where the file is no UTF-8."""

IMAGE_NAMES = frozenset(
    {"image", "picture", "file", "filename", "photo", "path"}
    | {"图像", "图片", "照片", "文件", "文件名", "图像名", "图片名", "舌象", "舌图"}
)
PATIENT_NAMES = frozenset(
    {"patient", "patientid", "subject", "subjectid"}
    | {"患者", "患者id", "患者编号", "病人", "病人编号", "受试者", "受试者编号"}
)
SPLIT_NAMES = frozenset({"split", "side", "part", "划分", "数据划分", "集合"})
SIDE_OF_WORD = {
    "train": "train",
    "训练": "train",
    "训练集": "train",
    "val": "validation",
    "validation": "validation",
    "验证": "validation",
    "验证集": "validation",
    "test": "test",
    "测试": "test",
    "测试集": "test",
}


def label_tables(folder: Path) -> list[Path]:
    """The tables of a folder (not of its subfolders) that have a column for pictures."""
    files = sorted(path for path in folder.glob("*.csv") if path.is_file())
    return [path for path in files if has_image_column(path)]


def has_image_column(path: Path) -> bool:
    """Whether a table's header, in either encoding, names pictures."""
    header = read_header(path)
    if any("\ufffd" in cell for cell in header):
        try:
            header = read_table(path, ENCODINGS).header
        except TrainingError:
            return False
    return any(_plain(cell) in IMAGE_NAMES for cell in header)


def read_label_table(path: Path, task: str, options: OpenOptions) -> LabelRows:
    """Read a table with a column for pictures, one for patients, perhaps one for the split, and every label.

    Headers may be Chinese or English, in any order; other columns are refused. Raises TrainingError as
    read_table and patients_of do, `table.columns`, `table.cell`, `table.duplicate`.
    """
    table = read_table(path, ENCODINGS)
    keys = read_label_set(task).keys
    image, patient, split = (_column(table, names) for names in (IMAGE_NAMES, PATIENT_NAMES, SPLIT_NAMES))
    if image is None:
        raise TrainingError("table.columns", f"{table.name} has no column for pictures (image, 图像, …).")
    others = [column for column in table.header if column not in (image, patient, split)]
    column_of = _label_columns(table, task, others)
    names = table.filled(image)
    for row, name in enumerate(names):
        fault = name_fault(name)
        if fault is not None:
            raise table.refusal(row, image, fault)
    table.refuse_repeats(image, names)
    return LabelRows(
        labels=keys,
        names=names,
        patients=patients_of(names, task, options) if patient is None else table.filled(patient),
        targets=table.answers([column_of[key] for key in keys]),
        sides=None if split is None or not options.keep_split else _sides(table, split),
    )


def _column(table: Table, names: frozenset[str]) -> str | None:
    found = [column for column in table.header if _plain(column) in names]
    if len(found) > 1:
        raise TrainingError("table.columns", f"{table.name}: '{found[0]}' and '{found[1]}' mean the same.")
    return found[0] if found else None


def _label_columns(table: Table, task: str, columns: Sequence[str]) -> dict[str, str]:
    """The column of each label key."""
    key_of = label_spellings(task)
    column_of: dict[str, str] = {}
    for column in columns:
        key = key_of.get(_plain(column))
        if key is None:
            raise TrainingError(
                "table.columns",
                f"{table.name}: the column '{column[:60]}' is no label of {task}; correct or remove it.",
            )
        if column_of.setdefault(key, column) != column:
            raise TrainingError(
                "table.columns", f"{table.name}: '{column_of[key]}' and '{column}' are both {key}."
            )
    lacking = [key for key in read_label_set(task).keys if key not in column_of]
    if lacking:
        raise TrainingError("table.columns", f"{table.name} lacks the labels: {', '.join(lacking)}.")
    return column_of


def label_spellings(task: str) -> dict[str, str]:
    """What the column of a label may be called (key, data set's name, Chinese, English), made `_plain`."""
    label_set = read_label_set(task)
    content: Any = read_json(LABELS_FOLDER / f"{task}.json")
    key_of: dict[str, str] = {}
    for label, key in zip(content["labels"], label_set.keys, strict=True):
        names = [key, *label["name"].values(), label.get("datasetName") or key]
        key_of |= {_plain(str(name)): key for name in names}
    return key_of


def _sides(table: Table, column: str) -> list[str]:
    sides: list[str] = []
    for row, cell in enumerate(table.cells(column)):
        side = SIDE_OF_WORD.get(cell.strip().lower())
        if side is None:
            raise table.refusal(row, column, f"{cell[:40]!r} is none of train, validation and test")
        sides.append(side)
    return sides


def _plain(name: str) -> str:
    """A header without what people vary: case, spaces, hyphens, underscores, a constitution's final 质."""
    return re.sub(r"[\s_\-]+", "", name).casefold().removesuffix("质")
