"""Whose picture is it, where the labels do not say: by the name, by a table, or as the user declares."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ctranscnn.data.folders import picture_stem
from ctranscnn.data.opened import OpenOptions
from ctranscnn.data.tables import read_table
from ctranscnn.errors import TrainingError

EACH = "each"
"""The pattern that makes every picture a patient of its own."""

PATTERN_OF_TASK = {"chestxray14": r"(?P<patient>\d{8})_\d{3}"}
"""How the names of a public data set tell the patient."""

JS_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")
PICTURE_COLUMNS = ("StudyInstanceUID", "Image Index", "image", "file")
PATIENT_COLUMNS = ("PatientID", "Patient ID", "patient_id", "patient")


def patients_of(names: Sequence[str], task: str, options: OpenOptions) -> list[str]:
    """One patient per name, by `options.patient_table`, `options.patient_pattern` or the task's own names.

    Raises TrainingError `patients.unknown` where nothing says, `patients.pattern`, or as read_table does.
    """
    if options.patient_table is not None:
        return _by_table(names, options.patient_table)
    if options.patient_pattern == EACH:
        return list(names)
    pattern = options.patient_pattern or PATTERN_OF_TASK.get(task)
    if pattern is None:
        raise TrainingError(
            "patients.unknown",
            f"Nothing says whose pictures these are ({names[0] if names else 'none'}, …). Give a patient "
            f"table, a patient pattern, or '{EACH}' where every picture is of another person.",
        )
    return _by_pattern(names, pattern)


def _by_pattern(names: Sequence[str], pattern: str) -> list[str]:
    try:
        # (?<patient>…) is how the workstation's command line writes a named group
        expression = re.compile(JS_GROUP.sub("(?P<", pattern))
    except (re.error, RecursionError, OverflowError) as error:
        raise TrainingError("patients.pattern", f"The patient pattern is not valid: {error}.") from error
    if "patient" not in expression.groupindex:
        raise TrainingError("patients.pattern", "The patient pattern needs a group (?<patient>…).")
    patients: list[str] = []
    for name in names:
        match = expression.search(picture_stem(PurePosixPath(name).name))
        if match is None or not match["patient"]:
            raise TrainingError("patients.unknown", f"The patient pattern finds no patient in {name}.")
        patients.append(match["patient"])
    return patients


def _by_table(names: Sequence[str], path: Path) -> list[str]:
    table = read_table(path)
    picture_column = next((column for column in PICTURE_COLUMNS if column in table.header), None)
    patient_column = next((column for column in PATIENT_COLUMNS if column in table.header), None)
    if picture_column is None or patient_column is None:
        raise TrainingError(
            "table.columns",
            f"{table.name} needs a column for pictures ({', '.join(PICTURE_COLUMNS)}) and one for patients "
            f"({', '.join(PATIENT_COLUMNS)}).",
        )
    owner: dict[str, str] = {}
    cells = zip(table.filled(picture_column), table.filled(patient_column), strict=True)
    for row, (picture, patient) in enumerate(cells):
        stem = picture_stem(PurePosixPath(picture).name)
        if owner.setdefault(stem, patient) != patient:
            raise table.refusal(row, patient_column, f"{picture[:60]!r} has another patient further up")
    stems = [picture_stem(PurePosixPath(name).name) for name in names]
    without = [name for name, stem in zip(names, stems, strict=True) if stem not in owner]
    if without:
        raise TrainingError(
            "patients.unknown",
            f"{table.name} knows no patient for {len(without)} pictures, first {without[0]}.",
        )
    return [owner[stem] for stem in stems]
