"""RANZCR CLiP ("ChestX-ray11"): `train.csv`, and the drawn lines of `train_annotations.csv`."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.file_pictures import FilePictures
from ctranscnn.data.label_rows import LabelRows, name_fault
from ctranscnn.data.line_masks import Polyline, line_mask
from ctranscnn.data.tables import Table, read_table
from ctranscnn.labels import LabelSet, read_label_set

TASK = "chestxray11"
TABLE_FILE = "train.csv"
LINES_FILE = "train_annotations.csv"
STUDY, PATIENT = "StudyInstanceUID", "PatientID"
SUFFIX = ".jpg"
DEVICES = ("ett", "ngt", "cvc", "swan-ganz")
"""The devices of the line targets, in the order of their channels."""

FARTHEST_PX = 100_000.0
"""A point farther out than this is no place on a film."""


@dataclass(frozen=True)
class RanzcrPictures(FilePictures):
    """The films, with the lines that were drawn on some of them."""

    lines: Mapping[str, tuple[Polyline, ...]] = field(default_factory=dict)
    """By the picture's name; pictures without drawn lines are not in it."""

    def polylines(self, index: int) -> tuple[Polyline, ...]:
        """The lines drawn on a picture, in its original pixels; empty where none were drawn."""
        return self.lines.get(self.names[index], ())

    def line_target(self, index: int, size_px: tuple[int, int]) -> NDArray[np.float32]:
        """[4, height, width] for `size_px` = (width, height): 1 on the lines of each of DEVICES, else 0.

        A device that the labels call present but nobody drew is NaN throughout: where it lies is unknown,
        not nowhere. Raises TrainingError `picture.unreadable`.
        """
        drawn = self.polylines(index)
        original_px = self.size_px(index) if drawn else size_px
        target = np.zeros((len(DEVICES), size_px[1], size_px[0]), np.float32)
        for channel, device in enumerate(DEVICES):
            lines = [line.points_px for line in drawn if line.device == device]
            if lines:
                target[channel] = line_mask(lines, original_px, size_px)
            elif self._may_be_present(index, device):
                target[channel] = np.nan
        return target

    def _may_be_present(self, index: int, device: str) -> bool:
        answers = [
            float(answer)
            for label, answer in zip(self.labels, self.targets[index], strict=True)
            if device_of(label) == device
        ]
        return any(answer != 0.0 for answer in answers)


def device_of(label: str) -> str:
    """The device that a label of chestxray11 speaks of, one of DEVICES."""
    return next(device for device in DEVICES if label.startswith(device))


def is_ranzcr_header(header: Sequence[str]) -> bool:
    """Whether a table speaks of this data set's studies."""
    return STUDY in header


def read_ranzcr_table(path: Path) -> LabelRows:
    """Read `train.csv`; names are `<StudyInstanceUID>.jpg`. No picture is looked for.

    Raises TrainingError as read_table does, `table.columns` (a column missing or unknown), `table.cell`,
    `table.duplicate`.
    """
    table = read_table(path)
    label_set = read_label_set(TASK)
    columns = [str(name) for name in label_set.dataset_names]
    table.refuse_columns_beside([STUDY, PATIENT, *columns])
    return LabelRows(
        labels=label_set.keys,
        names=_names(table),
        patients=table.filled(PATIENT),
        targets=table.answers(columns),
    )


def read_lines(path: Path, rows: LabelRows) -> tuple[dict[str, tuple[Polyline, ...]], tuple[str, ...]]:
    """Read `train_annotations.csv`: the lines by the picture's name, and what was noticed.

    The points' order says nothing of where a line begins or ends. Raises TrainingError as read_table does and
    `table.cell` for an unknown study or label and for points that are none.
    """
    table = read_table(path)
    table.refuse_columns_beside([STUDY, "label", "data"])
    label_set = read_label_set(TASK)
    place = label_set.index_of_dataset_name()
    row_of = {name: row for row, name in enumerate(rows.names)}
    lines: defaultdict[str, list[Polyline]] = defaultdict(list)
    contradictions = 0
    cells = zip(table.cells(STUDY), table.cells("label"), table.cells("data"), strict=True)
    for row, (study, label, data) in enumerate(cells):
        name = f"{study}{SUFFIX}"
        if name not in row_of:
            raise table.refusal(row, STUDY, f"{study[:80]!r} is not in {TABLE_FILE}")
        if label not in place:
            raise table.refusal(row, "label", f"unknown label {label[:60]!r}")
        contradictions += int(rows.targets[row_of[name], place[label]] == 0)
        lines[name].append(_polyline(table, row, (label_set, place[label]), data))
    notes = [f"Lines are drawn on {len(lines)} of {len(rows)} pictures."]
    if contradictions:
        notes.append(f"{contradictions} drawn lines belong to a label that the table answers with 0.")
    return {name: tuple(found) for name, found in lines.items()}, tuple(notes)


def _names(table: Table) -> list[str]:
    studies = table.filled(STUDY)
    for row, study in enumerate(studies):
        fault = name_fault(study)
        if fault is None and "/" in study:
            fault = f"{study[:60]!r} is no study"
        if fault is not None:
            raise table.refusal(row, STUDY, fault)
    table.refuse_repeats(STUDY, studies)
    return [f"{study}{SUFFIX}" for study in studies]


def _polyline(table: Table, row: int, label: tuple[LabelSet, int], data: str) -> Polyline:
    label_set, place = label
    try:
        values: Any = json.loads(data)
        points = [(float(x), float(y)) for x, y in values]
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise table.refusal(row, "data", f"{data[:60]!r} is no list of points [[x, y], …]") from error
    if not points or not all(
        math.isfinite(value) and abs(value) <= FARTHEST_PX for p in points for value in p
    ):
        raise table.refusal(row, "data", f"{data[:60]!r} has no points, or some that lie on no film")
    key = label_set.keys[place]
    return Polyline(label=key, device=device_of(key), points_px=np.asarray(points, np.float64))
