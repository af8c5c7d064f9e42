"""Find pictures by the names that tables give them, in one walk over the folders."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ctranscnn.errors import TrainingError

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})


@dataclass(frozen=True)
class PictureIndex:
    """All picture files at and below a folder."""

    folder: Path
    by_name: dict[str, list[Path]]
    by_stem: dict[str, list[Path]]

    def find(self, name: str) -> Path | None:
        """The file of a name or relative path: exactly, else with another picture ending.

        A name without folders is looked for in all of them. Raises TrainingError `pictures.ambiguous` where
        two files fit equally well.
        """
        wanted = PurePosixPath(name)
        exact = self.folder.joinpath(*wanted.parts)
        files = self.by_name.get(wanted.name, [])
        if exact in files:
            return exact
        fitting = [file for file in files if file.as_posix().endswith(f"/{wanted}")]
        if not fitting:
            stem = picture_stem(wanted.name)
            parents = wanted.parent.parts
            fitting = [
                file
                for file in self.by_stem.get(stem, [])
                if not parents or file.parent.parts[-len(parents) :] == parents
            ]
        if len(fitting) > 1:
            raise TrainingError(
                "pictures.ambiguous",
                f"{name} is in two places: {_below(fitting[0], self.folder)} and "
                f"{_below(fitting[1], self.folder)}.",
            )
        return fitting[0] if fitting else None


def picture_stem(name: str) -> str:
    """A file's name without a picture ending; dots that belong to the name stay."""
    path = PurePosixPath(name)
    return path.stem if path.suffix.lower() in PICTURE_SUFFIXES else path.name


def index_pictures(folder: Path) -> PictureIndex:
    """Walk a folder to the bottom; links are followed once, hidden files and folders are passed over.

    Raises TrainingError `pictures.folder` where it is none.
    """
    if not folder.is_dir():
        raise TrainingError("pictures.folder", f"{folder} is not a folder of pictures.")
    by_name: defaultdict[str, list[Path]] = defaultdict(list)
    by_stem: defaultdict[str, list[Path]] = defaultdict(list)
    seen: set[str] = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            # a link back to where the walk has been: its files are known already
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in PICTURE_SUFFIXES:
                path = Path(place) / name
                by_name[name].append(path)
                by_stem[picture_stem(name)].append(path)
    return PictureIndex(folder, dict(by_name), dict(by_stem))


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
