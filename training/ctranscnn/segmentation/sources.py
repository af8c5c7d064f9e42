"""Where the segmenter's training pictures come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from ctranscnn.data.pictures import Picture
from ctranscnn.gates.photographs import sample_photographs
from ctranscnn.segmentation.drawn import drawn_tongues
from ctranscnn.segmentation.negatives import NegativeSources
from ctranscnn.segmentation.photos import Part, TonguePhotos
from ctranscnn.segmentation.training import SegmenterSources

FILM_COUNT = 120
FILM_SIDE_PX = 256
DRAWN_COUNT = 200
DRAWN_SEED = 7


def training_sources(photos: TonguePhotos, parts: dict[Part, list[str]], films: Path) -> SegmenterSources:
    """Photos of the training part, drawn tongues, some films (as far as there are any), sample scenes."""
    negatives = NegativeSources(
        photos.chosen(parts["train"]), load_films(films, FILM_COUNT), sample_photographs()
    )
    return SegmenterSources(
        negatives, drawn_tongues(DRAWN_SEED, DRAWN_COUNT), photos.chosen(parts["validation"])
    )


def load_films(folder: Path, count: int, first: int = 0) -> list[Picture]:
    """At most `count` films, evenly spread over the folder from the `first` on, as grey [256, 256]."""
    paths = sorted(path for path in folder.glob("*") if path.suffix in {".jpg", ".png"})
    chosen = paths[first :: max(1, len(paths) // count)][:count]
    films: list[Picture] = []
    for path in chosen:
        with Image.open(path) as image:
            small = image.convert("L").resize((FILM_SIDE_PX, FILM_SIDE_PX), Image.Resampling.BICUBIC)
        films.append(np.asarray(small))
    return films
