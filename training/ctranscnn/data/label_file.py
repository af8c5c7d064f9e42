"""Label files as the paper's authors use them: a relative path, a tab and 0/1 values, one file per side."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ctranscnn.data.label_rows import LabelRows, name_fault
from ctranscnn.data.nih_table import LISTS
from ctranscnn.data.opened import OpenOptions
from ctranscnn.data.patients import patients_of
from ctranscnn.data.tables import CELLS, read_text
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set

SIDE_OF_WORD = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}
LINE = re.compile(r"[^\t]+\t[01]?(,[01]?)*")


@dataclass
class _Lines:
    names: list[str] = field(default_factory=list)
    answers: list[list[float]] = field(default_factory=list)
    sides: list[str] = field(default_factory=list)
    place_of: dict[str, str] = field(default_factory=dict)


def label_files(folder: Path) -> dict[Path, str]:
    """The label files of a folder and the side that each one's name tells (`train.txt`, `val_list.txt`, …).

    Raises TrainingError `labels.twoFiles` where two files tell the same side.
    """
    named = {path: side_of(path) for path in sorted(folder.glob("*.txt")) if path.name not in LISTS.values()}
    found = {path: side for path, side in named.items() if side is not None}
    # one that looks right vouches for the others: a side whose first line is wrong must not vanish
    if not any(looks_like_labels(path) for path in found):
        return {}
    first: dict[str, Path] = {}
    for path, side in found.items():
        if first.setdefault(side, path) != path:
            raise TrainingError(
                "labels.twoFiles", f"{first[side].name} and {path.name} both look like '{side}'."
            )
    return found


def side_of(path: Path) -> str | None:
    """The side that a label file's name tells, or None."""
    words = re.split(r"[^a-z]+", path.stem.lower())
    sides = {SIDE_OF_WORD[word] for word in words if word in SIDE_OF_WORD}
    return sides.pop() if len(sides) == 1 else None


def looks_like_labels(path: Path) -> bool:
    """Whether a file's first line is one of a label file."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return LINE.fullmatch(file.readline(1 << 16).strip("\r\n")) is not None
    except OSError:
        return False


def read_label_files(files: dict[Path, str], task: str, options: OpenOptions) -> LabelRows:
    """Read label files; `files` tells the side of each, "" for a single file that is no side.

    The columns are the task's labels in the order of its label set, or in `options.label_order`. Raises
    TrainingError `labels.line`, `labels.order`, `labels.duplicate`, and as read_text and patients_of do.
    """
    keys = read_label_set(task).keys
    order = options.label_order or keys
    if sorted(order) != sorted(keys):
        raise TrainingError("labels.order", f"The label order must name each once: {', '.join(keys)}.")
    lines = _Lines()
    for path, side in files.items():
        _read_lines(path, side, order, lines)
    if not lines.names:
        raise TrainingError("labels.line", f"{', '.join(path.name for path in files)}: no line with labels.")
    columns = [order.index(key) for key in keys]
    targets = np.asarray(lines.answers, np.float32)[:, columns]
    has_sides = options.keep_split and all(files.values())
    return LabelRows(
        labels=keys,
        names=lines.names,
        patients=patients_of(lines.names, task, options),
        targets=targets,
        sides=lines.sides if has_sides else None,
    )


def _read_lines(path: Path, side: str, order: tuple[str, ...], lines: _Lines) -> None:
    text = read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        name, answers = _parsed(line, f"{path.name} row {number}", order)
        place = f"{path.name} row {number}"
        earlier = lines.place_of.setdefault(name, place)
        if earlier != place:
            raise TrainingError("labels.duplicate", f"{place}: {name[:80]!r} is also in {earlier}.")
        lines.names.append(name)
        lines.answers.append(answers)
        lines.sides.append(side)


def _parsed(line: str, place: str, order: tuple[str, ...]) -> tuple[str, list[float]]:
    parts = line.split("\t")
    if len(parts) != 2:
        raise TrainingError("labels.line", f"{place}: it needs a path, one tab and the labels.")
    name, cells = parts[0].strip(), parts[1].strip().split(",")
    fault = name_fault(name)
    if fault is not None:
        raise TrainingError("labels.line", f"{place}, column 1 (path): {fault}.")
    if len(cells) != len(order):
        raise TrainingError("labels.line", f"{place}: {len(cells)} labels instead of {len(order)}.")
    for key, cell in zip(order, cells, strict=True):
        if cell.strip() not in CELLS:
            raise TrainingError(
                "labels.line", f"{place}, column {key}: {cell[:40]!r} is none of 1, 0 and empty."
            )
    return name, [CELLS[cell.strip()] for cell in cells]
