"""Pictures that lie as files: matched to a table's rows, compared by content, decoded on demand."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ctranscnn.data.decoding import decode_picture, picture_size, read_encoded
from ctranscnn.data.folders import PICTURE_SUFFIXES, index_pictures
from ctranscnn.data.label_rows import LabelRows
from ctranscnn.data.opened import EncodedPicture, NamedPictures, Noticed, OpenOptions
from ctranscnn.data.pictures import Picture, Targets
from ctranscnn.errors import TrainingError
from ctranscnn.split import refuse_divided_patients

SHOWN_NAMES = 20
TAIL_BYTES = 4096


@dataclass(frozen=True)
class FilePictures:
    """Labelled pictures whose files are read when they are asked for."""

    labels: Sequence[str]
    patients: Sequence[str]
    targets: Targets
    names: Sequence[str]
    paths: Sequence[Path]
    auxiliary: Targets | None = None
    sides: Sequence[str] | None = None

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.names)

    def picture(self, index: int) -> Picture:
        """Grey [H, W] or RGB [H, W, 3], upright. Raises TrainingError `picture.unreadable`."""
        return decode_picture(read_encoded(self.paths[index], self.names[index]), self.names[index])

    def encoded(self, index: int) -> EncodedPicture:
        """The file as it lies there. Raises TrainingError `picture.unreadable`."""
        path = self.paths[index]
        return EncodedPicture(read_encoded(path, self.names[index]), path.suffix.lower())

    def size_px(self, index: int) -> tuple[int, int]:
        """Width and height of the upright picture. Raises TrainingError `picture.unreadable`."""
        return picture_size(self.paths[index], self.names[index])

    def mask(self, index: int) -> None:
        """Files bring no masks."""
        del index


def match_pictures(rows: LabelRows, folder: Path, options: OpenOptions) -> tuple[FilePictures, Noticed]:
    """Find the file of every row in or below `options.images`, else `folder`, and check what was found.

    Raises TrainingError `split.patientDivided`, `pictures.missing` (unless allowed), `pictures.none`,
    `pictures.ambiguous`, `pictures.sameFile` and `pictures.twoPatients` (one content under two patients).
    """
    if len(rows) == 0:
        raise TrainingError("pictures.none", "The labels name no picture.")
    if rows.sides is not None:
        refuse_divided_patients(rows.patients, rows.sides)
    index = index_pictures(options.images or folder)
    found = [index.find(name) for name in rows.names]
    missing = [name for name, path in zip(rows.names, found, strict=True) if path is None]
    _settle_missing(missing, len(rows), options)
    kept = rows.kept([place for place, path in enumerate(found) if path is not None])
    paths = [path for path in found if path is not None]
    pictures = FilePictures(
        labels=kept.labels,
        patients=kept.patients,
        targets=kept.targets,
        names=kept.names,
        paths=paths,
        auxiliary=kept.auxiliary,
        sides=kept.sides,
    )
    _refuse_shared_files(pictures)
    noticed = Noticed(
        missing=tuple(missing),
        converted=sum(
            Path(name).suffix.lower() in PICTURE_SUFFIXES - {path.suffix.lower()}
            for name, path in zip(kept.names, paths, strict=True)
        ),
        duplicates=named_groups(_alike(paths), pictures) if options.compare_contents else None,
        notes=rows.notes,
    )
    return pictures, noticed


def named_groups(groups: Sequence[Sequence[int]], pictures: NamedPictures) -> tuple[tuple[str, ...], ...]:
    """The names of groups of pictures that are the same.

    Raises TrainingError `pictures.twoPatients` where the same picture is filed under two patients.
    """
    named: list[tuple[str, ...]] = []
    for places in groups:
        names = tuple(pictures.names[place] for place in places)
        patients = sorted({pictures.patients[place] for place in places})
        if len(patients) > 1:
            other = next(p for p in places if pictures.patients[p] != pictures.patients[places[0]])
            raise TrainingError(
                "pictures.twoPatients",
                f"{names[0]} (patient {pictures.patients[places[0]]}) and {pictures.names[other]} (patient "
                f"{pictures.patients[other]}) are the same picture; correct the patients or remove one.",
            )
        named.append(names)
    return tuple(named)


def _alike(paths: Sequence[Path]) -> list[list[int]]:
    """Places whose files are equal, two or more each: by size, by the last bytes, by SHA-256.

    Most files differ in size, so few are read.
    """
    groups = [list(range(len(paths)))]
    for trait in (_size, _tail, _digest):
        groups = [finer for group in groups for finer in _parted(group, paths, trait)]
    return groups


def _parted(
    group: Sequence[int], paths: Sequence[Path], trait: Callable[[Path], int | str | bytes]
) -> list[list[int]]:
    parts: defaultdict[int | str | bytes, list[int]] = defaultdict(list)
    for place in group:
        try:
            parts[trait(paths[place])].append(place)
        except OSError as error:
            raise TrainingError("picture.unreadable", f"{paths[place]} cannot be read: {error}.") from error
    return [part for part in parts.values() if len(part) > 1]


def _size(path: Path) -> int:
    return path.stat().st_size


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return file.read()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle_missing(missing: Sequence[str], total: int, options: OpenOptions) -> None:
    if options.missing_list is not None:
        try:
            options.missing_list.write_text("".join(f"{name}\n" for name in missing), encoding="utf-8")
        except OSError as error:
            raise TrainingError("pictures.missingList", f"The list cannot be written: {error}.") from error
    if not missing:
        return
    shown = ", ".join(missing[:SHOWN_NAMES]) + (", …" if len(missing) > SHOWN_NAMES else "")
    if len(missing) == total:
        raise TrainingError("pictures.none", f"None of the {total} pictures was found: {shown}.")
    if not options.allow_missing:
        raise TrainingError(
            "pictures.missing",
            f"{len(missing)} of {total} pictures are missing: {shown}. Name their folder, or allow missing "
            "pictures.",
        )


def _refuse_shared_files(pictures: FilePictures) -> None:
    first: dict[Path, str] = {}
    for name, path in zip(pictures.names, pictures.paths, strict=True):
        earlier = first.setdefault(path, name)
        if earlier != name:
            raise TrainingError("pictures.sameFile", f"{earlier} and {name} are one file: {path}.")
