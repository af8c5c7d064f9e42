"""Reads the paper's Tables 2 and 4 to 9, transcribed into our own layout (`tables/table-N.json`).

Figures are percent, as printed. Rows of Tables 4 to 9 are networks: the ten comparators and `ctranscnn`, or
the ablation's `baseline` and `model-1` to `model-8`; columns are our label keys, or metrics (`auc`, `map` …).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ctranscnn.errors import TrainingError
from ctranscnn.strict import build, read_json

TABLES_FOLDER = Path(__file__).parent / "tables"
TABLE_NUMBERS = (2, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True)
class PaperRow:
    """One row, as printed."""

    key: str
    values: tuple[float, ...]
    deviations: tuple[float, ...] | None = None
    """The ± of each value, where the table has one."""
    mean: float | None = None
    """The printed mean of the values."""
    p: str | None = None
    """The printed p-value, with all its digits."""


@dataclass(frozen=True)
class PaperTable:
    """One table."""

    table: int
    title: str
    task: str
    columns: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    column_means: tuple[float, ...] | None = None
    """The printed mean of each column."""
    format_version: Literal[1] = 1

    def row(self, key: str) -> PaperRow:
        """The row of that name. Raises TrainingError `paper.row`."""
        for row in self.rows:
            if row.key == key:
                return row
        known = ", ".join(row.key for row in self.rows)
        raise TrainingError("paper.row", f"Table {self.table} has no row '{key}'. It has: {known}.")

    def value(self, key: str, column: str) -> float:
        """One cell, or the printed mean for the column `mean`.

        Raises TrainingError `paper.row` or `paper.column`.
        """
        row = self.row(key)
        if column == "mean" and row.mean is not None:
            return row.mean
        if column not in self.columns:
            known = ", ".join(self.columns)
            raise TrainingError(
                "paper.column", f"Table {self.table} has no column '{column}'. It has: {known}."
            )
        return row.values[self.columns.index(column)]


@dataclass(frozen=True)
class Improvement:
    """By how many percentage points the text says CTransCNN leads."""

    section: str
    table: int
    column: str
    over: str
    points: float


@dataclass(frozen=True)
class Range:
    """Between which means the text says some networks lie."""

    section: str
    table: int
    rows: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Claims:
    """Figures that the running text states about the tables."""

    improvements: tuple[Improvement, ...]
    ranges: tuple[Range, ...]
    format_version: Literal[1] = 1


def read_table(number: int, folder: Path = TABLES_FOLDER) -> PaperTable:
    """One of TABLE_NUMBERS. Raises TrainingError `paper.table` where there is none or it is ragged."""
    if number not in TABLE_NUMBERS:
        known = ", ".join(map(str, TABLE_NUMBERS))
        raise TrainingError("paper.table", f"Table {number} is not transcribed. There are: {known}.")
    name = f"table-{number}.json"
    table = build(PaperTable, read_json(folder / name), name)
    for row in table.rows:
        if any(len(cells) != len(table.columns) for cells in _lists(row)):
            raise TrainingError("paper.table", f"{name}: row '{row.key}' is not as long as the columns.")
    if table.column_means is not None and len(table.column_means) != len(table.columns):
        raise TrainingError("paper.table", f"{name}: column_means is not as long as the columns.")
    return table


def read_claims() -> Claims:
    """What the text states."""
    return build(Claims, read_json(TABLES_FOLDER / "claims.json"), "claims.json")


def _lists(row: PaperRow) -> Sequence[tuple[float, ...]]:
    return [row.values] if row.deviations is None else [row.values, row.deviations]
