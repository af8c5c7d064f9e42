"""ChestX-ray14 as the NIH publishes it (Wang et al., CVPR 2017), and smaller tables of the same facts."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ctranscnn.data.label_rows import LabelRows, name_fault
from ctranscnn.data.pictures import Targets
from ctranscnn.data.tables import Table, read_table, read_text
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set

TASK = "chestxray14"
NO_FINDING = "No Finding"
LISTS = {"train": "train_val_list.txt", "test": "test_list.txt"}
"""The official split: which file names the pictures of which side."""

VIEWS = {"AP": 1.0, "PA": 0.0, "": float("nan")}
SEXES = {"M": 1.0, "F": 0.0, "": float("nan")}
AGE = re.compile(r"0*([0-9]{1,3})([YMD]?)")
YEARS_PER_UNIT = {"": 1.0, "Y": 1.0, "M": 1 / 12, "D": 1 / 365}
HIGHEST_AGE = 110
"""A higher age is taken for a typing error: unknown."""


@dataclass(frozen=True)
class NihColumns:
    """What a table of these films calls its columns."""

    image: str
    findings: str
    patient: str
    age: str
    sex: str
    view: str


PUBLISHED = NihColumns(
    "Image Index", "Finding Labels", "Patient ID", "Patient Age", "Patient Gender", "View Position"
)
"""`Data_Entry_2017.csv` (a trailing comma) and `Data_Entry_2017_v2020.csv` (without)."""

SHORT = NihColumns("image", "findings", "patient_id", "age", "sex", "view")
"""The form of a subset that is kept beside its pictures as `labels.csv`."""


def is_nih_header(header: Sequence[str]) -> bool:
    """Whether a table's columns are those of ChestX-ray14, in either form."""
    return PUBLISHED.image in header or SHORT.findings in header


def read_nih_table(path: Path, keep_split: bool = True) -> LabelRows:
    """Read the table and, where they lie beside it, the official lists. No picture is looked for.

    Auxiliary [n, 3]: view (AP = 1), sex (M = 1), age / 100; NaN unknown. Raises TrainingError as read_table
    does, `table.cell` (an unknown finding, view, sex or age), `table.duplicate`, `nih.list`.
    """
    table = read_table(path)
    columns = PUBLISHED if PUBLISHED.image in table.header else SHORT
    names = table.filled(columns.image)
    for row, name in enumerate(names):
        fault = name_fault(name)
        if fault is not None:
            raise table.refusal(row, columns.image, fault)
    table.refuse_repeats(columns.image, names)
    sides, notes = _sides(path.parent, names) if keep_split else (None, ())
    auxiliary, unlikely = _circumstances(table, columns)
    if unlikely:
        notes = (*notes, f"{unlikely} ages above {HIGHEST_AGE} are taken as unknown.")
    return LabelRows(
        labels=read_label_set(TASK).keys,
        names=names,
        patients=[_patient(cell) for cell in table.filled(columns.patient)],
        targets=_findings(table, columns.findings),
        sides=sides,
        auxiliary=auxiliary,
        notes=notes,
    )


def _patient(cell: str) -> str:
    """The 2017 table writes 1, file names and subsets 00000001: one patient, one name."""
    return cell.zfill(8) if cell.isascii() and cell.isdigit() else cell


def _findings(table: Table, column: str) -> Targets:
    label_set = read_label_set(TASK)
    place = label_set.index_of_dataset_name()
    targets = np.zeros((len(table), len(label_set.keys)), np.float32)
    for row, cell in enumerate(table.filled(column)):
        found = cell.split("|")
        if NO_FINDING in found:
            if len(found) > 1:
                raise table.refusal(row, column, f"'{NO_FINDING}' stands beside findings")
            continue
        for finding in found:
            if finding not in place:
                raise table.refusal(row, column, f"unknown finding {finding[:60]!r}")
            targets[row, place[finding]] = 1
    return targets


def _circumstances(table: Table, columns: NihColumns) -> tuple[Targets | None, int]:
    """[n, 3] and how many ages were too high to be true; None where the table lacks one of the columns."""
    if not {columns.view, columns.sex, columns.age} <= set(table.header):
        return None, 0
    facts = np.empty((len(table), 3), np.float32)
    unlikely = 0
    chosen = zip(table.cells(columns.view), table.cells(columns.sex), table.cells(columns.age), strict=True)
    for row, (view, sex, age) in enumerate(chosen):
        if view not in VIEWS:
            raise table.refusal(row, columns.view, f"{view[:60]!r} is neither AP nor PA")
        if sex not in SEXES:
            raise table.refusal(row, columns.sex, f"{sex[:60]!r} is neither M nor F")
        years = _years(age)
        if years is None:
            raise table.refusal(row, columns.age, f"{age[:60]!r} is no age")
        if years > HIGHEST_AGE:
            unlikely, years = unlikely + 1, float("nan")
        facts[row] = VIEWS[view], SEXES[sex], years if math.isnan(years) else min(years / 100, 1.0)
    return facts, unlikely


def _years(cell: str) -> float | None:
    if not cell:
        return float("nan")
    match = AGE.fullmatch(cell)
    return None if match is None else int(match[1]) * YEARS_PER_UNIT[match[2]]


def _sides(folder: Path, names: Sequence[str]) -> tuple[list[str] | None, tuple[str, ...]]:
    """The official side of every picture; None where there are no lists."""
    present = [file for file in LISTS.values() if (folder / file).is_file()]
    if not present:
        return None, ()
    if len(present) < len(LISTS):
        lacking = next(file for file in LISTS.values() if file not in present)
        raise TrainingError("nih.list", f"{lacking} is missing beside {present[0]}.")
    side_of: dict[str, str] = {}
    for side, file in LISTS.items():
        for number, line in enumerate(read_text(folder / file).splitlines(), start=1):
            name = line.strip()
            if name and side_of.setdefault(name, side) != side:
                raise TrainingError("nih.list", f"{file} row {number}: {name[:60]!r} is in both lists.")
    without = [name for name in names if name not in side_of]
    if without:
        raise TrainingError(
            "nih.list", f"{len(without)} pictures are in neither official list, first {without[0]}."
        )
    extra = len(side_of) - len(names)
    notes = (f"The official lists name {extra} more pictures than the table.",) if extra else ()
    return [side_of[name] for name in names], notes
