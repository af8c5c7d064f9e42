"""Where examples come from: real films that tubes are drawn on, and labelled films where there are some."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from ctranscnn.phantoms.film_background import FilmBackground
from ctranscnn.tubes.examples import TubeExample, draw_example, example_of
from ctranscnn.tubes.labelled import LabelledFilms
from ctranscnn.tubes.training import NextExample

LABELLED_SHARE = 0.5
"""Of a batch's films, where labelled films are at hand."""


def example_source(backgrounds: Sequence[FilmBackground], labelled: LabelledFilms | None) -> NextExample:
    """Gives the next example by its random stream."""

    def next_example(random: np.random.Generator) -> TubeExample:
        if labelled is not None and random.random() < LABELLED_SHARE:
            return labelled.example(int(random.integers(len(labelled))))
        return example_of(draw_example(backgrounds, random))

    return next_example


def films_sha256(backgrounds: Sequence[FilmBackground], labelled: LabelledFilms | None) -> str:
    """What the examples of these films come from: the same for the same films, lines and frames."""
    digest = hashlib.sha256()
    for background in backgrounds:
        digest.update(np.ascontiguousarray(background.values).tobytes())
        digest.update(background.frame.matrix.tobytes())
    if labelled is None:
        return digest.hexdigest()
    for index in labelled.indices:
        digest.update(f"\n{labelled.pictures.names[index]}".encode())
        for line in labelled.pictures.polylines(index):
            digest.update(f"\n{line.label} ".encode() + line.points_px.tobytes())
    return digest.hexdigest()
