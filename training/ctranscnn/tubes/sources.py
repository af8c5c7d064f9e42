"""Where examples come from: real films that tubes are drawn on, and labelled films where there are some."""

from __future__ import annotations

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
