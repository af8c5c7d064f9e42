"""Label tables as text: read strictly, and refused by row and column where something does not fit."""

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ctranscnn.data.pictures import Targets
from ctranscnn.errors import TrainingError

CELLS = {"1": 1.0, "0": 0.0, "": float("nan")}
"""What a label cell may say; empty is not answered."""

LARGEST_BYTES = 1 << 29
"""A table is read whole; one beyond 512 MiB is not a table of labels (a compressed one may be a bomb)."""

HEADER_BYTES = 1 << 16

FOREIGN_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


@dataclass(frozen=True)
class Table:
    """A header, and rows of as many cells each. `numbers` counts rows as a spreadsheet does (header = 1)."""

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]

    def __len__(self) -> int:
        """Number of rows below the header."""
        return len(self.rows)

    def place(self, column: str) -> int:
        """Where a column stands. Raises TrainingError `table.columns` where it is missing."""
        if column not in self.header:
            raise TrainingError(
                "table.columns",
                f"{self.name} lacks the column '{column}'. It has: {_listed(self.header)}.",
            )
        return self.header.index(column)

    def cells(self, column: str) -> list[str]:
        """All cells of a column. Raises TrainingError `table.columns` where it is missing."""
        place = self.place(column)
        return [row[place] for row in self.rows]

    def filled(self, column: str) -> list[str]:
        """All cells of a column, none of them blank. Raises TrainingError `table.columns`, `table.cell`."""
        cells = self.cells(column)
        for row, cell in enumerate(cells):
            if not cell.strip():
                raise self.refusal(row, column, "it is empty")
        return cells

    def answers(self, columns: Sequence[str]) -> Targets:
        """[n, C] answers of C label columns. Raises TrainingError `table.columns` or `table.cell`."""
        places = [self.place(column) for column in columns]
        answers = np.empty((len(self), len(columns)), np.float32)
        for number, row in enumerate(self.rows):
            for index, place in enumerate(places):
                value = CELLS.get(row[place])
                if value is None:
                    raise self.refusal(
                        number, columns[index], f"{_shown(row[place])} is none of 1, 0 and empty"
                    )
                answers[number, index] = value
        return answers

    def refusal(self, row: int, column: str, reason: str) -> TrainingError:
        """The error `table.cell` for one cell."""
        return TrainingError("table.cell", f"{self.name} row {self.numbers[row]}, column {column}: {reason}.")

    def refuse_columns_beside(self, known: Sequence[str]) -> None:
        """Raise TrainingError `table.columns` unless the header has just the known columns, in any order."""
        unknown = [column for column in self.header if column not in known]
        lacking = [column for column in known if column not in self.header]
        if lacking or unknown:
            faults = [
                f"{words}: {_listed(columns)}"
                for words, columns in (("missing", lacking), ("unknown", unknown))
                if columns
            ]
            raise TrainingError("table.columns", f"{self.name} has other columns; {'; '.join(faults)}.")

    def refuse_repeats(self, column: str, cells: Sequence[str]) -> None:
        """Raise TrainingError `table.duplicate` where two rows have the same value in `column`."""
        first: dict[str, int] = {}
        for row, cell in enumerate(cells):
            earlier = first.setdefault(cell, row)
            if earlier != row:
                raise TrainingError(
                    "table.duplicate",
                    f"{self.name} row {self.numbers[row]}, column {column}: {_shown(cell)} is also in row "
                    f"{self.numbers[earlier]}.",
                )


def read_text(path: Path, encodings: Sequence[str] = ("utf-8",)) -> str:
    """The text of a file (`.gz` is unpacked), without a byte order mark, its line ends as they are.

    Raises TrainingError `table.missing`, `table.large` or `table.encoding` (UTF-16, UTF-32, zero bytes, none
    of `encodings`).
    """
    content = _content(path, LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise TrainingError("table.large", f"{path.name} is larger than {LARGEST_BYTES >> 20} MiB.")
    _refuse_foreign(path.name, content)
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise TrainingError("table.encoding", f"{path.name} is not {' or '.join(encodings)}; save it as UTF-8.")


def read_table(path: Path, encodings: Sequence[str] = ("utf-8",)) -> Table:
    """Read a comma-separated table; empty lines are passed over but counted.

    Raises TrainingError as read_text does, `table.malformed`, `table.columns` (no header, a column twice) and
    `table.ragged` (a row of another number of cells).
    """
    records = _records(path.name, read_text(path, encodings))
    if not records:
        raise TrainingError("table.columns", f"{path.name} is empty: it has no header.")
    header = tuple(cell.strip() for cell in records[0][1])
    named = [cell for cell in header if cell]
    twice = sorted({cell for cell in named if named.count(cell) > 1})
    if twice:
        raise TrainingError("table.columns", f"{path.name} has the column '{twice[0]}' twice.")
    for number, row in records[1:]:
        if len(row) != len(header):
            raise TrainingError(
                "table.ragged",
                f"{path.name} row {number} has {len(row)} cells, the header {len(header)}.",
            )
    return Table(path.name, header, [row for _, row in records[1:]], [number for number, _ in records[1:]])


def read_header(path: Path) -> tuple[str, ...]:
    """The column names of a table, for recognising it: letters that are no UTF-8 come as U+FFFD.

    Raises TrainingError `table.missing` or `table.encoding`, as read_text does.
    """
    content = _content(path, HEADER_BYTES)
    _refuse_foreign(path.name, content)
    line = content.decode("utf-8-sig", errors="replace").lstrip("\r\n").splitlines()[:1]
    try:
        return tuple(cell.strip() for cell in next(csv.reader(line), []))
    except csv.Error:
        return ()


def _refuse_foreign(name: str, content: bytes) -> None:
    for mark, encoding in FOREIGN_MARKS.items():
        if content.startswith(mark):
            raise TrainingError("table.encoding", f"{name} is {encoding}; save it as UTF-8.")
    if b"\0" in content:
        raise TrainingError(
            "table.encoding", f"{name} holds zero bytes: it is no UTF-8 text; save it as UTF-8."
        )


def _content(path: Path, limit_bytes: int) -> bytes:
    """The first bytes of a file, unpacked."""
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            return file.read(limit_bytes)
    except FileNotFoundError as error:
        raise TrainingError("table.missing", f"{path} does not exist.") from error
    except (OSError, EOFError, zlib.error) as error:
        raise TrainingError("table.missing", f"{path} cannot be read: {error}.") from error


def _records(name: str, text: str) -> list[tuple[int, list[str]]]:
    """Rows that are not empty, with their numbers."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(number, row) for number, row in enumerate(reader, start=1) if row]
    except csv.Error as error:
        raise TrainingError("table.malformed", f"{name} line {reader.line_num}: {error}.") from error


def _listed(names: Sequence[str]) -> str:
    return ", ".join(_shown(name) for name in names[:30]) or "none"


def _shown(cell: str) -> str:
    """A cell in a message: quoted, shortened, without control characters."""
    return repr(cell if len(cell) <= 60 else f"{cell[:57]}…")
