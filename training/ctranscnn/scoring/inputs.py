"""What is to be scored: files, folders, lists and tar shards become one list of inputs, in a fixed order."""

import csv
import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ctranscnn.errors import TrainingError
from ctranscnn.scoring.refusal import Code, Refused

PATH_COLUMNS = ("path", "file")
PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".dcm", ".dicom"})
"""What counts as a picture inside a shard, where labels and other side files lie between them."""
MAXIMUM_FILE_BYTES = 512 * 1024 * 1024
"""No picture within the pixel limit needs so many."""


@dataclass(frozen=True)
class Source:
    """One input: a file, or a part of a tar file."""

    name: str
    """As it was named or found; a member of a shard is `shard.tar/member`. Unique within a run."""
    path: str
    offset: int = 0
    size_bytes: int | None = None
    """None: the whole file."""
    refused: Code | None = None
    """Known before reading: the file is missing, or the shard is damaged."""


def find_sources(paths: Sequence[str], out: Path) -> list[Source]:
    """All inputs of the paths, in the order of the paths and of names within folders; each name once.

    What lies in the output folder is no input.

    Raises TrainingError `score.noInputs`, or `score.list` naming file, row and column of a bad list.
    """
    found: dict[str, Source] = {}
    own = out.resolve()
    for path in paths:
        for source in _sources_of(path):
            if own not in Path(source.path).absolute().parents:
                found.setdefault(source.name, source)
    if not found:
        raise TrainingError("score.noInputs", f"There is nothing to score in {', '.join(paths)}.")
    return list(found.values())


def read_source(source: Source) -> bytes:
    """The input's bytes. Raises Refused `image.missing`, `image.tooLarge` or `image.unreadable`."""
    if source.refused is not None:
        raise Refused(source.refused)
    try:
        size = Path(source.path).stat().st_size if source.size_bytes is None else source.size_bytes
        if size > MAXIMUM_FILE_BYTES:
            raise Refused("image.tooLarge", bytes=size)
        with Path(source.path).open("rb") as file:
            file.seek(source.offset)
            content = file.read(size)
    except FileNotFoundError as error:
        raise Refused("image.missing") from error
    except OSError as error:
        raise Refused("image.unreadable") from error
    if len(content) < size:
        raise Refused("image.unreadable")
    return content


def _sources_of(path: str) -> Iterator[Source]:
    place = Path(path)
    if place.is_dir():
        yield from _below(place)
    elif not place.exists():
        yield Source(_name(path), path, refused="image.missing")
    elif place.suffix.lower() == ".csv":
        yield from _listed(place)
    else:
        yield from _file(place)


def _below(folder: Path) -> Iterator[Source]:
    """Hidden entries and links are passed over: a link could lead anywhere."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _below(entry)
        elif entry.is_file():
            yield from _file(entry)


def _file(path: Path) -> Iterator[Source]:
    if path.suffix.lower() == ".tar":
        yield from _members(path)
    else:
        yield Source(_name(path), str(path))


def _name(path: Path | str) -> str:
    """File names need not be Unicode; rows must."""
    return str(path).encode(errors="surrogateescape").decode(errors="backslashreplace")


def _members(shard: Path) -> Iterator[Source]:
    """The pictures of a shard by where they lie in it: any worker reads its own part of the file."""
    try:
        with tarfile.open(shard, "r:") as archive:
            for member in archive:
                if member.isreg() and Path(member.name).suffix.lower() in PICTURE_ENDINGS:
                    name = _name(f"{shard}/{member.name}")
                    yield Source(name, str(shard), member.offset_data, member.size)
    except (tarfile.TarError, OSError):
        # What was found before the damage is scored; the shard itself is listed as unreadable.
        yield Source(_name(shard), str(shard), refused="image.unreadable")


def _listed(table: Path) -> Iterator[Source]:
    """Paths of a CSV file, seen from the folder it lies in. A bad table is an error."""
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError("score.list", f"{table} cannot be read as UTF-8 text.") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, [])
        column = next((header.index(name) for name in PATH_COLUMNS if name in header), None)
        if column is None:
            told = ", ".join(header) or "nothing"
            raise TrainingError("score.list", f"{table} needs a column path or file; its header has {told}.")
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                raise TrainingError(
                    "score.list",
                    f"{table}, line {rows.line_num}: {len(row)} cells, the header has {len(header)}.",
                )
            yield from _cell(table, row[column], f"line {rows.line_num}, column {header[column]}")
    except csv.Error as error:
        raise TrainingError("score.list", f"{table}, line {rows.line_num}: {error}.") from error


def _cell(table: Path, cell: str, where: str) -> Iterator[Source]:
    if not cell.strip() or "\0" in cell:
        raise TrainingError("score.list", f"{table}, {where}: the path is empty.")
    path = table.parent / cell
    if path.is_dir():
        raise TrainingError("score.list", f"{table}, {where}: {cell} is a folder.")
    if path.exists():
        yield from _file(path)
    else:
        yield Source(_name(path), str(path), refused="image.missing")
