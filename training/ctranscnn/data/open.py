"""Open a data set, whatever it is: recognise it, read it, say what was found."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ctranscnn.data import nih_table, ranzcr
from ctranscnn.data.bundle import read_bundle
from ctranscnn.data.file_pictures import match_pictures, named_groups
from ctranscnn.data.label_file import label_files, read_label_files
from ctranscnn.data.label_rows import LabelRows
from ctranscnn.data.label_table import label_tables, read_label_table
from ctranscnn.data.line_masks import Polyline
from ctranscnn.data.opened import DataKind, Noticed, OpenedData, OpenOptions
from ctranscnn.data.shard_index import INDEX_FILE
from ctranscnn.data.shard_pictures import read_shards
from ctranscnn.data.tables import read_header
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set

LOOKED_FOR = (
    "manifest.json (a bundle of the workstation), shards.json (shards), train.csv with StudyInstanceUID "
    "(RANZCR CLiP), Data_Entry_2017*.csv or .csv.gz (ChestX-ray14), train.txt, val.txt and test.txt (label "
    "files), one .csv with a column for pictures (a table)"
)


@dataclass(frozen=True)
class _Source:
    """One recognised source and how to read it."""

    kind: DataKind
    found: str
    task: str | None
    """The only task it can be of; None where the caller says."""
    read: Callable[[str, OpenOptions], OpenedData]


def open_pictures(path: Path, task: str, options: OpenOptions | None = None) -> OpenedData:
    """Open what lies at `path` (a folder, a table, a label file) as pictures with the labels of `task`.

    Raises TrainingError `open.missing`, `open.unknown` (saying what was looked for), `open.ambiguous`,
    `open.otherTask`, `labels.unknown`, and what the readers of each kind raise.
    """
    read_label_set(task)
    try:
        source = _recognised(path)
    except OSError as error:
        raise TrainingError("open.missing", f"{path} cannot be read: {error}.") from error
    if source is None:
        raise TrainingError("open.unknown", f"{path} is no data set known here. Looked for: {LOOKED_FOR}.")
    if source.task not in (None, task):
        raise TrainingError("open.otherTask", f"{path} holds {source.found}: its task is {source.task}.")
    return source.read(task, options or OpenOptions())


def _recognised(path: Path) -> _Source | None:
    if path.is_dir():
        return _recognised_folder(path)
    if not path.is_file():
        raise TrainingError("open.missing", f"{path} does not exist.")
    if path.name in ("manifest.json", INDEX_FILE):
        return _recognised_folder(path.parent)
    return _recognised_file(path)


def _recognised_folder(folder: Path) -> _Source | None:
    if (folder / "manifest.json").is_file():
        return _Source(
            "bundle", "a bundle of the workstation", None, lambda task, o: _bundle(folder, task, o)
        )
    if (folder / INDEX_FILE).is_file():
        return _Source("shards", "shards", None, lambda task, o: _shards(folder, task, o))
    tables = [path for path in (folder / ranzcr.TABLE_FILE, folder / "labels.csv") if path.is_file()]
    tables += sorted([*folder.glob("Data_Entry_2017*.csv"), *folder.glob("Data_Entry_2017*.csv.gz")])
    for table in tables:
        source = _published(table)
        if source is not None:
            return source
    files = label_files(folder)
    if files:
        names = ", ".join(path.name for path in files)
        return _Source("label-files", f"label files {names}", None, lambda t, o: _labels(files, t, o))
    candidates = label_tables(folder)
    if len(candidates) > 1:
        raise TrainingError(
            "open.ambiguous",
            f"{folder} holds several tables ({candidates[0].name}, {candidates[1].name}); give one of them.",
        )
    return _table_source(candidates[0]) if candidates else None


def _recognised_file(path: Path) -> _Source | None:
    if path.name.endswith((".csv", ".csv.gz")):
        published = _published(path)
        if published is not None:
            return published
        return _table_source(path)
    if path.suffix == ".txt":
        files = {path: ""}
        return _Source("label-files", f"label file {path.name}", None, lambda t, o: _labels(files, t, o))
    return None


def _published(path: Path) -> _Source | None:
    """RANZCR CLiP or ChestX-ray14, by the header."""
    header = read_header(path)
    if ranzcr.is_ranzcr_header(header):
        found = f"RANZCR CLiP table {path.name}"
        return _Source("ranzcr", found, ranzcr.TASK, lambda _, o: _ranzcr(path, found, o))
    if nih_table.is_nih_header(header):
        found = f"ChestX-ray14 table {path.name}"
        return _Source("nih", found, nih_table.TASK, lambda _, o: _nih(path, found, o))
    return None


def _table_source(path: Path) -> _Source:
    return _Source("table", f"table {path.name}", None, lambda task, o: _table(path, task, o))


def _ranzcr(path: Path, found: str, options: OpenOptions) -> OpenedData:
    rows = ranzcr.read_ranzcr_table(path)
    lines_file = path.parent / ranzcr.LINES_FILE
    lines: dict[str, tuple[Polyline, ...]] = {}
    if lines_file.is_file():
        lines, notes = ranzcr.read_lines(lines_file, rows)
        rows = replace(rows, notes=(*rows.notes, *notes))
        found += f" with {ranzcr.LINES_FILE}"
    films, noticed = match_pictures(rows, path.parent, options)
    pictures = ranzcr.RanzcrPictures(**vars(films), lines=lines)
    return OpenedData("ranzcr", found, ranzcr.TASK, read_label_set(ranzcr.TASK), pictures, noticed)


def _nih(path: Path, found: str, options: OpenOptions) -> OpenedData:
    rows = nih_table.read_nih_table(path, options.keep_split)
    return _matched("nih", (found, nih_table.TASK), (rows, path.parent), options)


def _labels(files: dict[Path, str], task: str, options: OpenOptions) -> OpenedData:
    rows = read_label_files(files, task, options)
    found = f"label files {', '.join(path.name for path in files)}"
    return _matched("label-files", (found, task), (rows, next(iter(files)).parent), options)


def _table(path: Path, task: str, options: OpenOptions) -> OpenedData:
    rows = read_label_table(path, task, options)
    return _matched("table", (f"table {path.name}", task), (rows, path.parent), options)


def _matched(
    kind: DataKind, named: tuple[str, str], source: tuple[LabelRows, Path], options: OpenOptions
) -> OpenedData:
    found, task = named
    pictures, noticed = match_pictures(*source, options)
    return OpenedData(kind, found, task, read_label_set(task), pictures, noticed)


def _bundle(folder: Path, task: str, options: OpenOptions) -> OpenedData:
    try:
        bundle = read_bundle(folder)
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise TrainingError("bundle.malformed", f"{folder}: labels.csv cannot be read: {error}.") from error
    if bundle.task != task:
        raise TrainingError("open.otherTask", f"{folder} is a bundle of the task {bundle.task}.")
    rows = LabelRows(
        labels=bundle.labels,
        names=bundle.names,
        patients=bundle.patients,
        targets=bundle.targets,
        sides=bundle.splits if options.keep_split else None,
    )
    opened = _matched("bundle", ("a bundle of the workstation", task), (rows, folder), options)
    return replace(opened, label_set=bundle.label_set)


def _shards(folder: Path, task: str, options: OpenOptions) -> OpenedData:
    pictures = read_shards(folder)
    if pictures.index.task != task:
        raise TrainingError("open.otherTask", f"{folder} holds shards of the task {pictures.index.task}.")
    if not options.keep_split:
        pictures = replace(pictures, sides=None)
    found = f"{len(pictures.index.shards)} shards"
    groups = pictures.same_contents() if options.compare_contents else None
    noticed = Noticed(duplicates=None if groups is None else named_groups(groups, pictures))
    return OpenedData("shards", found, task, pictures.index.label_set(), pictures, noticed)
