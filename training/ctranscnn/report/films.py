"""The study's pictures in a folder, found by their hashed names."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.report.samples import Sample
from ctranscnn.split import picture_name

SUFFIXES = (".jpg", ".jpeg", ".png")


def sample_pictures(folder: Path, samples: Sequence[Sample]) -> dict[int, Picture]:
    """Row → picture [H, W] or [H, W, 3] of the samples that lie in or below the folder.

    A picture's own name is its file's name, with or without the ending, or its path within the folder.
    Raises TrainingError `report.films` where there is no such folder or a picture cannot be decoded.
    """
    if not folder.is_dir():
        raise TrainingError("report.films", f"{folder} is not a folder of pictures.")
    rows = {sample.name: sample.row for sample in samples}
    found: dict[int, Picture] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() not in SUFFIXES:
            continue
        for name in (file.name, file.stem, file.relative_to(folder).as_posix()):
            row = rows.get(picture_name(name))
            if row is not None and row not in found:
                found[row] = _decoded(file)
    return found


def _decoded(file: Path) -> Picture:
    try:
        with Image.open(file) as image:
            grey = image.mode in ("1", "L", "LA", "I", "I;16", "F")
            return np.asarray(image.convert("L" if grey else "RGB"))
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise TrainingError("report.films", f"{file} cannot be read as a picture: {error}.") from error
