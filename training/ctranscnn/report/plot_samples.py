"""Probabilities of sample pictures (the paper's Figures 13 and 14)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from ctranscnn.data.pictures import Picture
from ctranscnn.report.drawing import PALETTE, REFERENCE_COLOUR
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.samples import Sample
from ctranscnn.report.view import View

PRESENT = "●"
BAR = 0.38
FILLS = ((REFERENCE_COLOUR, ""), (PALETTE[4], "////"))
"""Colour and hatching of the reference's and of the other network's bars."""


@dataclass(frozen=True)
class SampleScores:
    """What one network said: probabilities [samples, C]."""

    network: NetworkNumbers
    probabilities: NDArray[np.float64]


def draw_samples(
    view: View, samples: Sequence[Sample], scores: Sequence[SampleScores], pictures: Mapping[int, Picture]
) -> Figure:
    """A panel per picture; where its pixels are at hand (`pictures` by row) they stand beside the bars."""
    rows = math.ceil(len(samples) / 2)
    height = 1.0 + 0.235 * len(view.study.labels)
    figure = Figure(figsize=(11.5, height * rows + 1.1), layout="constrained")
    grid = figure.add_gridspec(rows, 4, width_ratios=(0.8, 1, 0.8, 1) if pictures else (0.01, 1, 0.01, 1))
    for place, sample in enumerate(samples):
        row, side = divmod(place, 2)
        axes = figure.add_subplot(grid[row, 2 * side + 1])
        _bars(axes, view, sample, [part.probabilities[place] for part in scores])
        if sample.row in pictures:
            beside = figure.add_subplot(grid[row, 2 * side])
            beside.imshow(pictures[sample.row], cmap="gray")
            beside.axis("off")
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=view.name(part.network))
        for part, (colour, hatch) in zip(scores, FILLS, strict=False)
    ]
    title = view.words("samples.title")
    figure.legend(handles=handles, title=title, loc="outside upper center", ncols=2)
    return figure


def _bars(axes: Axes, view: View, sample: Sample, values: Sequence[NDArray[np.float64]]) -> None:
    count = len(view.study.labels)
    targets = view.study.targets[sample.row]
    for place, probabilities in enumerate(values):
        colour, hatch = FILLS[place]
        offset = (place - (len(values) - 1) / 2) * BAR
        axes.barh(
            np.arange(count) + offset,
            probabilities,
            BAR,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
        )
    names = [
        f"{PRESENT} {name}" if targets[column] > 0.5 else name for column, name in enumerate(view.labels)
    ]
    axes.set_yticks(range(count), names, fontsize=8.5)
    for column, tick in enumerate(axes.get_yticklabels()):
        if targets[column] > 0.5:
            tick.set_fontweight("bold")
    axes.invert_yaxis()
    axes.set(xlim=(0, 1), xlabel=view.words("samples.probability"))
    axes.grid(False, axis="y")
    axes.set_title(f"{view.words('picture')} {sample.name}", fontsize=9)
